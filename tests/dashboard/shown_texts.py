"""Finds texts in the dashboard's code that a visitor would read and nobody could translate."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
NO_PAGES = frozenset(
    [
        "asgi",
        "cookie_prefix",
        "cookies",
        "desk",
        "document_language",
        "gate",
        "headers",
        "hooks",
        "live_socket",
        "mounted",
        "page",
        "seed",
        "serve",
        "theme",
    ]
)
"""Modules that write nothing on a page."""
WRITERS = (
    "listenpost/language/*.py",
    "listenpost/services/notice_facts.py",
    "listenpost/services/notice_words.py",
    "listenpost/services/pulse_report.py",
    "listenpost/services/weekly_page.py",
)
"""What writes beside the dashboard."""
MARKED = frozenset({"_", "N_", "forms", "counted", "plural"})
SILENT = frozenset({"join", "partition", "get", "split", "strip"})
SINKS = {"badge": 0, "element": 1, "flash": 0, "outward": 0}
"""Functions whose argument is shown whatever it looks like, and its place."""
UNSEEN = frozenset(
    [
        "key",
        "icon",
        "class_",
        "mime",
        "file_name",
        "type",
        "style",
        "dir",
        "autocomplete",
        "scope",
        "role",
        "for_",
        "on",
        "id",
    ]
)
NAMES = frozenset(
    [
        "Listenpost",
        "CSV",
        "PIN",
        "X",
        "Facebook",
        "Instagram",
        "Mastodon",
        "Bluesky",
        "Telegram",
        "WhatsApp",
        "Reddit",
        "YouTube",
    ]
)
ALLOWED = frozenset(
    {
        "Allow",  # a header
        "App Store",
        "Google Play",
        "\x00 · Listenpost",
        "\x00 UTC",
        "case, reply.approved",  # what an audit calls things
        "Ed",  # a pattern of babel's
        "Enter",
        "Ctrl+Enter",
        "noindex, nofollow, noarchive",
        "noopener noreferrer",
        "said us",  # classes
    }
)
"""What looks like words and is none, or is the same in every language."""
_TAGS = re.compile(r"<[^>]*>|<[^>]*$|^[^<]*>")
_SENTENCE = re.compile(r"(?:[^\W\d_]{2,}|\b[AI]\b)[.,:;?!)]* [^\W\d_(\x00]")
_TITLE = re.compile(r"^[A-Z][a-z’']+[.:?!…]?$")
_BESIDE = re.compile(r"(^|[ (\x00])[^\W\d_]{2,}[.,:;?!)]*( |$)")
_HOLE = "\x00"


def shown(file: Path) -> Iterator[tuple[ast.expr, str]]:
    """Each literal that looks like words for a visitor and is not marked as translated."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    parents = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text, whole = node.value, not isinstance(parents[node], ast.JoinedStr)
        elif isinstance(node, ast.JoinedStr):
            text, whole = _outline(node), not isinstance(parents[node], ast.FormattedValue)
        else:
            continue
        if not whole or _is_docstring(node, parents) or _is_marked(node, parents):
            continue
        if _is_words(text) or (_is_sunk(node, parents) and re.search(r"[^\W\d_]{2}", text)):
            yield node, text


def unseen_by_make_texts(file: Path) -> list[int]:
    """The lines where a text is marked so that the catalogues never get it.

    Inside an f-string it is not found by every Python; `N_` in a function is never put to words.
    """
    found = []
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for outer in ast.walk(tree):
        inside = {ast.JoinedStr: MARKED, ast.FunctionDef: {"N_"}, ast.AsyncFunctionDef: {"N_"}}
        marks = inside.get(type(outer), frozenset())
        calls = (node for node in ast.walk(outer) if isinstance(node, ast.Call)) if marks else ()
        found += [call.lineno for call in calls if _name(call) in marks]
    return found


def english_figures(file: Path) -> list[int]:
    """The lines with a number of which an f-string decides how it is written: 1,200 or 12%."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    specs = (
        (node.lineno, ast.unparse(node.format_spec))
        for node in ast.walk(tree)
        if isinstance(node, ast.FormattedValue) and node.format_spec
    )
    return [line for line, spec in specs if re.search(r",|\d%'", spec)]


def pages() -> list[Path]:
    """The modules whose texts are shown."""
    found = (file for file in (ROOT / "dashboard").rglob("*.py") if file.stem not in NO_PAGES)
    beside = (file for pattern in WRITERS for file in ROOT.glob(pattern))
    return sorted({*found, *beside})


def _outline(node: ast.JoinedStr) -> str:
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else _HOLE for part in node.values
    )


def _is_words(text: str) -> bool:
    bare = _TAGS.sub(" ", text) if "<" in text else text
    bare = bare.strip(" \n")
    if bare in NAMES | ALLOWED:
        return False
    if _HOLE in bare:
        return bool(_SENTENCE.search(bare) or _BESIDE.search(bare.replace(_HOLE, f" {_HOLE} ")))
    return bool(_SENTENCE.search(bare) or _TITLE.match(bare))


def _is_sunk(node: ast.expr, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether it is the very argument of a function that shows it."""
    call = parents[node]
    if isinstance(call, ast.IfExp):
        node, call = call, parents[call]
    if not isinstance(call, ast.Call):
        return False
    place = SINKS.get(_name(call))
    return place is not None and len(call.args) > place and call.args[place] is node


def _is_docstring(node: ast.expr, parents: dict[ast.AST, ast.AST]) -> bool:
    return isinstance(parents[node], ast.Expr)


def _is_marked(node: ast.expr, parents: dict[ast.AST, ast.AST]) -> bool:
    """Translated already, or nothing that is shown: a key, a log line, what is looked up."""
    parent = parents[node]
    if isinstance(parent, ast.keyword):
        return parent.arg in UNSEEN
    if isinstance(parent, ast.Subscript | ast.Compare):
        return True
    return isinstance(parent, ast.Call) and (
        _name(parent) in MARKED | SILENT or _is_log(parent) or _is_key(parent, node)
    )


def _is_log(call: ast.Call) -> bool:
    function = call.func
    return isinstance(function, ast.Attribute) and _name_of(function.value) == "log"


def _is_key(call: ast.Call, node: ast.expr) -> bool:
    """The first argument of what keeps a place on the page, and names nothing that is read."""
    return _name(call) in {"form", "seed", "component", "TypeVar"} and call.args[:1] == [node]


def _name(call: ast.Call) -> str:
    return _name_of(call.func)


def _name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""

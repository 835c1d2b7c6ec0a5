"""docs/security.md names what exists, leaves no point of the standard out, and counts right."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
CODE = [
    *("dashboard", "domain", "listeners", "listenpost", "platforms", "responder", "storage"),
    "classifier",
]
LAST = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5,
    "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2,
    "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4,
    "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4,
    "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2,
    "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1,
    "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip
"""Section of ASVS 5.0 -> its last point of level 1 or 2; those of level 3 come after it."""
ROW = re.compile(r"^\| (\d+\.\d+\.\d+)(?:-(\d+\.\d+\.\d+))? \| ([12]) \| [^|]+ \| (.+) \|$", re.M)
NAMED = re.compile(r"`((?:[\w.]+/)+[\w.]+)(?:::?(\w+))?`")


def points() -> Iterator[tuple[str, str]]:
    for first, last, _level, verdict in ROW.findall(PAGE):
        section, begin = first.rsplit(".", 1)
        end = int(last.rsplit(".", 1)[1]) if last else int(begin)
        yield from ((f"{section}.{number}", verdict) for number in range(int(begin), end + 1))


def test_no_point_of_the_standard_is_left_out_or_told_twice() -> None:
    wanted = [
        f"{section}.{number}" for section, last in LAST.items() for number in range(1, last + 1)
    ]
    found = [point for point, _ in points()]
    assert Counter(found) == Counter(wanted)
    assert f"Of {len(wanted)} points:" in PAGE


def test_every_point_says_how_it_stands_and_the_sum_is_right() -> None:
    verdicts = [verdict for _, verdict in points()]
    begins = ("**held**", "**open**", "**yours**", "not applicable: ")
    assert not [one for one in verdicts if not one.startswith(begins)]
    number = sum(one.startswith("not applicable") for one in verdicts)
    assert f" {number} not applicable" in PAGE


def test_every_file_test_and_function_that_is_named_exists() -> None:
    named = NAMED.findall(PAGE)
    assert len(named) > 150
    for file, name in named:
        assert (ROOT / file).exists(), file
        if name:
            source = (ROOT / file).read_text(encoding="utf-8")
            assert re.search(rf"^\s*(async def|def|class) {name}\b|^{name}\b", source, re.M), name


@cache
def _nodes() -> list[tuple[Path, ast.Call | ast.Import | ast.ImportFrom]]:
    """Every call and every import of what is shipped."""
    return [
        (file, node)
        for package in CODE
        for file in sorted((ROOT / package).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call | ast.Import | ast.ImportFrom)
    ]


@cache
def _called() -> list[tuple[str, ast.Call]]:
    calls = [node for _, node in _nodes() if isinstance(node, ast.Call)]
    return [(_name(node.func), node) for node in calls]


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name():
            return function.id
        case ast.Attribute(value=ast.Name() as owner):
            return f"{owner.id}.{function.attr}"
        case _:
            return ""


def _imported() -> set[tuple[str, str]]:
    return {
        (str(file.relative_to(ROOT)), name)
        for file, node in _nodes()
        if not isinstance(node, ast.Call)
        for name in [getattr(node, "module", None) or "", *(one.name for one in node.names)]
    }


def test_no_code_is_made_of_words() -> None:
    bad = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.load"}
    assert not [name for name, _ in _called() if name in bad]
    assert not {one for one in _imported() if one[1] in ("pickle", "marshal", "shelve", "dill")}
    shells = [node for _, node in _called() for word in node.keywords if word.arg == "shell"]
    assert not shells


def test_no_broken_hash_guards_anything() -> None:
    assert not [name for name, _ in _called() if name in ("hashlib.md5", "hashlib.sha1")]
    assert not [node for name, node in _called() if name == "hashlib.new"]


def test_what_must_not_be_guessed_is_no_play_random() -> None:
    found = {file for file, name in _imported() if name == "random"}
    allowed = {
        "listenpost/services/notifying.py",  # spreads when a failed message is tried again
        "listenpost/services/telling.py",  # the same
        "listenpost/demo/agents.py",
        "listenpost/demo/lockstep.py",
    }
    training = {file for file in found if file.startswith("classifier/training/")}
    assert found - training <= allowed


def test_no_certificate_goes_unchecked() -> None:
    for _, node in _called():
        for word in node.keywords:
            off = isinstance(word.value, ast.Constant) and word.value.value is False
            assert not (word.arg in ("verify", "verify_ssl", "check_hostname") and off)
    assert not [name for name, _ in _called() if "create_unverified" in name]

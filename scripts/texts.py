"""Our texts: taken out of the code, put into each language's file; `make texts`."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from domain.interface import ENGLISH, LANGUAGES
from listenpost.language.catalogues import DOMAIN, file_of

ROOT = Path(__file__).parents[1]
_TEXT: Any = {1: (1,), 2: ((2, "c"), 1)}
KEYWORDS: Any = {"_": _TEXT, "N_": _TEXT, "plural": (1, 2), "forms": (1, 2), "counted": (2, 3)}
WIDTH = 100
FOLDERS = ("dashboard", "listenpost")
_PASSING = tuple(
    f'"{name}'.encode()
    for name in (
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Generated-By",
        "Project-Id-Version",
        "Report-Msgid-Bugs-To",
        "Last-Translator",
        "Language-Team",
    )
)


def template() -> Catalog:
    """Every text of pages, messages and reports, with the files that it stands in."""
    found = Catalog(project="Listenpost", charset="utf-8", fuzzy=False)
    for file in sorted(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py")):
        for _line, message, _comments, about in texts_of(file):
            found.add(message, locations=[(str(file.relative_to(ROOT)), 0)], context=about)
    return found


def texts_of(file: Path) -> list[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    """What babel finds in a file; what a text is about stands before it, as gettext has it."""
    with file.open("rb") as source:
        return list(extract("python", source, keywords=KEYWORDS))


def updated(language: str, wanted: Catalog) -> Catalog:
    """The language's file with what is new, without what has gone; nothing is guessed."""
    file = file_of(language)
    known = Catalog(locale=language, domain=DOMAIN, charset="utf-8", fuzzy=False)
    if file.exists():
        with file.open("rb") as source:
            known = read_po(source, locale=language, domain=DOMAIN)
    known.update(wanted, no_fuzzy_matching=True)
    known.obsolete.clear()
    for message in known:
        message.flags.discard("python-format")  # a text with "95 %" in it is none
    return known


def written(found: Catalog) -> bytes:
    """The file as it is committed: no dates, no line numbers, so that a change is what changed."""
    buffer = io.BytesIO()
    write_po(buffer, found, width=WIDTH, omit_header=False, sort_output=True, include_lineno=False)
    kept = (line for line in buffer.getvalue().splitlines(keepends=True) if not _passing(line))
    return b"".join(kept)


def main() -> int:
    """Write the files of all languages."""
    wanted = template()
    for language in LANGUAGES:
        if language != ENGLISH:
            file = file_of(language)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(written(updated(language, wanted)))
    return 0


def _passing(line: bytes) -> bool:
    """What gettext tools write into the head, and nobody reads."""
    return line == b"#\n" or line.startswith(_PASSING)


if __name__ == "__main__":
    raise SystemExit(main())

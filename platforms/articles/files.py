"""Articles on this machine: a folder of Markdown, or a file of a kind that its name tells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from domain.article import IncomingArticle
from domain.errors import BadInput, MalformedItem
from platforms.articles import exports, markdown, tables

MARKDOWN = frozenset({".md", ".markdown", ".mdx"})
JSON = frozenset({".json", ".jsonl"})
Read = IncomingArticle | MalformedItem


def read(path: Path, *, base_url: str = "") -> Iterator[Read]:
    """Every article, or why one cannot be read; drafts are left out.

    Raises BadInput where there is nothing of a kind that we know.
    """
    if path.is_dir():
        return _folder(path, base_url)
    if not path.exists():
        raise BadInput(f"There is no file or folder {path}.")
    if path.suffix.lower() in MARKDOWN:
        return iter(_one(path, path.parent, base_url))
    if path.suffix.lower() == ".csv":
        return tables.read_csv(path)
    if path.suffix.lower() in JSON:
        return exports.read_json(path, base_url=base_url)
    raise BadInput(
        f"{path} is of no kind that can be imported: use a folder of Markdown files, a .csv, "
        "the .json of a helpdesk, or the address of a help centre."
    )


def _folder(folder: Path, base_url: str) -> Iterator[Read]:
    paths = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in MARKDOWN
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    if not paths:
        raise BadInput(f"{folder} holds no Markdown file (.md).")
    for path in paths:
        yield from _one(path, folder, base_url)


def _one(path: Path, folder: Path, base_url: str) -> list[Read]:
    try:
        found = markdown.read_file(path, folder=folder, base_url=base_url)
    except MalformedItem as error:
        return [error]
    return [found] if found else []

"""Articles in a CSV: one a row, columns by the names that helpdesks and people give them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from domain.article import IncomingArticle
from domain.errors import BadInput, MalformedItem
from platforms.articles import fields

_LARGEST_CELL = 10_000_000


def read_csv(path: Path) -> Iterator[IncomingArticle | MalformedItem]:
    """The rows with a title; comma, semicolon or tab between the cells.

    Raises BadInput where the file has no column for a title.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read as UTF-8: {error}.") from error
    csv.field_size_limit(_LARGEST_CELL)
    rows = csv.DictReader(io.StringIO(text, newline=""), dialect=_dialect(text))
    columns = [name for name in rows.fieldnames or [] if name]
    if fields.field(dict.fromkeys(columns, "x"), "title") is None:
        raise BadInput(
            f"{path} has the columns {', '.join(columns) or 'none'}; one must be title "
            "(or name, question, subject), and body, url, language, updated_at are read too."
        )
    return _articles(rows, path)


def _articles(rows: csv.DictReader[str], path: Path) -> Iterator[IncomingArticle | MalformedItem]:
    number = 0
    try:
        for number, row in enumerate(rows, 1):
            values = {name: value for name, value in row.items() if isinstance(name, str)}
            address = fields.address(fields.field(values, "url"))
            found = fields.article(values, fallback_id=address or f"row {number}")
            if found is not None:
                yield found
    except csv.Error as error:
        yield MalformedItem(f"{path.name}, after row {number}: {error}.")


def _dialect(text: str) -> type[csv.Dialect]:
    head = text.partition("\n")[0]
    chosen = max(",;\t", key=head.count)

    class Table(csv.excel):
        delimiter = chosen

    return Table

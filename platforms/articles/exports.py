"""What helpdesks export as JSON: Zendesk, Freshdesk, HubSpot; fields as their references say.

- Zendesk: developer.zendesk.com, Help Center API, Articles and Translations (read 2026-11-22)
- Freshdesk: developers.freshdesk.com, Solutions; status 1 is a draft, 2 is published
- HubSpot: site search of type KNOWLEDGE_ARTICLE; its CSV for import (URL, Title, Category, Article
  Body) is read as any other table
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from domain.article import IncomingArticle
from domain.errors import BadInput
from platforms.articles import fields
from platforms.reading import items, mapping

_LISTS = ("articles", "translations", "results", "items", "data")


def read_json(path: Path, *, base_url: str) -> Iterator[IncomingArticle]:
    """The public articles of an export: one object, a list of them, or one object a line.

    Raises BadInput where the file is no JSON or holds no article.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read as UTF-8: {error}.") from error
    rows = list(rows_of(_parsed(text, path)))
    if not rows:
        raise BadInput(
            f"{path} holds no articles: there must be a list, or an object with "
            f"{', '.join(_LISTS[:3])}."
        )
    return (found for row in rows if (found := read_row(row, base_url=base_url)) is not None)


def rows_of(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every object that may be an article, from however the export nests them."""
    if isinstance(value, list):
        for one in value:
            yield from rows_of(one)
    elif isinstance(value, dict):
        inner = next((items(value[name]) for name in _LISTS if items(value.get(name))), None)
        if inner is not None:
            yield from rows_of(inner)
        elif fields.field(value, "title") is not None:
            yield value


def read_row(row: Mapping[str, Any], *, base_url: str) -> IncomingArticle | None:
    """One article by whichever helpdesk it is from; None for a draft."""
    if "html_url" in row or "source_id" in row:
        return _zendesk(row)
    if "folder_id" in row or "description_text" in row:
        return _freshdesk(row, base_url)
    return fields.article(row, fallback_id=fields.address(fields.field(row, "url")))


def _zendesk(row: Mapping[str, Any]) -> IncomingArticle | None:
    """An article in one language, or a translation of one (`source_id` names it then)."""
    number, locale = row.get("source_id") or row.get("id"), row.get("locale")
    if row.get("hidden") is True or row.get("user_segment_id"):
        return None  # only some may open it
    values = {
        "id": f"{number}:{locale}",
        "title": row.get("title") or row.get("name"),
        "body": row.get("body"),
        "url": row.get("html_url"),
        "locale": locale,
        "group": number,
        "updated_at": row.get("edited_at") or row.get("updated_at"),
        "draft": row.get("draft"),
    }
    found = fields.article(values, fallback_id=str(number))
    return fields.marked(found, outdated=row.get("outdated") is True)


def _freshdesk(row: Mapping[str, Any], base_url: str) -> IncomingArticle | None:
    """Freshdesk names no address: it is made of the portal's."""
    if row.get("status") == 1:
        return None
    number, base = row.get("id"), base_url.rstrip("/")
    language = _freshdesk_language(row)
    values = {
        "id": f"{number}:{language}" if language else number,
        "title": row.get("title"),
        "body": row.get("description") or row.get("description_text"),
        "url": row.get("url") or (f"{base}/support/solutions/articles/{number}" if base else ""),
        "language": language,
        "group": number,
        "updated_at": row.get("modified_at") or row.get("updated_at"),
    }
    found = fields.article(values, fallback_id=str(number))
    return fields.marked(found, outdated=row.get("outdated") is True)


def _freshdesk_language(row: Mapping[str, Any]) -> str | None:
    """Its own, else that of the category that it stands in."""
    named = (
        mapping(mapping(one).get("data")).get("language") for one in items(row.get("hierarchy"))
    )
    return next((str(one) for one in (row.get("language"), *named) if one), None)


def _parsed(text: str, path: Path) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        lines = [line for line in text.splitlines() if line.strip()]
        try:
            return [json.loads(line) for line in lines]
        except (ValueError, RecursionError):
            raise BadInput(f"{path} is no JSON: {error}.") from error

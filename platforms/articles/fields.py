"""What article sources call the same things, read without believing it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from domain.article import IncomingArticle
from domain.text import clean, one_line
from platforms.html_text import text_of_html

_NAMES = {
    "id": ("id", "article id", "external_id", "key"),
    "title": ("title", "name", "question", "subject", "headline", "article title"),
    "body": ("body", "content", "answer", "html", "text", "description", "article body"),
    "url": ("url", "link", "html_url", "address", "permalink", "canonical", "article url"),
    "language": ("language", "lang", "locale", "article language"),
    "group": ("group", "translation_key", "translationkey", "translation_of"),
    "updated_at": (
        "updated_at",
        "updated",
        "edited_at",
        "lastmod",
        "last_modified",
        "last modified",
        "modified",
        "date",
        "last modified date",
    ),
    "draft": ("draft", "unpublished", "archived", "hidden"),
    "published": ("published", "status", "state"),
}
_DATES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y")
_LOOKS_LIKE_HTML = re.compile(r"</?(?:p|br|div|h[1-6]|ul|ol|li|a|span|strong|table)\b", re.I)
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$")
_PUBLIC = frozenset({"true", "1", "yes", "2", "published", "public", "live", "active"})
_TRUE = frozenset({"true", "1", "yes"})


def field(values: Mapping[str, Any], name: str) -> Any:
    """The value under any of the names that sources give it; None where there is none."""
    lowered = {str(key).strip().lower().lstrip("\ufeff"): value for key, value in values.items()}
    found = (lowered[known] for known in _NAMES[name] if lowered.get(known) not in (None, ""))
    return next(found, None)


def article(values: Mapping[str, Any], *, fallback_id: str) -> IncomingArticle | None:
    """An article from named values; None for one that is not public, or has no title."""
    title = one_line(clean(str(field(values, "title") or "")), 500)
    if not title or not is_public(values):
        return None
    language = language_of(field(values, "language"))
    return IncomingArticle(
        external_id=one_line(str(field(values, "id") or fallback_id), 500),
        title=title,
        body=plain(field(values, "body")),
        url=address(field(values, "url")),
        language=language,
        group=_text_or_none(field(values, "group")),
        updated_at=moment(field(values, "updated_at")),
    )


def marked(found: IncomingArticle | None, *, outdated: bool) -> IncomingArticle | None:
    """The same article, with its source's word that its words are no longer right."""
    return replace(found, outdated=outdated) if found else None


def is_public(values: Mapping[str, Any]) -> bool:
    """Whether a customer could open it."""
    if str(field(values, "draft")).strip().lower() in _TRUE:
        return False
    published = field(values, "published")
    return published is None or str(published).strip().lower() in _PUBLIC


def plain(value: object) -> str:
    """The words of a body, which may be HTML."""
    text = clean(value)
    return text_of_html(text) if _LOOKS_LIKE_HTML.search(text) else text.strip()


def address(value: object) -> str:
    """A web address, or nothing."""
    text = clean(value).strip()
    fits = text.lower().startswith(("https://", "http://")) and len(text.encode()) <= 2048
    return text if fits and not any(letter.isspace() for letter in text) else ""


def joined(base: str, value: str) -> str:
    """The address that a page at `base` means by this, or nothing where it is none."""
    try:
        found = urljoin(base, value)
        return found if urlsplit(found).hostname else ""
    except ValueError:  # a bracket that begins an address of IPv6 and does not end it
        return ""


def language_of(value: object) -> str | None:
    """A language code as in "pt-br"; None where it is something else."""
    text = str(value or "").strip()
    return text.lower().replace("_", "-")[:16] if _LANGUAGE.match(text) else None


def moment(value: object) -> dt.datetime | None:
    """A time or a day, in UTC where it says no zone; None where it cannot be read."""
    if isinstance(value, dt.datetime):
        return _aware(value)
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_epoch(float(value))
    text = str(value or "").strip()
    return _read(text) if text else None


def _read(text: str) -> dt.datetime | None:
    try:
        return _aware(dt.datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        pass
    for form in _DATES:
        try:
            return dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC)
        except ValueError:
            continue
    return None


def _of_epoch(seconds: float) -> dt.datetime | None:
    """HubSpot counts milliseconds."""
    seconds = seconds / 1000 if seconds > 1e11 else seconds
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _aware(value: dt.datetime) -> dt.datetime:
    try:
        return value.replace(tzinfo=value.tzinfo or dt.UTC).astimezone(dt.UTC)
    except OverflowError:
        return value.replace(tzinfo=dt.UTC)


def _text_or_none(value: object) -> str | None:
    return one_line(clean(str(value)), 500) if value not in (None, "") else None

"""A folder of Markdown files, with or without front matter."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt

from domain.article import IncomingArticle
from domain.errors import MalformedItem
from platforms.articles import fields
from platforms.html_text import text_of_html

_FRONT = re.compile(r"\A(?P<mark>---|\+\+\+)[ \t]*\n(?P<head>.*?)\n(?P=mark)[ \t]*(?:\n|\Z)", re.S)
_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t#]*$", re.M)
_CODES = (
    "ar bg ca cs da de el en es et eu fa fi fr ga gl he hi hr hu id is it ja ko lt lv mk ms mt nb "
    "nl nn no pl pt ro ru sk sl sq sr sv ta th tr uk ur vi zh"
)
_LANGUAGES = frozenset(_CODES.split())


def read_file(path: Path, *, folder: Path, base_url: str) -> IncomingArticle | None:
    """The article in one file; None for a draft. Raises MalformedItem where it cannot be read."""
    place = path.relative_to(folder)
    try:
        text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
        changed = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    except (OSError, UnicodeDecodeError) as error:
        raise MalformedItem(f"{place} cannot be read: {error}.") from error
    head, body = split(text, place=str(place))
    title = fields.field(head, "title") or _heading(body) or path.stem.replace("-", " ")
    language, key = _language_and_key(place)
    values = {
        **head,
        "title": str(title),
        "body": "",
        "url": _address(head, key, language, base_url),
        "language": fields.field(head, "language") or language,
        "group": fields.field(head, "group") or key,
        "updated_at": fields.field(head, "updated_at") or changed,
    }
    found = fields.article(values, fallback_id=place.as_posix())
    return found and _with_body(found, body)


def split(text: str, *, place: str) -> tuple[Mapping[str, Any], str]:
    """The front matter (YAML between ---, TOML between +++) and the words below it."""
    found = _FRONT.match(text)
    if found is None:
        return {}, text
    try:
        head: Any = (
            yaml.safe_load(found["head"])
            if found["mark"] == "---"
            else tomllib.loads(found["head"])
        )
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        what = " ".join(str(error).split())
        raise MalformedItem(f"{place}: its front matter cannot be read ({what}).") from error
    return (head if isinstance(head, dict) else {}), text[found.end() :]


def plain(markdown: str) -> str:
    """The words of Markdown, as a reader sees them."""
    return text_of_html(MarkdownIt("commonmark").enable("table").render(markdown))


def _with_body(found: IncomingArticle, body: str) -> IncomingArticle:
    words = plain(_HEADING.sub("", body, count=1) if _heading(body) == found.title else body)
    return replace(found, body=words)


def _heading(body: str) -> str | None:
    found = _HEADING.search(body)
    return found[1].strip() if found else None


def _language_and_key(place: Path) -> tuple[str | None, str]:
    """The language that a path names (de/lost-card.md, lost-card.de.md), and the path without."""
    parts = list(place.with_suffix("").parts)
    stem, _, ending = parts[-1].rpartition(".")
    if stem and _is_language(ending):
        return ending.lower(), "/".join([*parts[:-1], stem])
    at = next((n for n, part in enumerate(parts[:-1]) if _is_language(part)), None)
    if at is None:
        return None, "/".join(parts)
    return parts[at].lower(), "/".join(parts[:at] + parts[at + 1 :])


def _is_language(part: str) -> bool:
    return part.lower().replace("_", "-").partition("-")[0] in _LANGUAGES and len(part) <= 5


def _address(head: Mapping[str, Any], key: str, language: str | None, base_url: str) -> str:
    """Its own address, or the one that a site made of this folder gives it."""
    own = str(fields.field(head, "url") or "")
    if own.startswith(("http://", "https://")) or not base_url:
        return own
    base = base_url.rstrip("/")
    if own:
        return f"{base}/{own.lstrip('/')}"
    slug = str(head.get("slug") or key).strip("/")
    return f"{base}/{language}/{slug}" if language else f"{base}/{slug}"

"""What listeners hand over, made to fit: no post may keep its page from being stored.

Listeners clean what they read; this is the last line, for what the databases refuse.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any, TypeVar

from domain.attachment import Attachment, attached, attachment
from domain.mention import AuthorRef, IncomingMention, Page
from domain.text import clean, is_encodable
from storage.named import ExternalKey

T = TypeVar("T", IncomingMention, AuthorRef)
_MENTION = (
    "external_id",
    "author",
    "text",
    "url",
    "conversation_id",
    "in_reply_to",
    "language",
    "attachments",
    "raw",
)
_AUTHOR = ("external_id", "handle", "display_name", "followers")
_OF_MENTION, _OF_AUTHOR = attrgetter(*_MENTION), attrgetter(*_AUTHOR)
_LONGEST_NAME = 255
_MOST = 2**31 - 1
_MAX_DEPTH = 16


def page(heard: Page) -> dict[ExternalKey, IncomingMention]:
    """The mentions of a page by what names them; of what is there twice the last one."""
    return {(m.platform, m.external_id): m for m in map(mention, heard.mentions)}


def mention(heard: IncomingMention) -> IncomingMention:
    """The same mention; only what cannot be stored is changed."""
    above = heard.in_reply_to
    made = (
        identifier(heard.external_id),
        author(heard.author),
        clean(heard.text),
        clean(heard.url)[:2048],
        identifier(heard.conversation_id),
        None if above is None else identifier(above),
        clean(heard.language)[:16] or None,
        attached(map(_attachment, heard.attachments)) if heard.attachments else (),
        json_value(heard.raw),
    )
    return heard if made == _OF_MENTION(heard) else _with(heard, _MENTION, made)


def author(ref: AuthorRef) -> AuthorRef:
    """The same account."""
    followers = ref.followers
    made = (
        identifier(ref.external_id),
        clean(ref.handle)[:255] or None,
        clean(ref.display_name)[:255] or None,
        None if followers is None else max(0, min(followers, _MOST)),
    )
    return ref if made == _OF_AUTHOR(ref) else _with(ref, _AUTHOR, made)


def _attachment(one: Attachment) -> Attachment | None:
    return attachment(one.kind, clean(one.url), one.words)


def _with(heard: T, names: Sequence[str], made: Sequence[Any]) -> T:
    """A copy, made only where something had to be changed: most of what is heard fits."""
    changed: dict[str, Any] = dict(zip(names, made, strict=True))
    return replace(heard, **changed)


def identifier(name: str) -> str:
    """The id as it is, or, where it does not fit, one of our own that no other id gets."""
    if len(name) <= _LONGEST_NAME and "\x00" not in name and is_encodable(name):
        return name
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{clean(name)[:150]}~{digest}"


def json_value(value: Any, depth: int = _MAX_DEPTH) -> Any:
    """The value without what JSON columns refuse; what lies too deep is dropped."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        known = value.items() if depth else ()
        return {clean(name): json_value(item, depth - 1) for name, item in known}
    if isinstance(value, list | tuple):
        return [json_value(item, depth - 1) for item in value] if depth else []
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value

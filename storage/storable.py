"""What listeners hand over, made to fit: no post may keep its page from being stored.

Listeners clean what they read; this is the last line, for what the databases refuse.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace
from typing import Any, TypeVar

from domain.mention import AuthorRef, IncomingMention, Page
from domain.text import clean
from storage.named import ExternalKey

T = TypeVar("T", IncomingMention, AuthorRef)
_LONGEST_NAME = 255
_MOST = 2**31 - 1
_MAX_DEPTH = 16


def page(heard: Page) -> dict[ExternalKey, IncomingMention]:
    """The mentions of a page by what names them; of what is there twice the last one."""
    return {(m.platform, m.external_id): m for m in map(mention, heard.mentions)}


def mention(heard: IncomingMention) -> IncomingMention:
    """The same mention; only what cannot be stored is changed."""
    above = heard.in_reply_to
    return _with(
        heard,
        external_id=identifier(heard.external_id),
        author=author(heard.author),
        text=clean(heard.text),
        url=clean(heard.url)[:2048],
        conversation_id=identifier(heard.conversation_id),
        in_reply_to=None if above is None else identifier(above),
        language=clean(heard.language)[:16] or None,
        raw=json_value(heard.raw),
    )


def author(ref: AuthorRef) -> AuthorRef:
    """The same account."""
    followers = None if ref.followers is None else max(0, min(ref.followers, _MOST))
    return _with(
        ref,
        external_id=identifier(ref.external_id),
        handle=clean(ref.handle)[:255] or None,
        display_name=clean(ref.display_name)[:255] or None,
        followers=followers,
    )


def _with(heard: T, **made: Any) -> T:
    """A copy only where something had to be changed: most of what is heard fits."""
    changed = {name: value for name, value in made.items() if value != getattr(heard, name)}
    return replace(heard, **changed) if changed else heard


def identifier(name: str) -> str:
    """The id as it is, or, where it does not fit, one of our own that no other id gets."""
    if len(name) <= _LONGEST_NAME and "\x00" not in name and _is_encodable(name):
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


def _is_encodable(name: str) -> bool:
    if name.isascii():
        return True
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True

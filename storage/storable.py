"""What listeners hand over, made to fit: no post may keep its page from being stored.

Listeners clean what they read; this is the last line, for what the databases refuse.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace
from typing import Any

from domain.mention import AuthorRef, IncomingMention
from domain.text import clean

_LONGEST_NAME = 255
_MOST = 2**31 - 1
_MAX_DEPTH = 16


def mention(heard: IncomingMention) -> IncomingMention:
    """The same mention; only what cannot be stored is changed."""
    return replace(
        heard,
        external_id=identifier(heard.external_id),
        author=author(heard.author),
        text=clean(heard.text),
        url=clean(heard.url)[:2048],
        conversation_id=identifier(heard.conversation_id),
        in_reply_to=None if heard.in_reply_to is None else identifier(heard.in_reply_to),
        language=clean(heard.language)[:16] or None,
        raw=json_value(heard.raw),
    )


def author(ref: AuthorRef) -> AuthorRef:
    """The same account."""
    followers = None if ref.followers is None else max(0, min(ref.followers, _MOST))
    return replace(
        ref,
        external_id=identifier(ref.external_id),
        handle=clean(ref.handle)[:255] or None,
        display_name=clean(ref.display_name)[:255] or None,
        followers=followers,
    )


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
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True

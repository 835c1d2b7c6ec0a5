"""The words of a post as X shows them: links through t.co, and &, < and > escaped."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from html import escape

from sandbox.posts import Json, Post
from sandbox.x.length import LINK

SHORT = "https://t.co/"
_LONGEST_SHOWN = 27


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The text, and its links with their places in it."""

    text: str
    urls: tuple[Json, ...]


def wording(post: Post) -> Wording:
    """What a timeline, a look-up, the search and the answer to a new post show."""
    said = post.full_text
    text, read = "", 0
    urls: list[Json] = []
    for found in LINK.finditer(said):
        if found[0].startswith(SHORT):
            continue
        text += escape(said[read : found.start()], quote=False)
        short = _short(post, len(urls))
        place = {"start": len(text), "end": len(text) + len(short)}
        urls.append(place | {"url": short} | _long(found[0]))
        text += short
        read = found.end()
    return Wording(text=text + escape(said[read:], quote=False), urls=tuple(urls))


def _short(post: Post, number: int) -> str:
    """The address of the post's n-th link at t.co."""
    return SHORT + hashlib.sha256(f"{post.external_id}|{number}".encode()).hexdigest()[:10]


def _long(link: str) -> Json:
    bare = link.partition("://")[2].removeprefix("www.")
    fits = len(bare) <= _LONGEST_SHOWN
    shown = bare if fits else bare[: _LONGEST_SHOWN - 1] + "…"
    return {"expanded_url": link, "display_url": shown}

"""What hangs on a post: photos, videos and links, as addresses; never a copy of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from domain.text import clean

MOST = 10
"""So many of one post are kept."""
LONGEST_URL = 2048
LONGEST_WORDS = 300


class AttachmentKind(StrEnum):
    PHOTO = "photo"
    VIDEO = "video"
    AUDIO = "audio"
    LINK = "link"  # with or without a preview
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """Where it is seen, and what its author or its page says that it shows; "" where nobody does.

    Some networks' addresses stop leading anywhere after some days.
    """

    kind: AttachmentKind
    url: str
    words: str = ""


def attachment(kind: AttachmentKind, url: object, words: object = "") -> Attachment | None:
    """One that a platform tells of; None where a browser could not be sent there."""
    if not isinstance(url, str) or not is_web_address(url):
        return None
    told = " ".join(clean(words).split())[:LONGEST_WORDS].strip() if words else ""
    return Attachment(kind=kind, url=url, words=told)


def attached(found: Iterable[Attachment | None]) -> tuple[Attachment, ...]:
    """Those that can be kept, each address once, in their order."""
    known = {one.url: one for one in reversed([one for one in found if one])}
    return tuple(reversed(list(known.values())))[:MOST]


def is_web_address(url: str) -> bool:
    """Whether it is http or https to a host, and of a length that can be kept."""
    if len(url) > LONGEST_URL or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)

"""What somebody said to or about the brand, before we have stored it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NewType

from domain.attachment import Attachment
from domain.coverage import Gap, Proof

Platform = NewType("Platform", str)
X = Platform("x")
FACEBOOK = Platform("facebook")
INSTAGRAM = Platform("instagram")
MASTODON = Platform("mastodon")
BLUESKY = Platform("bluesky")
TELEGRAM = Platform("telegram")
FEED = Platform("feed")
APP_STORE = Platform("app_store")
GOOGLE_PLAY = Platform("google_play")
WHATSAPP = Platform("whatsapp")
REDDIT = Platform("reddit")
YOUTUBE = Platform("youtube")

Cursor = NewType("Cursor", str)
"""Where a walk stands; only the listener that made it can read it."""


class MentionKind(StrEnum):
    """What sort of item it is; the rules for answering depend on it."""

    POST = "post"  # a post of the customer's own that names or tags the brand
    COMMENT = "comment"  # under a post of the brand's or of another customer's
    VISITOR_POST = "visitor_post"  # written by a customer on the brand's page
    MESSAGE = "message"  # to the brand alone, in private


def is_hidden(kind: MentionKind, raw: Mapping[str, Any]) -> bool:
    """Whether only we see it: a private message, or a post for those it names (Mastodon's)."""
    return kind is MentionKind.MESSAGE or raw.get("visibility") == "direct"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorRef:
    """An account on one platform. A customer may own several."""

    platform: Platform
    external_id: str
    handle: str | None = None
    display_name: str | None = None
    followers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMention:
    """One post, comment or review; (platform, external_id) names it for ever.

    `published_at` is the platform's time of creation, aware. It is shown, never used as a cursor.
    `text` is storable: `domain.text.clean` has been applied. `conversation_id` names the public
    thread. `by_brand` marks our own posts and replies (also those written in the native app).
    `summoned` says that the author addressed the brand's account itself, which is what X requires
    before it lets a program answer.
    """

    platform: Platform
    external_id: str
    kind: MentionKind
    author: AuthorRef
    text: str
    url: str
    published_at: dt.datetime
    conversation_id: str
    in_reply_to: str | None = None
    language: str | None = None
    summoned: bool = True
    by_brand: bool = False
    attachments: tuple[Attachment, ...] = ()
    raw: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.published_at.tzinfo is None:
            raise ValueError("published_at must be timezone-aware")


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """An item inside a good page that we could not read, and why."""

    external_id: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one request brought; stored, with its cursor, in one transaction.

    `cursor` resumes the walk after this page; `complete` is true on the page that ended the walk,
    when everything that the platform had at its start is in hand: nothing is missing between
    `since` (None: where the last complete walk began) and the walk's start, but for the `gaps` that
    any of its pages named. `proof` says how it knew. `gone` are ids of posts of which the platform
    shows that they were deleted. `proves` is false for a listener that is only told: that its walk
    has ended says nothing about what was delivered.
    """

    mentions: tuple[IncomingMention, ...]
    cursor: Cursor
    complete: bool = False
    skipped: tuple[Skipped, ...] = ()
    since: dt.datetime | None = None
    proof: Proof = Proof.KNOWN
    gaps: tuple[Gap, ...] = ()
    gone: tuple[str, ...] = ()
    proves: bool = True

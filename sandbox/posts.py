"""What lies on the practice network: posts, comments and replies of customers and of the brand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Json = dict[str, Any]
BRAND = "brand"
"""The person id of the brand itself."""


class Network(StrEnum):
    X = "x"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    WHATSAPP = "whatsapp"


class Kind(StrEnum):
    """The kinds of docs/scenarios.md, and what the brand itself writes."""

    MENTION = "mention"
    SEARCH = "search"
    VISITOR_POST = "visitor_post"
    TAGGED = "tagged"
    COMMENT = "comment"
    OWN = "own"


KINDS: Mapping[Network, frozenset[Kind]] = {
    Network.X: frozenset({Kind.MENTION, Kind.SEARCH, Kind.OWN}),
    Network.FACEBOOK: frozenset({Kind.VISITOR_POST, Kind.TAGGED, Kind.COMMENT, Kind.OWN}),
    Network.INSTAGRAM: frozenset({Kind.TAGGED, Kind.COMMENT, Kind.OWN}),
    Network.WHATSAPP: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """What a customer does after a reply: thank, answer, complain or silent."""

    kind: str
    after_minutes: float
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post, tweet or comment, on either network.

    `order` is the platform's own order (on X the id itself). `at` is when it was really written,
    `created_at` what the platform says (a clock may lie), `visible_at` when reads began to show it.
    `answers_id` is what it replies to; `parent_id` where it hangs (Meta has two levels only).
    `text` is what was sent; X puts `to_handle` in front of a reply of the brand's.
    """

    order: int
    external_id: str
    network: Network
    kind: Kind
    person: str
    text: str
    lang: str
    at: float
    created_at: float
    visible_at: float
    root_id: str
    parent_id: str | None = None
    answers_id: str | None = None
    quotes_id: str | None = None
    to_handle: str | None = None
    handles: frozenset[str] = frozenset()
    photo: bool = False
    post_id: str | None = None
    matter: str | None = None
    key: Json | None = None
    by_hand: bool = False
    hidden: bool = False
    deleted_at: float | None = None

    @property
    def by_brand(self) -> bool:
        return self.person == BRAND

    @property
    def is_reply(self) -> bool:
        return self.answers_id is not None

    @property
    def full_text(self) -> str:
        """With the handle that X puts in front."""
        return f"@{self.to_handle} {self.text}" if self.to_handle else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPost:
    """A post as a scenario or a person at the control plane asks for it."""

    person: str
    network: Network
    kind: Kind
    at: float
    text: str
    lang: str = "und"
    id: str | None = None
    reply_to: str | None = None
    quotes: str | None = None
    photo: bool = False
    matter: str | None = None
    key: Json | None = None
    reactions: tuple[Reaction, ...] = ()
    by_hand: bool = False

"""Resolution channels: where a customer's matter can be settled, and where she writes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.mention import MentionKind, Platform


class ChannelKind(StrEnum):
    """What sort of place it is; the first two are on the network where the customer wrote."""

    REPLY = "reply"  # in public, in the thread
    MESSAGE = "message"  # in private, on the same network
    ARTICLE = "article"  # an answer that is written down already
    PHONE = "phone"
    CHAT = "chat"
    EMAIL = "email"
    STORE = "store"
    SPECIALIST = "specialist"  # a team of ours; the customer stays where she is


MOVING = frozenset(
    {
        ChannelKind.MESSAGE,
        ChannelKind.PHONE,
        ChannelKind.CHAT,
        ChannelKind.EMAIL,
        ChannelKind.STORE,
    }
)
"""Where a customer who wrote in public must go; an article she reads where she is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody is talked to: a kind of channel, and the network where it is on one."""

    kind: ChannelKind
    platform: Platform | None = None

    def __str__(self) -> str:
        return f"{self.platform}:{self.kind.value}" if self.platform else self.kind.value


def place_of(platform: str, kind: MentionKind | str) -> Place:
    """Where a post was written."""
    private = kind == MentionKind.MESSAGE
    return Place(
        kind=ChannelKind.MESSAGE if private else ChannelKind.REPLY, platform=Platform(platform)
    )

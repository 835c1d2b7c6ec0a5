"""A reply on its way: its states, and what crosses the border to a responder."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from domain.mention import Platform
from domain.message_template import FilledTemplate


class ReplyKind(StrEnum):
    PUBLIC = "public"  # in the thread
    PRIVATE = "private"  # one private message about a comment (Meta)


class ReplyStatus(StrEnum):
    """drafted > approved > sending > sent, with three ways to end otherwise.

    *unknown*: the platform may have taken it; it is read back, else a person decides.
    *rejected*: the platform or a rule refuses it for good. *failed*: it could not be sent in time;
    nothing was posted, a person may try again.
    """

    DRAFTED = "drafted"
    AWAITING_APPROVAL = "awaiting_approval"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    REJECTED = "rejected"
    FAILED = "failed"


FINAL_STATUSES = frozenset({ReplyStatus.SENT, ReplyStatus.REJECTED, ReplyStatus.FAILED})

_NEXT: dict[ReplyStatus, frozenset[ReplyStatus]] = {
    ReplyStatus.DRAFTED: frozenset(
        {ReplyStatus.AWAITING_APPROVAL, ReplyStatus.APPROVED, ReplyStatus.REJECTED}
    ),
    ReplyStatus.AWAITING_APPROVAL: frozenset(
        {ReplyStatus.APPROVED, ReplyStatus.REJECTED, ReplyStatus.DRAFTED}
    ),
    ReplyStatus.APPROVED: frozenset(
        {ReplyStatus.SENDING, ReplyStatus.REJECTED, ReplyStatus.FAILED, ReplyStatus.DRAFTED}
    ),
    ReplyStatus.SENDING: frozenset(
        {
            ReplyStatus.SENT,
            ReplyStatus.UNKNOWN,
            ReplyStatus.REJECTED,
            ReplyStatus.APPROVED,
            ReplyStatus.FAILED,
        }
    ),
    ReplyStatus.UNKNOWN: frozenset({ReplyStatus.SENT, ReplyStatus.APPROVED, ReplyStatus.FAILED}),
    ReplyStatus.SENT: frozenset(),
    ReplyStatus.REJECTED: frozenset(),
    ReplyStatus.FAILED: frozenset({ReplyStatus.APPROVED}),
}


def may_become(current: ReplyStatus, wanted: ReplyStatus) -> bool:
    """Whether a reply may go from `current` to `wanted`.

    Back to *drafted* it goes when its author takes it back, or a second person returns it. From
    *sending* it goes back to *approved* only when it is certain that nothing was posted.
    """
    return wanted in _NEXT[current]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyTarget:
    """The post that is answered, as its platform knows it.

    `kind` and `summoned` are as in IncomingMention. `last_heard_at` is when the same customer last
    wrote in this conversation, where that keeps a window open. `closed` says why the thread takes
    no answers any more. `url` is where people see the post; `hidden`, that only we do, or those it
    names: so it is with every answer to it.
    """

    platform: Platform
    external_id: str
    conversation_id: str
    author_external_id: str
    author_handle: str | None
    kind: str
    summoned: bool
    published_at: dt.datetime
    last_heard_at: dt.datetime | None = None
    closed: str | None = None
    url: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingReply:
    """What a responder posts. `idempotency_key` is the same for every attempt.

    With a `template` the words go out as that, where the network takes nothing else any more.
    """

    target: ReplyTarget
    kind: ReplyKind
    text: str
    idempotency_key: str
    template: FilledTemplate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedReply:
    """What the platform made of it."""

    external_id: str
    url: str
    posted_at: dt.datetime | None = None

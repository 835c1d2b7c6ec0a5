"""The ledger of requests: in which one row a mention stands, and why it was not answered.

Precedence. A person's correction ("needs no answer") comes before everything. Otherwise what
settled the mention first counts: our answer here, our answer in the native app, another customer's
answer, the customer's deletion (or an edit after which nothing is asked), the customer's "sorted,
thanks", a person's "not for us"; at the same moment in that order. What nothing settled is open:
pending until its deadline, ignored after it, with one reason.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.case import CaseStatus
from domain.reply import ReplyStatus


class Settlement(StrEnum):
    """What became of a mention; at the same moment the one that stands first counts."""

    ANSWERED_HERE = "answered_here"
    ANSWERED_NATIVELY = "answered_natively"
    ANSWERED_BY_CUSTOMER = "answered_by_customer"
    WITHDRAWN = "withdrawn"
    SELF_RESOLVED = "self_resolved"
    NOT_FOR_US = "not_for_us"
    CORRECTED = "corrected"  # the model asked for an answer, a person said that none is owed
    OPEN = "open"
    NOT_NEEDED = "not_needed"  # no answer was owed: outside of the ledger's sum


class Reason(StrEnum):
    """Why an open mention has no answer."""

    NOT_DUE = "not_due"
    ON_ITS_WAY = "on_its_way"
    CLOSED_UNANSWERED = "closed_unanswered"
    AWAITING_APPROVAL = "awaiting_approval"  # past its deadline, as all below
    REPLY_HELD = "reply_held"
    REPLY_IN_DOUBT = "reply_in_doubt"
    REPLY_FAILED = "reply_failed"
    POLICY_FORBIDS = "policy_forbids"
    SNOOZED_PAST_DEADLINE = "snoozed_past_deadline"
    SEEN_AND_LEFT = "seen_and_left"
    NEVER_SEEN = "never_seen"


PENDING = frozenset({Reason.NOT_DUE, Reason.ON_ITS_WAY})
"""Not answered, and not ignored either."""

SETTLED = tuple(one for one in Settlement if one not in (Settlement.OPEN, Settlement.NOT_NEEDED))
_ORDER = {one: place for place, one in enumerate(Settlement)}
_CLOSED = (CaseStatus.RESOLVED, CaseStatus.NOT_ACTIONABLE)
_UNDER_WAY = (ReplyStatus.APPROVED, ReplyStatus.SENDING, ReplyStatus.AWAITING_APPROVAL)
_GOING_OUT = (ReplyStatus.APPROVED, ReplyStatus.SENDING)
_NOT_SENT = (ReplyStatus.FAILED, ReplyStatus.REJECTED)
_SURE = 1.96
"""Standard deviations of a 95 % interval."""


class Answer(StrEnum):
    """How a case was closed by hand, by the word of the agent who closed it."""

    NATIVELY = "natively"
    BY_CUSTOMER = "by_customer"
    BY_ITSELF = "by_itself"


BY_WORD = {
    Answer.NATIVELY: Settlement.ANSWERED_NATIVELY,
    Answer.BY_CUSTOMER: Settlement.ANSWERED_BY_CUSTOMER,
    Answer.BY_ITSELF: Settlement.SELF_RESOLVED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A mention as the ledger knows it. `decided` is what the rules said when it was judged.

    One that was `edited_away_at` some moment needs no answer since, and was owed one before.
    """

    id: int
    published_at: dt.datetime
    judged_at: dt.datetime
    decided: bool
    needs_answer: bool
    thread: int = 0
    deleted_at: dt.datetime | None = None
    edited_away_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRef:
    """A post that something was said to, or with. Neither its id nor its time alone orders posts:
    one is heard late, the other may lie."""

    id: int
    published_at: dt.datetime

    def is_before(self, asked: Asked) -> bool:
        return asked.id > self.id and asked.published_at > self.published_at


@dataclass(frozen=True, slots=True, kw_only=True)
class SentReply:
    """A reply of ours that is public; what the agent had not read is not answered by it.

    `elsewhere` names the posts that stood in another case when it was approved.
    """

    to: PostRef
    approved_at: dt.datetime
    sent_at: dt.datetime
    elsewhere: frozenset[int] = frozenset()

    def answers(self, asked: Asked) -> bool:
        if asked.id == self.to.id:
            return True
        if asked.id in self.elsewhere:
            return False
        return not self.to.is_before(asked) and asked.judged_at <= self.approved_at


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeAnswer:
    """A post of our own account that did not go through the outbox; `elsewhere` as in SentReply."""

    to_id: int | None
    at: dt.datetime
    elsewhere: frozenset[int] = frozenset()

    def answers(self, asked: Asked) -> bool:
        if asked.id == self.to_id:
            return True
        return asked.id not in self.elsewhere and asked.published_at <= self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """Somebody's word about everything that was in the case by then.

    What a colleague said is about the posts that stood in that case then (`about`), wherever they
    are now. What a customer said while the post was in another case is about its own thread only,
    and what they said in a post (`said_in`) is not about what they asked after it, however late
    both were heard.
    """

    at: dt.datetime
    settlement: Settlement
    thread: int | None = None
    said_in: PostRef | None = None
    about: frozenset[int] | None = None

    def covers(self, asked: Asked) -> bool:
        if self.about is not None and asked.id not in self.about:
            return False
        if self.said_in is not None and self.said_in.is_before(asked):
            return False
        return self.at >= asked.judged_at and self.thread in (None, asked.thread)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStory:
    """Everything in a case that can settle its mentions."""

    replies: tuple[SentReply, ...] = ()
    native: tuple[NativeAnswer, ...] = ()
    closings: tuple[Closing, ...] = ()


def settle(asked: Asked, story: CaseStory) -> Settlement:
    """The one row in which the mention stands."""
    if not asked.needs_answer and asked.edited_away_at is None:
        return Settlement.CORRECTED if asked.decided else Settlement.NOT_NEEDED
    found = list(_settled(asked, story))
    if not found:
        return Settlement.OPEN
    return min(found, key=lambda one: (one[0], _ORDER[one[1]]))[1]


def _settled(asked: Asked, story: CaseStory) -> Iterable[tuple[dt.datetime, Settlement]]:
    for reply in story.replies:
        if reply.answers(asked):
            yield reply.sent_at, Settlement.ANSWERED_HERE
    for native in story.native:
        if native.answers(asked):
            yield native.at, Settlement.ANSWERED_NATIVELY
    for closing in story.closings:
        if closing.covers(asked):
            yield closing.at, closing.settlement
    if asked.deleted_at is not None:
        yield asked.deleted_at, Settlement.WITHDRAWN
    if asked.edited_away_at is not None and not asked.needs_answer:
        yield asked.edited_away_at, Settlement.WITHDRAWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known at this moment of a mention that nothing settled.

    `reply` is how far the newest reply got that was made with the mention in view; `held`, that it
    is approved and may not go out yet. `answerable` says whether the platform's rules let us answer
    at all.
    """

    late: bool
    status: CaseStatus
    reply: ReplyStatus | None
    answerable: bool
    seen: bool
    held: bool = False


def reason(standing: Standing) -> Reason:
    """Why it has no answer: what a person would have to mend comes first.

    Past the deadline only a reply that goes out by itself at this moment is on its way.
    """
    if standing.status in _CLOSED:
        return Reason.CLOSED_UNANSWERED
    if not standing.late:
        return Reason.ON_ITS_WAY if standing.reply in _UNDER_WAY else Reason.NOT_DUE
    if standing.reply in _GOING_OUT:
        return Reason.REPLY_HELD if standing.held else Reason.ON_ITS_WAY
    if standing.reply is ReplyStatus.AWAITING_APPROVAL:
        return Reason.AWAITING_APPROVAL
    if standing.reply is ReplyStatus.UNKNOWN:
        return Reason.REPLY_IN_DOUBT
    if standing.reply in _NOT_SENT:
        return Reason.REPLY_FAILED
    if not standing.answerable:
        return Reason.POLICY_FORBIDS
    if standing.status is CaseStatus.SNOOZED:
        return Reason.SNOOZED_PAST_DEADLINE
    return Reason.SEEN_AND_LEFT if standing.seen else Reason.NEVER_SEEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """How many of some mentions needed an answer, by the model's probabilities."""

    number: float
    low: float
    high: float


def expected(total: int, probability: float, spread: float) -> Expected:
    """The sum of `total` probabilities, and 95 % of a Poisson-binomial's mass around it.

    `probability` is the sum of p, `spread` that of p(1 - p); the interval keeps to what can be.
    """
    half = _SURE * math.sqrt(max(spread, 0.0))
    return Expected(
        number=probability,
        low=max(0.0, probability - half),
        high=min(float(total), probability + half),
    )

"""A case: one customer's matter, with one owner and one status."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from domain import short_post
from domain.classification import Classification, Intent, Sentiment, Topic, Urgency
from domain.text import one_line


class CaseStatus(StrEnum):
    OPEN = "open"  # an answer is owed
    WAITING = "waiting"  # we answered; the customer's turn
    SNOOZED = "snoozed"  # hidden until snoozed_until
    RESOLVED = "resolved"
    NOT_ACTIONABLE = "not_actionable"  # a person said: not for us
    MERGED = "merged"  # emptied: its posts belong to another case now


class CaseEventKind(StrEnum):
    """Everything that can happen to a case; the events are append-only."""

    OPENED = "opened"
    CUSTOMER_WROTE = "customer_wrote"
    REOPENED = "reopened"
    RAISED = "raised"  # urgency went up
    CLAIMED = "claimed"
    RELEASED = "released"
    DRAFTED = "drafted"
    APPROVED = "approved"
    APPROVAL_ASKED = "approval_asked"  # a second person must see the reply
    RETURNED = "returned"  # that person gave it back, with a comment
    RECALLED = "recalled"  # the reply was taken back before it left
    GOODWILL = "goodwill"  # a gesture was granted or declined
    REPLIED = "replied"
    REPLY_FAILED = "reply_failed"
    REPLY_HELD = "reply_held"  # the flood guard put it off
    REPLY_FORCED = "reply_forced"  # somebody had it sent all the same
    ANSWERED_ELSEWHERE = "answered_elsewhere"  # in the native app, by our own account
    SNOOZED = "snoozed"
    WOKE = "woke"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"  # not for us
    CORRECTED = "corrected"  # a person changed a label
    MERGED = "merged"  # took another case in, or was taken in
    SPLIT = "split"  # gave posts to a case of their own, or began with them
    UNDONE = "undone"  # a merge or a split was taken back
    NOTED = "noted"  # a colleague wrote a note; customers never see it
    ROUTED = "routed"  # a rule gave it to a team
    ASSIGNED = "assigned"  # somebody was given the case
    EDITED = "edited"  # the customer changed the words of a post
    WITHDRAWN = "withdrawn"  # a post was taken away on the platform
    PROMISE_KEPT = "promise_kept"
    PROMISE_BROKEN = "promise_broken"  # what we said that we would do was not done in time
    PROMISE_DROPPED = "promise_dropped"  # a person said that it was no promise
    RESTORED = "restored"  # and is there again
    HOPPED = "hopped"  # the customer was sent, or went, to another channel
    HANDED_OFF = "handed_off"  # moved to another channel, with a context code
    HANDOFF_OPENED = "handoff_opened"  # somebody there opened the code
    HANDOFF_REVOKED = "handoff_revoked"  # the code opens nothing any more
    TICKET_OPENED = "ticket_opened"  # the case goes on in a helpdesk
    TICKET_CHANGED = "ticket_changed"  # and there it stands otherwise now
    ERASED = "erased"  # the customer asked us to forget her


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Something that has just happened to a case; it gets its number when it is stored."""

    case_id: int
    kind: CaseEventKind
    at: dt.datetime
    mention_id: int | None = None
    user_id: int | None = None
    reply_id: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    id: None = None


class CaseChangeKind(StrEnum):
    """What can be done to the border between two cases."""

    MERGE = "merge"
    SPLIT = "split"


UNSURE_FROM = 0.3
"""Where the model abstains, this probability of being owed an answer brings a post to a person."""

CLEAR_TOPIC_FROM = 0.6
"""Below this probability a topic is no reason to call a post another matter."""

SURE_FROM = 0.9
"""From this probability on, an answer is owed even to what is said to somebody else."""

CARRIES_ON_FROM = 0.15
"""Of what a customer says to our answer, what the model takes for less than this wants nothing."""

CARRIES_ON_SURE = 0.8
"""Of what `carries_on` finds half to four fifths did want an answer (docs/needs-an-answer.md)."""

REOPEN_WITHIN = dt.timedelta(days=7)
"""A customer who writes again within this time comes back with the same matter."""

OPEN_STATUSES = frozenset({CaseStatus.OPEN, CaseStatus.SNOOZED, CaseStatus.WAITING})


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCase:
    """What `matching_case` needs to know of a customer's earlier case."""

    id: int
    status: CaseStatus
    topic: str
    conversation_ids: frozenset[int]
    last_activity_at: dt.datetime


def matching_case(
    cases: Sequence[KnownCase], *, conversation_id: int, topic: str, now: dt.datetime
) -> KnownCase | None:
    """The case that a customer's new post belongs to, if any.

    The same thread is the same matter while the case is unfinished, whatever the topic, and for
    REOPEN_WITHIN after it was resolved unless the topic is clearly another; never where a person
    said: not for us. Of several cases in a thread the one about the topic is taken. A post
    elsewhere joins an unfinished case about the same topic, which must be no older than that unless
    it waits for us; any other opens a new case.
    """
    unfinished = [case for case in cases if case.status in OPEN_STATUSES]
    resolved = [
        case
        for case in cases
        if case.status is CaseStatus.RESOLVED
        and now - case.last_activity_at <= REOPEN_WITHIN
        and not _another_matter(case.topic, topic)
    ]
    in_thread = [
        case for case in (*unfinished, *resolved) if conversation_id in case.conversation_ids
    ]
    same_topic = [
        case
        for case in unfinished
        if case.topic == topic
        and topic != "other"
        and (case.status is CaseStatus.OPEN or now - case.last_activity_at <= REOPEN_WITHIN)
    ]
    found = in_thread or same_topic
    return max(found, key=lambda case: (case.topic == topic, case.last_activity_at), default=None)


def _another_matter(before: str, after: str) -> bool:
    return before != after and "other" not in (before, after)


def clear_topic(found: Classification) -> Topic:
    """The topic where the model is sure enough of it to part two matters; else "other"."""
    sure = found.scores.get("topic", {}).get(found.topic, 1.0)
    return found.topic if sure >= CLEAR_TOPIC_FROM else Topic.OTHER


def needs_answer(
    found: Classification, *, under: CaseStatus | None, text: str, for_others: bool = False
) -> bool:
    """Whether an answer is owed to this post; `under` is the status of its case, if it has one.

    What the model read but is unsure of is put in front of a person; a post without words (no
    scores) is not. A few words mean little alone: see `wants_more`. What is said to another
    customer (`for_others`) is ours only where the model is sure, or it is critical.
    """
    if for_others:
        sure = found.answer_probability >= SURE_FROM and not found.abstained
        return found.urgency is Urgency.CRITICAL or (sure and found.urgency is not Urgency.NONE)
    if under is not None and settles_outright(found, text):
        return False
    if found.urgency is not Urgency.NONE or wants_more(under, text):
        return True
    if carries_on(found, under, text):
        return True
    return found.abstained and found.answer_probability >= UNSURE_FROM


def wants_more(under: CaseStatus | None, text: str) -> bool:
    """Short posts that the case makes into a request.

    A question mark, a brief question or "still not" while it is unfinished or was lately resolved,
    and a number or an address while we wait for the customer.
    """
    asked = under in OPEN_STATUSES or under is CaseStatus.RESOLVED
    if asked and (short_post.is_nudge(text) or short_post.asks_briefly(text)):
        return True
    if under is not None and short_post.says_unsettled(text):
        return True
    return under is CaseStatus.WAITING and short_post.gives_details(text)


def carries_on(found: Classification, under: CaseStatus | None, text: str) -> bool:
    """Whether the customer goes on with a case that waits for her, without thanks or delight.

    "Koop, Osnabrück, the contract of 28 January" and "that is what you said in January" want
    nothing by themselves; after our question or answer they do.
    """
    content = found.intent is Intent.PRAISE or found.sentiment is Sentiment.POSITIVE
    if under is not CaseStatus.WAITING or content or short_post.takes_leave(text):
        return False
    return bool(found.scores) and found.answer_probability >= CARRIES_ON_FROM


def is_thanks(found: Classification, text: str) -> bool:
    """Whether the post says that the matter is settled; "thanks in advance" does not."""
    kind = found.intent is Intent.PRAISE or (
        found.intent is Intent.OTHER
        and found.sentiment is Sentiment.POSITIVE
        and short_post.says_thanks(text)
    )
    good = kind and found.sentiment is not Sentiment.NEGATIVE and found.urgency is Urgency.NONE
    return good and not short_post.thanks_in_advance(text)


def settles_outright(found: Classification, text: str) -> bool:
    """ "Sorted": a few words that say so, which the model does not take for a clear request."""
    heard = found.urgency in (Urgency.NONE, Urgency.NORMAL) and found.answer_probability < SURE_FROM
    return heard and short_post.says_settled(text)


NAMELESS = "(the post is gone)"
"""The title of a case none of whose posts has words any more."""


def title_of(text: str) -> str:
    """The line by which people recognise the case: the first words, without leading handles."""
    words = text.split()
    while words and words[0].startswith("@"):
        words.pop(0)
    return one_line(" ".join(words) or text, 120) or "(no text)"

"""What a customer's post does to a case: opens, joins, raises, reopens or settles it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.case import (
    CARRIES_ON_SURE,
    OPEN_STATUSES,
    CaseEventKind,
    CaseStatus,
    carries_on,
    is_thanks,
    needs_answer,
    settles_outright,
    wants_more,
)
from domain.classification import Classification, Urgency
from domain.short_post import is_nudge
from domain.sla import SlaPolicy

SETTLED_ENOUGH = 0.8
"""An open case is closed by its customer's thanks only where the model is this sure."""
LONGEST_WAIT = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """The part of a case that a new post can change."""

    status: CaseStatus
    urgency: Urgency
    waiting_since: dt.datetime | None
    due_at: dt.datetime | None
    unanswered_posts: int


class ClockChange(StrEnum):
    KEEP = "keep"
    START = "start"  # an answer is owed from `waiting_since` on
    STOP = "stop"  # the customer settled it


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What to do; `facts` is None where the post belongs to no case.

    `certainty` is the probability that an answer is owed: the model's, 1 where a rule says so.
    `again` says that the case waits with this post already, which was only edited.
    """

    needs_answer: bool
    facts: CaseFacts | None
    certainty: float = 0.0
    event: CaseEventKind | None = None
    clock: ClockChange = ClockChange.KEEP
    again: bool = False

    @property
    def no_more_owed(self) -> bool:
        """Whether it wants no answer and closes nothing by its words either."""
        return not self.needs_answer and self.event is CaseEventKind.CUSTOMER_WROTE


def waiting_from(published_at: dt.datetime, heard_at: dt.datetime) -> dt.datetime:
    """Since when the customer waits: when it was posted, within what can be believed.

    A time in the future counts as now, one from 1970 as LONGEST_WAIT ago.
    """
    return max(min(published_at, heard_at), heard_at - LONGEST_WAIT)


def take_in(
    found: Classification,
    current: CaseFacts | None,
    *,
    text: str,
    since: dt.datetime,
    policy: SlaPolicy,
    for_others: bool = False,
    counted: bool = False,
) -> Intake:
    """Decide what a post does, given the case that it belongs to, if any.

    `for_others` says that it speaks to another customer, not to us; `counted` that it was owed an
    answer before it was edited.
    """
    under = current.status if current else None
    owed = needs_answer(found, under=under, text=text, for_others=for_others)
    if owed:
        return _owed(found, current, text=text, since=since, policy=policy, counted=counted)
    if current is None:
        return Intake(needs_answer=False, facts=None)
    if _settles(found, current, text):
        return Intake(
            needs_answer=False,
            facts=replace(
                current,
                status=CaseStatus.RESOLVED,
                waiting_since=None,
                due_at=None,
                unanswered_posts=0,
            ),
            event=CaseEventKind.RESOLVED,
            clock=ClockChange.STOP,
        )
    return Intake(needs_answer=False, facts=current, event=CaseEventKind.CUSTOMER_WROTE)


def _owed(
    found: Classification,
    current: CaseFacts | None,
    *,
    text: str,
    since: dt.datetime,
    policy: SlaPolicy,
    counted: bool,
) -> Intake:
    own = found.urgency if found.urgency is not Urgency.NONE else Urgency.NORMAL
    still_waiting = current if current and current.waiting_since else None
    urgency = max(own, still_waiting.urgency, key=_rank) if still_waiting else own
    if is_nudge(text) and current:
        urgency = max(urgency, current.urgency, key=_rank)
    first = min(since, still_waiting.waiting_since or since) if still_waiting else since
    due = policy.due_at(own if urgency is own else urgency, since)
    if still_waiting and still_waiting.due_at and due:
        due = min(due, still_waiting.due_at)
    before = still_waiting.unanswered_posts if still_waiting else 0
    again = counted and before > 0 and since >= ((current and current.waiting_since) or since)
    facts = CaseFacts(
        status=CaseStatus.OPEN,
        urgency=urgency,
        waiting_since=first,
        due_at=due,
        unanswered_posts=before + (not again),
    )
    return Intake(
        needs_answer=True,
        facts=facts,
        certainty=_certainty(found, current.status if current else None, text),
        event=_event(current, facts),
        clock=ClockChange.START,
        again=again,
    )


def _certainty(found: Classification, under: CaseStatus | None, text: str) -> float:
    if wants_more(under, text):
        return 1.0
    by_rule = CARRIES_ON_SURE if carries_on(found, under, text) else 0.0
    return max(by_rule, found.answer_probability)


def _rank(urgency: Urgency) -> int:
    return urgency.rank


def _event(before: CaseFacts | None, after: CaseFacts) -> CaseEventKind:
    if before is None:
        return CaseEventKind.OPENED
    if before.status not in OPEN_STATUSES:
        return CaseEventKind.REOPENED
    if after.urgency.rank > before.urgency.rank:
        return CaseEventKind.RAISED
    return CaseEventKind.CUSTOMER_WROTE


def _settles(found: Classification, current: CaseFacts, text: str) -> bool:
    """Thanks after our answer settle a case, "sorted" does at any time.

    While an answer is owed, thanks do so only where the model is sure.
    """
    if current.status not in OPEN_STATUSES:
        return False
    if settles_outright(found, text):
        return True
    answered = current.status is not CaseStatus.OPEN and current.waiting_since is None
    sure = answered or 1.0 - found.answer_probability >= SETTLED_ENOUGH
    return sure and is_thanks(found, text)

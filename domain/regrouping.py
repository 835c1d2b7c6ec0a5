"""What two cases are together, and what posts are as a case of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.case import CaseStatus
from domain.classification import Urgency
from domain.intake import CaseFacts

DueAt = Callable[[Urgency, dt.datetime], dt.datetime | None]

_LIVELIEST = (
    CaseStatus.OPEN,
    CaseStatus.SNOOZED,
    CaseStatus.WAITING,
    CaseStatus.RESOLVED,
    CaseStatus.NOT_ACTIONABLE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFacts:
    """A customer's post as far as deadlines go; `since` is when its author began to wait."""

    needs_answer: bool
    urgency: Urgency
    since: dt.datetime


def joined(kept: CaseFacts, other: CaseFacts) -> CaseFacts:
    """Two cases as one: who waits in either waits in both, from the earlier moment on."""
    waiting = [facts for facts in (kept, other) if facts.waiting_since is not None]
    status = min(kept.status, other.status, key=_LIVELIEST.index)
    if not waiting:
        return CaseFacts(
            status=status,
            urgency=kept.urgency,
            waiting_since=None,
            due_at=None,
            unanswered_posts=0,
        )
    return CaseFacts(
        status=status,
        urgency=max((facts.urgency for facts in waiting), key=lambda urgency: urgency.rank),
        waiting_since=min(facts.waiting_since for facts in waiting if facts.waiting_since),
        due_at=min((facts.due_at for facts in waiting if facts.due_at), default=None),
        unanswered_posts=sum(facts.unanswered_posts for facts in waiting),
    )


def standing(
    posts: Sequence[PostFacts],
    *,
    answered_at: dt.datetime | None,
    settled: CaseStatus | None,
    due_at: DueAt,
) -> CaseFacts:
    """What these posts are as a case: an answer settles what was written before it.

    `settled` is the status of a case that a person has closed: then nobody waits. Without it a
    case in which nobody waits has been answered, or needed no answer and counts as resolved.
    """
    unanswered = [
        post
        for post in posts
        if post.needs_answer and (answered_at is None or post.since > answered_at)
    ]
    worst = max((post.urgency for post in unanswered or posts), key=lambda urgency: urgency.rank)
    if settled is not None or not unanswered:
        quiet = CaseStatus.WAITING if answered_at else CaseStatus.RESOLVED
        return CaseFacts(
            status=settled or quiet,
            urgency=worst,
            waiting_since=None,
            due_at=None,
            unanswered_posts=0,
        )
    dues = [due_at(_owed(post.urgency), post.since) for post in unanswered]
    return CaseFacts(
        status=CaseStatus.OPEN,
        urgency=_owed(worst),
        waiting_since=min(post.since for post in unanswered),
        due_at=min((due for due in dues if due), default=None),
        unanswered_posts=len(unanswered),
    )


def _owed(urgency: Urgency) -> Urgency:
    """A bare "?" has no urgency of its own, but an answer is owed to it."""
    return Urgency.NORMAL if urgency is Urgency.NONE else urgency

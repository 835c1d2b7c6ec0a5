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
    """A customer's post as far as deadlines go; `since` is when its author began to wait.

    A case that a person reopened asks in the same way, though no post does: `by_hand`.
    """

    needs_answer: bool
    urgency: Urgency
    since: dt.datetime
    by_hand: bool = False


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


def unanswered(
    posts: Sequence[PostFacts],
    *,
    answered_at: dt.datetime | None,
    reopened_at: dt.datetime | None = None,
    waiting_since: dt.datetime | None = None,
) -> list[PostFacts]:
    """What is owed an answer: an answer settles what was written before it.

    A person who reopens a case asks for one from then on; what was written before the case began
    to wait (`waiting_since`) stays settled as it was.
    """
    owed = [
        post
        for post in posts
        if post.needs_answer and (answered_at is None or post.since > answered_at)
    ]
    if reopened_at is None or (answered_at is not None and answered_at >= reopened_at):
        return owed
    since = min(waiting_since or reopened_at, reopened_at)
    owed = [post for post in owed if post.since >= since]
    urgency = asked_with(_worst(owed or posts))
    return [
        *owed,
        PostFacts(needs_answer=True, urgency=urgency, since=reopened_at, by_hand=True),
    ]


def standing(
    posts: Sequence[PostFacts],
    owed: Sequence[PostFacts],
    *,
    quiet: CaseStatus,
    settled: CaseStatus | None,
    due_at: DueAt,
) -> CaseFacts:
    """What these posts are as a case, of which some are `owed` an answer.

    `settled` is the status of a case that a person has closed: then nobody waits. `quiet` is what
    it is where nobody waits all the same.
    """
    worst = _worst(owed or posts)
    if settled is not None or not owed:
        return CaseFacts(
            status=settled or quiet,
            urgency=worst,
            waiting_since=None,
            due_at=None,
            unanswered_posts=0,
        )
    dues = [due_at(asked_with(post.urgency), post.since) for post in owed]
    return CaseFacts(
        status=CaseStatus.OPEN,
        urgency=asked_with(worst),
        waiting_since=min(post.since for post in owed),
        due_at=min((due for due in dues if due), default=None),
        unanswered_posts=sum(not post.by_hand for post in owed),
    )


def _worst(posts: Sequence[PostFacts]) -> Urgency:
    return max((post.urgency for post in posts), key=lambda one: one.rank, default=Urgency.NONE)


def asked_with(urgency: Urgency) -> Urgency:
    """A bare "?" has no urgency of its own, but an answer is owed to it."""
    return Urgency.NORMAL if urgency is Urgency.NONE else urgency

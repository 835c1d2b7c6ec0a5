"""A stored case as its history tells it, and what events must note for that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from domain.history import CaseState, PastEvent, derive, noted
from domain.regrouping import PostFacts, asked_with
from storage.models import Case, CaseEvent


def state_of(case: Case) -> CaseState:
    """The row, as far as events decide it."""
    return CaseState(
        status=case.status,
        opened_at=case.opened_at,
        last_activity_at=case.last_activity_at,
        waiting_since=case.waiting_since,
        first_replied_at=case.first_replied_at,
        snoozed_until=case.snoozed_until,
        unanswered_posts=case.unanswered_posts,
        assignee_id=case.assignee_id,
    )


def note_state(case: Case) -> dict[str, Any]:
    """The detail of an event that set the case to something that no rule could derive."""
    return {
        "state": noted(state_of(case)),
        "urgency": case.urgency.value,
        "due_at": case.due_at.isoformat() if case.due_at else None,
    }


def note_asks(posts: Sequence[PostFacts], owed: Sequence[PostFacts]) -> dict[str, Any]:
    """The detail of an event after which a case is measured by its posts as they are judged now.

    Both are needed: a resolution is measured from requests that were answered, too.
    """
    return {
        "asks": [_ask(post) for post in owed],
        "met": [_ask(post) for post in posts if post.needs_answer and post not in owed],
    }


def _ask(post: PostFacts) -> dict[str, str]:
    return {"since": post.since.isoformat(), "urgency": asked_with(post.urgency).value}


def note_taken_back(event_id: int) -> dict[str, Any]:
    """The detail of an undoing after which the case is exactly what it was before that event.

    Its clocks are then told as if neither had been.
    """
    return {"takes_back": event_id}


def note_answer(case: Case, public_at: dt.datetime, *, automatic: bool = False) -> dict[str, Any]:
    """The detail of an answer: since when it is public, and who waits for another one.

    An automatic answer settles nothing: who waited still waits.
    """
    found: dict[str, Any] = {"public_at": public_at.isoformat(), "urgency": case.urgency.value}
    if automatic:
        return found | {"automatic": True}
    if case.waiting_since is not None:
        found["since"] = case.waiting_since.isoformat()
        found["unanswered"] = case.unanswered_posts
    return found


def by_events(session: Session, case_id: int) -> CaseState | None:
    """What the case is by its events alone."""
    found = session.exec(
        select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(col(CaseEvent.id))
    ).all()
    return derive(
        PastEvent(kind=event.kind, at=event.at, user_id=event.user_id, detail=event.detail)
        for event in found
    )

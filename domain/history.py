"""A case as its events tell it: status, holder and times, derived from what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from domain.case import CaseEventKind, CaseStatus

_TIMES = ("opened_at", "last_activity_at", "waiting_since", "first_replied_at", "snoozed_until")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastEvent:
    """An event as far as the case's state depends on it; `detail` is what the event noted."""

    kind: CaseEventKind
    at: dt.datetime
    user_id: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseState:
    """What a case is at a moment; the stored row says the same."""

    status: CaseStatus
    opened_at: dt.datetime
    last_activity_at: dt.datetime
    waiting_since: dt.datetime | None = None
    first_replied_at: dt.datetime | None = None
    snoozed_until: dt.datetime | None = None
    unanswered_posts: int = 0
    assignee_id: int | None = None


def noted(state: CaseState) -> dict[str, Any]:
    """The state as an event can note it."""
    times = {name: getattr(state, name) for name in _TIMES}
    return {
        "status": state.status.value,
        "unanswered_posts": state.unanswered_posts,
        "assignee_id": state.assignee_id,
        **{name: at.isoformat() if at else None for name, at in times.items()},
    }


def derive(events: Iterable[PastEvent]) -> CaseState | None:
    """The case after these events, in the order in which they were written down."""
    state: CaseState | None = None
    for event in events:
        state = _after(state, event)
    return state


def _after(before: CaseState | None, event: PastEvent) -> CaseState | None:
    if "state" in event.detail:
        return _read(event.detail["state"])
    state = before
    if state is None:
        state = CaseState(status=CaseStatus.OPEN, opened_at=event.at, last_activity_at=event.at)
    change = _CHANGES.get(event.kind)
    return state if change is None else change(state, event)


def _read(found: Mapping[str, Any]) -> CaseState:
    times = {name: _time(found.get(name)) for name in _TIMES}
    return CaseState(
        status=CaseStatus(found["status"]),
        unanswered_posts=int(found["unanswered_posts"]),
        assignee_id=found["assignee_id"],
        **times,  # type: ignore[arg-type]
    )


def _time(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _wrote(state: CaseState, event: PastEvent) -> CaseState:
    """A post of the customer; "since" says that an answer is owed, and from when on.

    "again" says that the case waited with it already, before it was edited.
    """
    since = _time(event.detail.get("since"))
    if since is None:
        return replace(state, last_activity_at=event.at)
    return replace(
        state,
        status=CaseStatus.OPEN,
        last_activity_at=event.at,
        waiting_since=min(since, state.waiting_since or since),
        unanswered_posts=state.unanswered_posts + (not event.detail.get("again")),
        snoozed_until=None,
    )


def _reopened(state: CaseState, event: PastEvent) -> CaseState:
    if event.user_id is None:
        return _wrote(state, event)
    return replace(state, status=CaseStatus.OPEN, waiting_since=event.at)


def _answered(state: CaseState, event: PastEvent) -> CaseState:
    """An answer became public; "since" says that the customer waits for another one."""
    if event.detail.get("automatic"):
        return state
    public_at = _time(event.detail.get("public_at")) or event.at
    since = _time(event.detail.get("since"))
    after = replace(
        state,
        first_replied_at=state.first_replied_at or public_at,
        last_activity_at=event.at,
        waiting_since=since,
        unanswered_posts=int(event.detail.get("unanswered", 0)),
    )
    if since is not None:
        return replace(after, status=CaseStatus.OPEN, snoozed_until=None)
    if state.status is CaseStatus.RESOLVED:
        return after
    return replace(after, status=CaseStatus.WAITING, snoozed_until=None)


def _closed(state: CaseState, event: PastEvent) -> CaseState:
    resolved = event.kind is CaseEventKind.RESOLVED
    by_customer = event.user_id is None
    return replace(
        state,
        status=CaseStatus.RESOLVED if resolved else CaseStatus.NOT_ACTIONABLE,
        waiting_since=None,
        snoozed_until=None,
        unanswered_posts=0,
        last_activity_at=event.at if by_customer else state.last_activity_at,
    )


def _snoozed(state: CaseState, event: PastEvent) -> CaseState:
    until = _time(event.detail["until"])
    return replace(state, status=CaseStatus.SNOOZED, snoozed_until=until)


def _woke(state: CaseState, event: PastEvent) -> CaseState:
    status = CaseStatus.OPEN if state.waiting_since else CaseStatus.WAITING
    return replace(state, status=status, snoozed_until=None)


def _taken(state: CaseState, event: PastEvent) -> CaseState:
    """Who claims a case or answers it holds it; who has an old reply sent again does not.

    Neither does who only approved what somebody else wrote.
    """
    if event.detail.get("again") or event.detail.get("second"):
        return state
    return replace(state, assignee_id=event.user_id)


def _given(state: CaseState, event: PastEvent) -> CaseState:
    return replace(state, assignee_id=event.detail.get("to"))


_CHANGES: Mapping[CaseEventKind, Callable[[CaseState, PastEvent], CaseState]] = {
    CaseEventKind.OPENED: _wrote,
    CaseEventKind.CUSTOMER_WROTE: _wrote,
    CaseEventKind.RAISED: _wrote,
    CaseEventKind.REOPENED: _reopened,
    CaseEventKind.REPLIED: _answered,
    CaseEventKind.ANSWERED_ELSEWHERE: _answered,
    CaseEventKind.RESOLVED: _closed,
    CaseEventKind.DISMISSED: _closed,
    CaseEventKind.SNOOZED: _snoozed,
    CaseEventKind.WOKE: _woke,
    CaseEventKind.CLAIMED: _taken,
    CaseEventKind.APPROVED: _taken,
    CaseEventKind.APPROVAL_ASKED: _taken,
    CaseEventKind.RELEASED: _given,
    CaseEventKind.ASSIGNED: _given,
}
"""Every other event leaves the state as it is."""

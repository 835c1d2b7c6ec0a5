"""What agents do to a case besides answering it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlmodel import Session

from domain.case import OPEN_STATUSES, CaseEventKind, CaseStatus
from domain.classification import Urgency
from domain.errors import BadInput, Conflict
from domain.ledger import Answer
from domain.role import Actor, Permission, require
from listenpost.services import clocks, ranking, waiting
from listenpost.services.app import App
from listenpost.services.case_state import note_state
from storage import cases, leases, users
from storage.ids import key
from storage.models import Case

CLAIM_FOR = dt.timedelta(minutes=15)
"""Real time: after it another agent may take the case."""


def claim(app: App, actor: Actor, case_id: int) -> None:
    """Take the case; raises Conflict if somebody else works on it."""
    require(actor.role, Permission.ANSWER)
    with app.database.write() as session:
        if not cases.claim(
            session, case_id, user_id=actor.id, wall=app.clock.wall(), lease=CLAIM_FOR
        ):
            require_own_posts(waiting.locked(session, case_id))
            raise Conflict("Somebody else is working on this case.")
        note(session, app, actor, case_id, CaseEventKind.CLAIMED)


def release(app: App, actor: Actor, case_id: int) -> None:
    """Give the case back to everybody."""
    with _changing(app, actor, case_id, CaseEventKind.RELEASED) as case:
        if case.assignee_id != actor.id:
            raise Conflict("You do not hold this case.")
        case.assignee_id, case.claimed_until = None, None


def snooze(app: App, actor: Actor, case_id: int, *, until: dt.datetime) -> None:
    """Hide the case until then; its deadline runs on, and a new post brings it back."""
    require(actor.role, Permission.ANSWER)
    if until <= app.clock.now():
        raise BadInput("Choose a time in the future.")
    with _changing(app, actor, case_id, CaseEventKind.SNOOZED, until=until.isoformat()) as case:
        case.status, case.snoozed_until = CaseStatus.SNOOZED, until


def resolve(app: App, actor: Actor, case_id: int, *, answer: Answer | None = None) -> None:
    """The matter is settled; a new post of the customer within a week reopens it.

    `answer` says how the customer was helped where no reply of ours shows it; without it an
    unanswered request is counted as closed without an answer.
    """
    said = {"answer": answer.value} if answer else {}
    with _changing(app, actor, case_id, CaseEventKind.RESOLVED, **said) as case:
        _close(case, CaseStatus.RESOLVED)


def dismiss(app: App, actor: Actor, case_id: int, *, reason: str = "") -> None:
    """Not for us: no answer is owed. The thread's later posts are judged afresh."""
    with _changing(app, actor, case_id, CaseEventKind.DISMISSED, reason=reason[:200]) as case:
        _close(case, CaseStatus.NOT_ACTIONABLE)


def reopen(app: App, actor: Actor, case_id: int) -> None:
    """Put a closed case back into the inbox."""
    with _changing(app, actor, case_id, CaseEventKind.REOPENED) as case:
        if case.status in OPEN_STATUSES:
            raise Conflict("This case is open already.")
        now = app.clock.now()
        case.status, case.waiting_since = CaseStatus.OPEN, now
        if case.urgency is Urgency.NONE:  # somebody had said that no answer is needed
            case.urgency = Urgency.NORMAL
        case.due_at = app.policy.due_at(case.urgency, now)  # `clocks.project` makes it the rule's


def wake_due(app: App) -> int:
    """Bring snoozed cases back whose time has come; returns how many."""
    now = app.clock.now()
    with app.database.write() as session:
        woken = cases.snoozed_and_due(session, now=now)
        for case in woken:
            case.status = CaseStatus.OPEN if case.waiting_since else CaseStatus.WAITING
            case.snoozed_until = None
            cases.add_event(session, key(case.id), CaseEventKind.WOKE, at=now)
            clocks.project(session, case, app)
        return len(woken)


def _close(case: Case, status: CaseStatus) -> None:
    case.status, case.waiting_since, case.due_at = status, None, None
    case.snoozed_until, case.attention, case.unanswered_posts = None, None, 0


@contextmanager
def _changing(
    app: App, actor: Actor, case_id: int, event: CaseEventKind, **detail: str
) -> Iterator[Case]:
    """One transaction: role, no foreign claim, the change, its event, its audit row."""
    require(actor.role, Permission.ANSWER)
    with app.database.write() as session:
        case = waiting.locked(session, case_id)
        require_own_posts(case)
        require_free(case, actor, wall=app.clock.wall())
        if case.reply_pending and event is not CaseEventKind.RELEASED:
            raise Conflict("A reply to this case is on its way: wait until it has arrived.")
        yield case
        if event is CaseEventKind.REOPENED:
            detail["urgency"] = case.urgency.value
            ranking.rerank(session, case, weights=app.weights, now=app.clock.now())
        note(session, app, actor, case_id, event, None, **detail)
        if event is not CaseEventKind.RELEASED:
            clocks.project(session, case, app)


def require_own_posts(case: Case) -> None:
    """Raise Conflict for a case that was emptied into another one."""
    if case.status is CaseStatus.MERGED:
        raise Conflict("This case was merged into another one: go on there, or undo that first.")


def require_free(case: Case, actor: Actor, *, wall: dt.datetime) -> None:
    """Raise Conflict while a colleague holds the case."""
    if leases.holder(case, wall) not in (None, actor.id):
        raise Conflict("Somebody else is working on this case.")


def note(
    session: Session,
    app: App,
    actor: Actor,
    case_id: int,
    kind: CaseEventKind,
    state: Mapping[str, Any] | None = None,
    **detail: str,
) -> None:
    """The event and the audit row of what somebody did to a case; `state` is for the event only."""
    at, told = app.clock.now(), {**detail, **(state or {})}
    cases.add_event(session, case_id, kind, at=at, user_id=actor.id, detail=told)
    users.audit(
        session,
        f"case.{kind.value}",
        f"case:{case_id}",
        user_id=actor.id,
        wall=app.clock.wall(),
        **detail,
    )


def note_standing(
    session: Session,
    app: App,
    actor: Actor,
    case: Case,
    kind: CaseEventKind,
    detail: Mapping[str, str],
    more: Mapping[str, Any] | None = None,
) -> None:
    """Note what somebody made of the case by moving or judging its posts; its clocks follow.

    Those of a case that was emptied by a merge went along with its posts. `more` is for the event.
    """
    note(session, app, actor, key(case.id), kind, {**note_state(case), **(more or {})}, **detail)
    if case.status is not CaseStatus.MERGED:
        clocks.project(session, case, app)

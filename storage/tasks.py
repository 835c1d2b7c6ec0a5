"""The embedded queue: put, take with a lease, finish, fail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, delete, func, not_, or_
from sqlmodel import Session, col, select, update

from storage import bulk
from storage.among import within
from storage.ids import key
from storage.models import Task

MAX_ATTEMPTS = 5
ALONE_AFTER = 2


def put(
    session: Session,
    kind: str,
    payload: dict[str, Any],
    *,
    run_at: dt.datetime,
    now: dt.datetime,
    turn_at: dt.datetime | None = None,
) -> None:
    """Add a task; it exists when the session's transaction commits, and not before.

    `turn_at` is its place among those that are due: else the moment from which it is.
    """
    turn = turn_at or run_at
    session.add(Task(kind=kind, payload=payload, run_at=run_at, turn_at=turn, created_at=now))


def put_all(
    session: Session,
    kind: str,
    payloads: Sequence[tuple[dict[str, Any], dt.datetime]],
    *,
    run_at: dt.datetime,
    now: dt.datetime,
) -> None:
    """Add so many tasks at once, each with its turn."""
    rows = [
        {
            "kind": kind,
            "payload": payload,
            "run_at": run_at,
            "turn_at": turn_at,
            "created_at": now,
            "attempts": 0,
        }
        for payload, turn_at in payloads
    ]
    bulk.insert_all(session, Task, rows)


def take(
    session: Session,
    kind: str,
    *,
    limit: int,
    owner: str,
    now: dt.datetime,
    wall: dt.datetime,
    lease: dt.timedelta,
    size: Callable[[Mapping[str, Any]], int] | None = None,
) -> Sequence[Task]:
    """Lease up to `limit` due tasks, by their turn; each goes to one worker only.

    `size` says for how many a task counts, by its payload; the first one is taken whatever its
    size. A task that did not end well ALONE_AFTER times comes alone: if workers die of it, it takes
    no other one along.
    """
    found = _found(session, _waiting(kind, now, wall), limit, size or _one)
    if not found:
        return ()
    taken = session.execute(
        update(Task)
        .where(within(col(Task.id), [one.id for one in found]))
        .values(lease_owner=owner, lease_until=wall + lease, attempts=col(Task.attempts) + 1)
        .returning(Task)
        .execution_options(populate_existing=True, synchronize_session=False)
    ).scalars()
    return sorted(taken, key=lambda task: (task.turn_at, task.id))


def _one(payload: Mapping[str, Any]) -> int:
    return 1


class _Found(NamedTuple):
    id: int
    is_calm: bool
    size: int


def _found(
    session: Session, waiting: ColumnElement[bool], limit: int, size: Callable[..., int]
) -> Sequence[_Found]:
    """The first ones that fit together, locked.

    One is locked, then as many more as there is room for by their mean size so far: whoever locks
    all that it looks at leaves another worker nothing, which then believes that nothing waits.
    """
    found: list[_Found] = []
    whole, most = 0, 1
    while whole < limit:
        more = _locked(session, waiting, found, most, size)
        for one in more:
            whole += one.size
            if found and not (whole <= limit and found[0].is_calm and one.is_calm):
                return found
            found.append(one)
        if len(more) < most:
            break
        most = max(1, (limit - whole) * len(found) // max(1, whole))
    return found


def _locked(
    session: Session,
    waiting: ColumnElement[bool],
    besides: Sequence[_Found],
    most: int,
    size: Callable[..., int],
) -> list[_Found]:
    rows = session.exec(
        select(Task.id, Task.attempts, Task.payload)
        .where(waiting, not_(within(col(Task.id), [one.id for one in besides])))
        .order_by(col(Task.turn_at), col(Task.id))
        .limit(most)
        .with_for_update(skip_locked=True)  # SQLite leaves it out: its transaction is exclusive
    ).all()
    return [
        _Found(key(number), attempts < ALONE_AFTER, size(payload))
        for number, attempts, payload in rows
    ]


def _waiting(kind: str, now: dt.datetime, wall: dt.datetime) -> ColumnElement[bool]:
    """What is due and free; also what was put there in the future, by a clock that has gone back
    since or runs ahead of ours."""
    free = or_(col(Task.lease_until).is_(None), col(Task.lease_until) < wall)
    due = or_(col(Task.run_at) <= now, col(Task.created_at) > now)
    return and_(col(Task.kind) == kind, col(Task.given_up_at).is_(None), due, free)


def finish(session: Session, tasks: Sequence[Task], *, owner: str) -> int:
    """Remove finished tasks; returns how many were still ours."""
    ids = [task.id for task in tasks]
    gone = session.exec(
        delete(Task)
        .where(within(col(Task.id), ids), col(Task.lease_owner) == owner)
        .execution_options(synchronize_session=False)
    )
    return gone.rowcount


def fail(
    session: Session, task: Task, *, error: str, owner: str, retry_at: dt.datetime, now: dt.datetime
) -> None:
    """Give a task back for later, or give it up after MAX_ATTEMPTS."""
    session.exec(
        update(Task)
        .where(col(Task.id) == task.id, col(Task.lease_owner) == owner)
        .values(
            lease_owner=None,
            lease_until=None,
            last_error=error,
            run_at=retry_at,
            given_up_at=now if task.attempts >= MAX_ATTEMPTS else None,
        )
    )


def release_all(session: Session, *, owner: str) -> None:
    """Give back what an earlier run of the same worker held when it died."""
    session.exec(
        update(Task)
        .where(col(Task.lease_owner) == owner)
        .values(lease_owner=None, lease_until=None)
    )


def counts(session: Session) -> dict[str, tuple[int, int]]:
    """By kind: how many wait or run, how many were given up."""
    rows = session.exec(
        select(Task.kind, func.count(), func.count(col(Task.given_up_at))).group_by(Task.kind)
    ).all()
    return {kind: (total - given_up, given_up) for kind, total, given_up in rows}

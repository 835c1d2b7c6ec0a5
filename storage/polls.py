"""Which listener is due, who polls it, and where its walk stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, case, or_
from sqlmodel import Session, col, select, update

from domain.errors import Conflict
from domain.listening import ListenerState, NextPoll
from domain.mention import Cursor
from domain.pace import Pulse
from storage.models import Poll
from storage.upsert import insert_into

CLOCKS_DIFFER = dt.timedelta(minutes=5)
"""By as much the clocks of two hosts may differ; what lies further ahead was written before one
went back."""


def register(
    session: Session, *, listener: str, platform: str, kind: str, now: dt.datetime
) -> None:
    """Make sure that a configured listener has its row; an existing one keeps its cursor."""
    row = {
        "listener": listener,
        "platform": platform,
        "kind": kind,
        "state": ListenerState.NEW,
        "next_poll_at": now,
        **dict.fromkeys(("failures", "polls", "pages", "stored", "skipped", "fence"), 0),
    }
    statement = insert_into(session, Poll).on_conflict_do_nothing(index_elements=["listener"])
    session.execute(statement, [row])


def due(session: Session, *, now: dt.datetime, wall: dt.datetime) -> Sequence[str]:
    """The names of listeners whose time has come and that nobody polls, longest due first.

    One that was polled in the future is due, too: a clock has gone back. The little by which
    another host's clock runs ahead is no reason, or each of its polls would be paid twice.
    """
    come = or_(col(Poll.next_poll_at) <= now, col(Poll.last_polled_at) > now + CLOCKS_DIFFER)
    statement = select(Poll.listener).where(come, _free(wall)).order_by(col(Poll.next_poll_at))
    return session.exec(statement).all()


def _free(wall: dt.datetime, owner: str | None = None):  # type: ignore[no-untyped-def]
    free = or_(col(Poll.lease_until).is_(None), col(Poll.lease_until) < wall)
    return or_(free, col(Poll.lease_owner) == owner) if owner else free


def claim(
    session: Session, listener: str, *, owner: str, wall: dt.datetime, lease: dt.timedelta
) -> Poll | None:
    """Take the listener for this worker; None if another one has it.

    A worker that comes back under the same owner name takes its own lease over.
    """
    claimed = session.exec(
        update(Poll)
        .where(col(Poll.listener) == listener, _free(wall, owner))
        .values(lease_owner=owner, lease_until=wall + lease, fence=col(Poll.fence) + 1)
    )
    if claimed.rowcount != 1:
        return None
    return session.exec(
        select(Poll).where(Poll.listener == listener).execution_options(populate_existing=True)
    ).one()


def advance(
    session: Session,
    poll: Poll,
    *,
    cursor: Cursor,
    stored: int,
    skipped: int,
    wall: dt.datetime,
    lease: dt.timedelta,
    walk_began_at: dt.datetime | None = None,
    complete_until: dt.datetime | None = None,
) -> None:
    """Write where the walk stands after a page; raises Conflict if the lease was lost.

    Behind the last page of a walk `complete_until` is given and no walk is under way.
    """
    _fenced(
        session,
        poll,
        cursor=cursor,
        pages=col(Poll.pages) + 1,
        stored=col(Poll.stored) + stored,
        skipped=col(Poll.skipped) + skipped,
        walk_began_at=walk_began_at,
        complete_until=complete_until or poll.complete_until,
        lease_until=wall + lease,
    )


def succeed(
    session: Session,
    poll: Poll,
    *,
    complete_until: dt.datetime | None,
    next_poll_at: dt.datetime,
    now: dt.datetime,
    pulse: Pulse | None = None,
) -> None:
    """End a poll that went well; `complete_until` is None when the walk goes on next time."""
    _fenced(
        session,
        poll,
        state=ListenerState.LISTENING,
        complete_until=complete_until or poll.complete_until,
        next_poll_at=_unless_pulled(poll, next_poll_at),
        last_polled_at=now,
        last_ok_at=now,
        **_pulse(pulse),
        failures=0,
        last_error=None,
        polls=col(Poll.polls) + 1,
        lease_owner=None,
        lease_until=None,
    )


def _unless_pulled(poll: Poll, at: dt.datetime) -> ColumnElement[dt.datetime]:
    """A poll that was asked for while this one was under way is not forgotten."""
    return case((col(Poll.next_poll_at) != poll.next_poll_at, col(Poll.next_poll_at)), else_=at)


def _pulse(pulse: Pulse | None) -> dict[str, object]:
    """What the next choice of an interval begins with."""
    if pulse is None:
        return {}
    return {
        "pulse_heard": pulse.heard,
        "pulse_due": pulse.due,
        "pulse_credit": pulse.credit,
    }


def fail(
    session: Session,
    poll: Poll,
    *,
    outcome: NextPoll,
    failures: int,
    error: str,
    now: dt.datetime,
) -> None:
    """End a poll that went wrong, the `failures`th in a row; what its pages brought stays."""
    _fenced(
        session,
        poll,
        state=outcome.state,
        next_poll_at=outcome.at,
        last_polled_at=now,
        failures=failures,
        last_error=error,
        polls=col(Poll.polls) + 1,
        lease_owner=None,
        lease_until=None,
    )


def release_all(session: Session, *, owner: str) -> None:
    """Give back what an earlier run of the same worker was polling when it died."""
    session.exec(
        update(Poll)
        .where(col(Poll.lease_owner) == owner)
        .values(lease_owner=None, lease_until=None)
    )


def _fenced(session: Session, poll: Poll, **values: object) -> None:
    changed = session.exec(
        update(Poll)
        .where(col(Poll.listener) == poll.listener, col(Poll.fence) == poll.fence)
        .values(**values)
    )
    if changed.rowcount != 1:
        raise Conflict(f"Another worker took over the listener {poll.listener}.")


def pull_forward(session: Session, listener: str, *, least: dt.timedelta, now: dt.datetime) -> bool:
    """Poll soon, `least` after the last poll; one that waits for another reason still waits."""
    row = session.get(Poll, listener, with_for_update=True, populate_existing=True)
    if row is None or row.state not in (ListenerState.NEW, ListenerState.LISTENING):
        return False
    row.next_poll_at = max(now, (row.last_polled_at or now - least) + least)
    session.add(row)
    return True


def count_delivery(
    session: Session, listener: str, *, stored: int, skipped: int, now: dt.datetime
) -> None:
    """A delivery counts as a page; it has no cursor, and needs no lease."""
    session.exec(
        update(Poll)
        .where(col(Poll.listener) == listener)
        .values(
            pages=col(Poll.pages) + 1,
            stored=col(Poll.stored) + stored,
            skipped=col(Poll.skipped) + skipped,
        )
    )


def all_polls(session: Session) -> Sequence[Poll]:
    """Every listener, by name."""
    return session.exec(select(Poll).order_by(Poll.listener)).all()

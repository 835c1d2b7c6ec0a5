"""What each listener asked and paid, and what the platforms still allow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from sqlmodel import Session, col, delete, select

from domain.budget import Spent, day_of
from domain.limits import Allowance
from storage.models import ApiLimit, PaidRead, Spending
from storage.storable import identifier
from storage.upsert import insert_into


def spend(session: Session, listener: str, spent: Spent, *, now: dt.datetime) -> None:
    """Add to the listener's day."""
    row = {
        "listener": listener,
        "day": day_of(now),
        "requests": spent.requests,
        "reads": spent.reads,
        "micro_usd": spent.micro_usd,
    }
    statement = insert_into(session, Spending)
    fresh = statement.excluded
    added = {
        "requests": col(Spending.requests) + fresh.requests,
        "reads": col(Spending.reads) + fresh.reads,
        "micro_usd": col(Spending.micro_usd) + fresh.micro_usd,
    }
    session.execute(
        statement.on_conflict_do_update(index_elements=["listener", "day"], set_=added), [row]
    )


def first_today(
    session: Session, account: str, what: str, ids: Iterable[str], *, now: dt.datetime
) -> int:
    """How many of these were not paid for yet on this UTC day; they are from now on."""
    day = day_of(now)
    rows = [
        {"account": account, "day": day, "what": what, "external_id": identifier(one)}
        for one in sorted(set(ids))
    ]
    if not rows:
        return 0
    statement = insert_into(session, PaidRead).on_conflict_do_nothing(
        index_elements=["account", "day", "what", "external_id"]
    )
    new = session.execute(statement.returning(col(PaidRead.external_id)), rows).scalars().all()
    return len(new)


def forget_paid(session: Session, account: str, *, now: dt.datetime) -> None:
    """What was paid for on an earlier day is paid again."""
    session.exec(
        delete(PaidRead).where(col(PaidRead.account) == account, col(PaidRead.day) < day_of(now))
    )


def spent_on(session: Session, listener: str, day: dt.date) -> Spent:
    """What a listener did on a day so far."""
    row = session.get(Spending, (listener, day), populate_existing=True)
    if row is None:
        return Spent()
    return Spent(requests=row.requests, reads=row.reads, micro_usd=row.micro_usd)


def days(session: Session, listener: str, *, since: dt.date) -> dict[dt.date, Spent]:
    """Each day from then on."""
    rows = session.exec(
        select(Spending).where(Spending.listener == listener, col(Spending.day) >= since)
    ).all()
    return {
        row.day: Spent(requests=row.requests, reads=row.reads, micro_usd=row.micro_usd)
        for row in rows
    }


def limits_of(session: Session, account: str) -> dict[tuple[str, str], Allowance]:
    """(endpoint, name of the limit) -> what the server last said."""
    rows = session.exec(select(ApiLimit).where(ApiLimit.account == account)).all()
    return {
        (row.endpoint, row.name): Allowance(
            name=row.name,
            left=row.left,
            remaining=row.remaining,
            most=row.most,
            resets_at=row.resets_at,
        )
        for row in rows
    }


def keep_limits(
    session: Session,
    account: str,
    limits: Mapping[tuple[str, str], Allowance],
    *,
    now: dt.datetime,
) -> None:
    """Write down what the server said."""
    rows = [
        {
            "account": account,
            "endpoint": endpoint,
            "name": name,
            "left": found.left,
            "remaining": None if found.remaining is None else min(found.remaining, 2**31 - 1),
            "most": None if found.most is None else min(found.most, 2**31 - 1),
            "resets_at": found.resets_at,
            "seen_at": now,
        }
        for (endpoint, name), found in sorted(limits.items(), key=lambda one: one[0])
    ]
    if not rows:
        return
    statement = insert_into(session, ApiLimit)
    fresh = statement.excluded
    names = ("left", "remaining", "most", "resets_at", "seen_at")
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["account", "endpoint", "name"],
            set_={name: getattr(fresh, name) for name in names},
        ),
        rows,
    )

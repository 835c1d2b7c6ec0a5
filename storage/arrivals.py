"""How many posts came in which hour, listener by listener."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from sqlmodel import Session, col, delete, select

from storage import bulk
from storage.models import Arrival


def count(
    session: Session,
    listener: str,
    said: Sequence[dt.datetime],
    *,
    after: dt.datetime,
    now: dt.datetime,
) -> None:
    """Count newly stored mentions into the hours in which they were published, as is `said`.

    An author's clock is believed between `after` and now only; else it is the hour that is now.
    """
    hours = Counter(_hour(at if after <= at <= now else now) for at in said)
    rows = [
        {"listener": listener, "hour": dt.datetime.fromtimestamp(hour, dt.UTC), "posts": posts}
        for hour, posts in sorted(hours.items())
    ]
    bulk.add_up(session, Arrival, rows, counts=("posts",))


def by_hour(session: Session, listener: str, *, since: dt.datetime) -> dict[dt.datetime, int]:
    """Posts of each hour from then on; hours without a post are left out."""
    rows: Sequence[tuple[dt.datetime, int]] = session.exec(
        select(Arrival.hour, Arrival.posts).where(
            Arrival.listener == listener, col(Arrival.hour) >= since
        )
    ).all()
    return dict(rows)


def forget(session: Session, *, before: dt.datetime) -> None:
    """Hours that nothing is learned from any more."""
    session.exec(delete(Arrival).where(col(Arrival.hour) < before))


def _hour(moment: dt.datetime) -> int:
    """When its hour began, as a number: moments are slow to count."""
    return int(moment.timestamp()) // 3600 * 3600

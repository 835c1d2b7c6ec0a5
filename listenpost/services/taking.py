"""Taking tasks from the queue: for so long as the app's lease, by the app's clocks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlmodel import Session

from listenpost.services.app import App
from storage import tasks
from storage.models import Task

DAY = dt.timedelta(days=1)


def take(
    app: App,
    kind: str,
    *,
    limit: int = 1,
    size: Callable[[Mapping[str, Any]], int] | None = None,
) -> Sequence[Task]:
    """Up to so many due tasks; no other worker gets them meanwhile."""
    with app.database.write() as session:
        return tasks.take(
            session,
            kind,
            limit=limit,
            owner=app.owner,
            now=app.clock.now(),
            wall=app.clock.wall(),
            lease=app.lease,
            size=size,
        )


def put_back(
    app: App,
    session: Session,
    taken: Sequence[Task],
    payload: Mapping[str, Any],
    *,
    run_at: dt.datetime,
) -> None:
    """What was taken is done, and comes again: the same kind with this payload."""
    now = app.clock.now()
    tasks.put(session, taken[0].kind, dict(payload), run_at=run_at, now=now)
    tasks.finish(session, taken, owner=app.owner)

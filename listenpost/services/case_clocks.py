"""What happens to a case's running clocks when posts come or go with a merge or a split."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session

from listenpost.services import waiting
from storage import cases
from storage.ids import key
from storage.models import Case


def keep_one_of_each(session: Session, case_id: int, *, at: dt.datetime) -> None:
    """Of two running clocks with the same metric the one that is due first goes on."""
    session.flush()
    running = [clock for clock in cases.clocks(session, case_id) if clock.stopped_at is None]
    for clock in running:
        earlier = [
            other
            for other in running
            if other.metric is clock.metric
            and other.stopped_at is None
            and (other.due_at, key(other.id)) < (clock.due_at, key(clock.id))
        ]
        if earlier:
            clock.stopped_at, clock.answered = at, False


def follow(session: Session, case: Case, *, at: dt.datetime) -> None:
    """Make the running clock that of the case's waiting posts: stopped, moved or started."""
    session.flush()
    running = cases.running_clock(session, key(case.id))
    if running is None or case.waiting_since is None or case.due_at is None:
        cases.stop_clock(session, key(case.id), at=at, answered=False)
        waiting.start_clock(session, case)
    else:
        running.started_at, running.due_at = case.waiting_since, case.due_at
        running.urgency = case.urgency

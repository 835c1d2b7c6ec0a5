"""In which order stored mentions wait for the model, and how the backlog stands."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain

from sqlmodel import Session

from domain import backlog, first_look
from domain.backlog import Backlog
from domain.work import Work
from listenpost.services.app import App
from storage import gauges, glimpses, tasks, throughput
from storage.dispatch import wake
from storage.pages import Stored

TRIAGE = "triage"
"""Kind of the task that judges mentions; payload {"mentions": [id, ...]}."""


def judge_later(
    app: App,
    session: Session,
    ids: Sequence[int],
    now: dt.datetime,
    *,
    new: Sequence[Stored] = (),
) -> None:
    """Tasks for these mentions and `new` ones, most urgent first as far as a cheap look can tell.

    Those of one head start share tasks, of one batch at most.
    """
    payloads = [
        ({"mentions": some[start : start + app.batch]}, now - head_start)
        for head_start, some in _by_lead(session, ids, new).items()
        for start in range(0, len(some), app.batch)
    ]
    tasks.put_all(session, TRIAGE, payloads, run_at=now, now=now)
    if ids or new:
        wake(session, Work.JUDGE)


def _by_lead(
    session: Session, ids: Sequence[int], new: Sequence[Stored]
) -> Mapping[dt.timedelta, list[int]]:
    found: dict[dt.timedelta, list[int]] = defaultdict(list)
    for number, seen in chain(glimpses.of(session, ids), glimpses.of_new(session, new)):
        found[first_look.lead(seen)].append(number)
    return found


def stands(app: App, session: Session) -> Backlog:
    """What waits, since when, and how fast it comes and goes."""
    wall = app.clock.wall()
    waiting, oldest = gauges.unjudged(session)
    minutes = throughput.minutes(session, since=wall - backlog.WINDOW)
    arriving, judged = backlog.pace(minutes, wall)
    age = max(app.clock.now() - oldest, dt.timedelta(0)) if oldest else dt.timedelta(0)
    return Backlog(waiting=waiting, oldest_for=age, arriving=arriving, judged=judged)


def tidy(app: App) -> None:
    """Forget minutes that no forecast is made from."""
    with app.database.write() as session:
        throughput.forget(session, wall=app.clock.wall())

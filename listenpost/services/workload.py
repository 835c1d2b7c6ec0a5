"""Work against the people who are there, and what the next hours bring."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlmodel import Session

from domain import forecast as forecasts
from domain.forecast import Flow, Forecast, Queue
from domain.role import Actor, Permission, may, require
from domain.workload import NO_TEAM, Load, Workload, workload
from listenpost.services.app import App
from storage import flow, users
from storage import teams as storage_teams
from storage import workload as workloads
from storage.ids import key
from storage.period import Period


def read(app: App, actor: Actor, teams: Sequence[str] = ()) -> Workload:
    """How it stands at this moment, on all networks; of these teams, or of everybody."""
    require(actor.role, Permission.READ_REPORTS)
    with app.database.read() as session:
        named = {0: NO_TEAM} | storage_teams.names_by_id(session)
        waiting = workloads.unheld(session, wall=app.clock.wall())
        people = list(_people(session, named, app.clock.wall()))
    return workload(people, {named[team]: number for team, number in waiting.items()}, teams)


def _people(session: Session, named: dict[int, str], wall: dt.datetime) -> Iterator[Load]:
    held = workloads.held(session, wall=wall)
    staffing, members = storage_teams.all_staffing(session), storage_teams.members(session)
    for user in users.all_users(session):
        number, staffed = key(user.id), staffing.get(key(user.id))
        if user.disabled_at is not None or not may(user.role, Permission.ANSWER):
            continue
        yield Load(
            name=user.display_name,
            capacity=staffed.capacity if staffed else 0,
            by_team={named[team]: n for (holder, team), n in held.items() if holder == number},
            teams=tuple(named[team] for team, ids in members.items() if number in ids),
            away=bool(staffed and staffed.away_until and staffed.away_until > wall),
        )


def forecast(app: App, actor: Actor, wanted: Period) -> Forecast | None:
    """The next hours; None before the first whole hour. The period says of which networks and
    teams."""
    require(actor.role, Permission.READ_REPORTS)
    now = app.clock.now()
    past = replace(wanted, since=forecasts.hour_of(now - forecasts.LOOKS_BACK), until=now)
    ahead = replace(wanted, since=now, until=now + forecasts.HOURS * forecasts.HOUR)
    with app.database.read() as session:
        first = flow.first(session)
        if first is None:
            return None
        waiting, late = flow.waiting(session, wanted, now=now)
        queue = Queue(waiting=waiting, late=late, due=flow.due(session, ahead))
        seen = Flow(first=first, came=flow.came(session, past), ended=flow.ended(session, past))
    return forecasts.forecast(seen, queue, now=now, zone=app.zone)

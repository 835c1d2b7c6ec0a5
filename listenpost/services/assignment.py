"""Giving new cases to teams and people, and taking them from who is away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session

from domain.assignment import choose, has_room, is_away, team_for
from domain.case import CaseEventKind, Happened
from domain.errors import Conflict
from domain.role import Actor, Permission, require
from listenpost.services import waiting
from listenpost.services.app import App
from listenpost.services.case_actions import note, require_free, require_own_posts
from storage import cases, teams, users
from storage.ids import key
from storage.models import Case, Staffing, User
from storage.opening import AnyCase

GIVEN_FOR = dt.timedelta(hours=1)
"""Real time: whoever was given a case and did nothing by then loses it to the next."""


def route(
    session: Session, app: App, new: Sequence[AnyCase], *, now: dt.datetime
) -> dict[int, Happened]:
    """Give each new case to the team of the first rule that it fulfils; returns what to note."""
    rules = app.routing
    names = {
        key(case.id): team_for(
            rules, topic=case.topic, platform=case.platform, language=case.language
        )
        for case in new
        if case.team_id is None
    }
    there = (
        teams.by_names(session, set(filter(None, names.values()))) if any(names.values()) else {}
    )
    found = {}
    for case in new:
        case_id = key(case.id)
        team = there.get(names.get(case_id) or "")
        if team is not None:
            case.team_id = team.id
            found[case_id] = Happened(
                case_id=case_id, kind=CaseEventKind.ROUTED, at=now, detail={"team": team.name}
            )
    return found


def give_out(app: App, *, limit: int = 50) -> int:
    """Give waiting cases of teams to their people, in turn; returns how many.

    What nobody can do, or has room for, holds up nothing that stands below it.
    """
    wall, now = app.clock.wall(), app.clock.now()
    total = 0
    while total < limit:
        given = sum(_give(app, one, wall, now) for one in _doable(app, wall, limit - total))
        total += given
        if not given:
            break
    return total


def _doable(app: App, wall: dt.datetime, limit: int) -> list[int]:
    """The most urgent cases that somebody has room for now; their room is used up by the first."""
    with app.database.read() as session:
        people = {
            team_id: [
                person
                for person in teams.people_of(session, team_id, wall=wall)
                if has_room(person, wall)
            ]
            for team_id in teams.members(session)
        }
        found = teams.to_give_out(session, people, wall=wall, limit=limit)
        return [key(case.id) for case in found]


def _give(app: App, case_id: int, wall: dt.datetime, now: dt.datetime) -> bool:
    with app.database.write() as session:
        case = session.get_one(Case, case_id)
        if case.team_id is None:
            return False
        people = teams.people_of(session, case.team_id, wall=wall)
        chosen = choose(people, topic=case.topic, language=case.language, now=wall)
        if chosen is None or not teams.give(
            session, case_id, user_id=chosen, wall=wall, until=wall + GIVEN_FOR
        ):
            return False
        session.get_one(Staffing, chosen).turn = 1 + max(person.turn for person in people)
        _note_given(session, case_id, chosen, now)
        return True


def _note_given(session: Session, case_id: int, user_id: int | None, now: dt.datetime) -> None:
    detail: dict[str, object] = {"to": user_id}
    if user_id is not None:
        detail["name"] = session.get_one(User, user_id).display_name
    else:
        detail["reason"] = "was away"
    cases.add_event(session, case_id, CaseEventKind.ASSIGNED, at=now, detail=detail)


def return_from_absent(app: App) -> int:
    """Free the cases of everybody who is away; returns how many."""
    wall, now = app.clock.wall(), app.clock.now()
    with app.database.write() as session:
        left = teams.held_by_absent(session, wall=wall)
        for case in left:
            case.assignee_id, case.claimed_until = None, None
            _note_given(session, key(case.id), None, now)
        return len(left)


def assign(app: App, actor: Actor, case_id: int, *, name: str) -> None:
    """A person gives the case to a colleague, whatever the rules say."""
    require(actor.role, Permission.ANSWER)
    wall = app.clock.wall()
    with app.database.write() as session:
        case = waiting.locked(session, case_id)
        require_own_posts(case)
        require_free(case, actor, wall=wall)
        user = users.by_name(session, name)
        if user is None or user.disabled_at is not None:
            raise Conflict(f"There is no colleague {name}.")
        row = session.get(Staffing, user.id)
        if row is not None and is_away(row.away_until, wall):
            raise Conflict(f"{user.display_name} is away.")
        case.assignee_id, case.claimed_until = user.id, wall + GIVEN_FOR
        detail = {"to": user.id, "name": user.display_name}
        note(session, app, actor, case_id, CaseEventKind.ASSIGNED, detail)

"""Teams, and what each user can take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlmodel import Session

from domain.classification import Topic
from domain.errors import BadInput, Conflict
from domain.language import is_code
from domain.text import clean
from listenpost.services import accounts
from listenpost.services.app import App
from storage import teams, users
from storage.ids import key
from storage.models import Staffing, User

LONGEST_NAME = 64
MOST = 1000
"""Open cases that somebody may hold at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRow:
    """A team and the sign-in names of its users."""

    name: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What a user can take; None leaves a thing as it is."""

    teams: Sequence[str] | None = None
    languages: Sequence[str] | None = None
    skills: Sequence[str] | None = None
    capacity: int | None = None
    away_until: dt.datetime | None = None
    back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a user can take, all of it, as it stands; no language and no topic mean every one."""

    teams: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    capacity: int = 0
    away_until: dt.datetime | None = None


def add(app: App, name: str) -> None:
    """Create a team; raises BadInput for a name that is taken or cannot be one."""
    with app.database.write() as session:
        make(session, app, name, by=None)


def make(session: Session, app: App, name: str, *, by: int | None) -> None:
    """The same inside a transaction; nobody is the command line."""
    name = clean(name).strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or "," in name:
        raise BadInput("A team's name has 1 to 64 printable characters and no comma.")
    if not teams.make(session, name, at=app.clock.wall()):
        raise BadInput(f"There is a team {name} already.")
    _audit(session, app, "team.added", f"team:{name}", by=by)


def make_those_of_rules(app: App) -> None:
    """Create the teams that the routing rules name."""
    with app.database.write() as session:
        for name in dict.fromkeys(rule.team for rule in app.routing):
            if teams.make(session, name, at=app.clock.wall()):
                _audit(session, app, "team.added", f"team:{name}")


def listed(app: App) -> list[TeamRow]:
    """Every team with its people."""
    with app.database.read() as session:
        names = {key(user.id): user.name for user in users.all_users(session)}
        people = teams.members(session)
        return [
            TeamRow(
                name=team.name, people=tuple(names[user] for user in people.get(key(team.id), ()))
            )
            for team in teams.all_teams(session)
        ]


def set_duty(app: App, *, name: str, duty: Duty) -> None:
    """Change what a user can take; raises BadInput for names that nobody and nothing has."""
    with app.database.write() as session:
        user = users.by_name(session, clean(name))
        if user is None:
            raise BadInput(f"There is no user {name}: `listenpost user list` shows who there is.")
        change(session, user, duty, by=None, wall=app.clock.wall())


def change(
    session: Session,
    user: User,
    duty: Duty,
    *,
    by: int | None,
    wall: dt.datetime,
    seen: Standing | None = None,
) -> None:
    """Change what a user can take; raises Conflict if it does not stand any more as it was `seen`.

    What was before and what is after is written down; nothing where nothing changes.
    """
    number = key(user.id)
    row = teams.staffing(session, number)  # held from here on: what is read below stands
    before = standing(session, number)
    if seen is not None and seen != before:
        raise Conflict(
            f"What {user.display_name} takes was changed meanwhile: look at it, then change it."
        )
    if duty.teams is not None:
        teams.set_teams(session, number, _team_ids(session, duty.teams))
    _change(row, duty, wall)
    session.add(row)
    session.flush()
    after = standing(session, number)
    if after != before:
        told = {"before": _otherwise(before, after), "after": _otherwise(after, before)}
        accounts.audit(session, user, "user.duty", by=by, wall=wall, **told)


def standing(session: Session, user_id: int) -> Standing:
    """What the user can take; of who has no duty yet it is nothing by itself."""
    row, mine = session.get(Staffing, user_id), teams.teams_of(session, user_id)
    named = tuple(team.name for team in teams.all_teams(session) if team.id in mine)
    if row is None:
        return Standing(teams=named)
    return Standing(
        teams=named,
        languages=tuple(row.languages),
        skills=tuple(row.skills),
        capacity=row.capacity,
        away_until=row.away_until,
    )


def names(session: Session) -> tuple[str, ...]:
    """Every team's name."""
    return tuple(team.name for team in teams.all_teams(session))


def _otherwise(one: Standing, other: Standing) -> dict[str, object]:
    """Of one what is not so in the other."""
    mine, theirs = asdict(one), asdict(other)
    return {name: value for name, value in mine.items() if value != theirs[name]}


def duty_of(app: App, name: str) -> str:
    """What the user can take, in words."""
    with app.database.read() as session:
        user = users.by_name(session, clean(name))
        row = session.get(Staffing, user.id) if user else None
        if user is None or row is None:
            return "takes cases by hand only"
        mine = teams.teams_of(session, key(user.id))
        named = [team.name for team in teams.all_teams(session) if team.id in mine]
    away = row.away_until is not None and row.away_until > app.clock.wall()
    return "; ".join(
        [
            f"teams {', '.join(named) or 'none'}",
            f"languages {', '.join(row.languages) or 'all'}",
            f"skills {', '.join(row.skills) or 'all'}",
            f"capacity {row.capacity}",
            *([f"away until {row.away_until:%Y-%m-%d %H:%M} UTC"] if away else []),
        ]
    )


def _change(row: Staffing, duty: Duty, wall: dt.datetime) -> None:
    if duty.languages is not None:
        row.languages = [language.strip().lower() for language in duty.languages]
        wrong = [one for one in row.languages if not is_code(one)]
        if wrong:
            raise BadInput(f"{wrong[0]!r} is no language: write its code, such as de or pt.")
    if duty.skills is not None:
        unknown = [skill for skill in duty.skills if skill not in set(Topic)]
        if unknown:
            raise BadInput(f"{unknown[0]!r} is no topic; there are {', '.join(Topic)}.")
        row.skills = list(duty.skills)
    if duty.capacity is not None:
        if not 0 <= duty.capacity <= MOST:
            raise BadInput("The capacity is 0 to 1000 open cases; 0 means: none by itself.")
        row.capacity = duty.capacity
    if duty.away_until is not None and duty.away_until <= wall:
        raise BadInput("An absence ends in the future; leave it out for somebody who is here.")
    if duty.back or duty.away_until is not None:
        row.away_until = None if duty.back else duty.away_until


def _team_ids(session: Session, names: Sequence[str]) -> list[int]:
    known = {team.name: key(team.id) for team in teams.all_teams(session)}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise BadInput(
            f"There is no team {unknown[0]}: `listenpost team add {unknown[0]}` makes it, or an "
            f"admin on the page People; there are {', '.join(known) or 'none'}."
        )
    return [known[name] for name in dict.fromkeys(names)]


def _audit(session: Session, app: App, action: str, subject: str, *, by: int | None = None) -> None:
    users.audit(session, action, subject, user_id=by, wall=app.clock.wall())

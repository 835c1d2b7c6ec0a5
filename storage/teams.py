"""Teams, their people, and what each can take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, true
from sqlmodel import Session, col, delete, func, or_, select, update

from domain.assignment import Person
from domain.case import CaseStatus
from domain.classification import Topic
from storage.ids import key
from storage.leases import unheld
from storage.models import Case, Staffing, Team, TeamMember, User
from storage.upsert import insert_into


def all_teams(session: Session) -> Sequence[Team]:
    """Every team, by name."""
    return session.exec(select(Team).order_by(Team.name)).all()


def names_by_id(session: Session) -> dict[int, str]:
    """Each team's name."""
    return {key(team.id): team.name for team in all_teams(session)}


def by_names(session: Session, names: Iterable[str]) -> dict[str, Team]:
    """The teams with these names."""
    found = session.exec(select(Team).where(col(Team.name).in_(names))).all()
    return {team.name: team for team in found}


def by_name(session: Session, name: str) -> Team | None:
    """The team with this name."""
    return session.exec(select(Team).where(Team.name == name)).first()


def make(session: Session, name: str, *, at: dt.datetime) -> bool:
    """Create the team; False if there is one with this name."""
    made = session.exec(
        insert_into(session, Team)
        .values(name=name, created_at=at)
        .on_conflict_do_nothing(index_elements=["name"])
        .returning(Team.id)
    )
    return made.first() is not None  # PostgreSQL does not count the rows of such an insert


def members(session: Session) -> dict[int, tuple[int, ...]]:
    """Team -> its users."""
    found: dict[int, list[int]] = {}
    for one in session.exec(select(TeamMember).order_by(col(TeamMember.user_id))).all():
        found.setdefault(one.team_id, []).append(one.user_id)
    return {team: tuple(users) for team, users in found.items()}


def teams_of(session: Session, user_id: int) -> tuple[int, ...]:
    """The teams that the user is in."""
    return tuple(
        session.exec(select(TeamMember.team_id).where(TeamMember.user_id == user_id)).all()
    )


def set_teams(session: Session, user_id: int, team_ids: Sequence[int]) -> None:
    """The user is in these teams and in no other."""
    session.exec(delete(TeamMember).where(col(TeamMember.user_id) == user_id))
    session.add_all(TeamMember(team_id=team_id, user_id=user_id) for team_id in team_ids)


def staffing(session: Session, user_id: int) -> Staffing:
    """What the user can take, held until the commit; made on first use."""
    first = Staffing(user_id=user_id).model_dump()
    session.exec(
        insert_into(session, Staffing)
        .values(**first)
        .on_conflict_do_nothing(index_elements=["user_id"])  # another admin may be as quick
    )
    return session.get_one(
        Staffing, user_id, with_for_update={"key_share": True}, populate_existing=True
    )


def all_staffing(session: Session) -> dict[int, Staffing]:
    """User -> what the user can take, where anybody has said so."""
    return {one.user_id: one for one in session.exec(select(Staffing)).all()}


def people_of(session: Session, team_id: int, *, wall: dt.datetime) -> list[Person]:
    """The team's people with how much they hold at this moment."""
    rows = session.exec(
        select(Staffing)
        .join(TeamMember, col(TeamMember.user_id) == col(Staffing.user_id))
        .join(User, col(User.id) == col(Staffing.user_id))
        .where(TeamMember.team_id == team_id, col(User.disabled_at).is_(None))
    ).all()
    held = _held(session, [row.user_id for row in rows], wall)
    return [
        Person(
            id=row.user_id,
            capacity=row.capacity,
            held=held.get(row.user_id, 0),
            turn=row.turn,
            languages=frozenset(row.languages),
            skills=frozenset(row.skills),
            away_until=row.away_until,
        )
        for row in rows
    ]


def _held(session: Session, user_ids: Sequence[int], wall: dt.datetime) -> dict[int, int]:
    rows = session.exec(
        select(Case.assignee_id, func.count())
        .where(
            col(Case.assignee_id).in_(user_ids),
            col(Case.claimed_until) > wall,
            Case.status == CaseStatus.OPEN,
        )
        .group_by(col(Case.assignee_id))
    ).all()
    return {key(user_id): number for user_id, number in rows}


def to_give_out(
    session: Session, people: Mapping[int, Sequence[Person]], *, wall: dt.datetime, limit: int
) -> Sequence[Case]:
    """Open cases that nobody holds and that one of their team's people can do, by urgency.

    `people` are those with room for one more, by team.
    """
    return session.exec(
        select(Case)
        .where(
            Case.status == CaseStatus.OPEN,
            col(Case.reply_pending).is_(False),
            col(Case.team_id).is_not(None),
            unheld(wall),
            _can_be_done(people),
        )
        .order_by(col(Case.rank).desc(), col(Case.id))
        .limit(limit)
    ).all()


def _can_be_done(people: Mapping[int, Sequence[Person]]) -> ColumnElement[bool]:
    """The same question as `domain.assignment.can_do`, of cases that are stored."""
    able = [
        and_(
            col(Case.team_id) == team_id,
            _in_or_unknown(col(Case.language), person.languages, col(Case.language).is_(None)),
            _in_or_unknown(col(Case.topic), person.skills, col(Case.topic) == Topic.OTHER),
        )
        for team_id, members in people.items()
        for person in members
    ]
    return or_(false(), *able)


def _in_or_unknown(
    column: Any, known: frozenset[str], unknown: ColumnElement[bool]
) -> ColumnElement[bool]:
    return or_(unknown, column.in_(sorted(known))) if known else true()


def give(
    session: Session, case_id: int, *, user_id: int, wall: dt.datetime, until: dt.datetime
) -> bool:
    """Give the case to the user unless somebody took it meanwhile; one conditional UPDATE."""
    given = session.exec(
        update(Case)
        .where(
            col(Case.id) == case_id,
            col(Case.status) == CaseStatus.OPEN,
            unheld(wall),
        )
        .values(assignee_id=user_id, claimed_until=until)
        .execution_options(synchronize_session="fetch")
    )
    return given.rowcount == 1


def held_by_absent(session: Session, *, wall: dt.datetime) -> Sequence[Case]:
    """Cases that somebody holds who is away, and that no reply is on its way for."""
    return session.exec(
        select(Case)
        .join(Staffing, col(Staffing.user_id) == col(Case.assignee_id))
        .where(
            col(Staffing.away_until) > wall,
            col(Case.claimed_until) > wall,
            col(Case.reply_pending).is_(False),
        )
        .order_by(col(Case.id))
        .with_for_update(key_share=True, of=Case, skip_locked=True)
    ).all()

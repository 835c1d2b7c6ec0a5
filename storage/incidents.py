"""Incidents and the cases in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.case import CaseStatus
from domain.incident import IncidentStatus, StatementKind
from storage.among import within
from storage.models import Case, Customer, Incident, IncidentCase, IncidentStatement

_ADVISORY_LOCK = 4_915_210  # a constant of our own


def look_alone(session: Session) -> bool:
    """Whether nobody else looks for incidents until this transaction ends; False where one does.

    Two who compare the same posts at once would begin two incidents of them. SQLite's writers take
    turns anyway.
    """
    if session.get_bind().dialect.name == "sqlite":
        return True
    lock = select(func.pg_try_advisory_xact_lock(_ADVISORY_LOCK))
    return bool(session.exec(lock).one())


def live(session: Session, *, since: dt.datetime, limit: int) -> Sequence[Incident]:
    """Open incidents that somebody joined since then, the newest first."""
    return session.exec(
        select(Incident)
        .where(Incident.status == IncidentStatus.OPEN, col(Incident.last_post_at) >= since)
        .order_by(col(Incident.last_post_at).desc(), col(Incident.id))
        .limit(limit)
    ).all()


def among(session: Session, incident_ids: Collection[int]) -> Sequence[Incident]:
    """The incidents with these keys."""
    return session.exec(select(Incident).where(col(Incident.id).in_(incident_ids))).all()


def newest(session: Session, *, limit: int) -> Sequence[Incident]:
    """Open ones first, then by when they began."""
    return session.exec(
        select(Incident)
        .order_by((col(Incident.status) == IncidentStatus.OPEN).desc(), col(Incident.id).desc())
        .limit(limit)
    ).all()


def membership(session: Session, case_id: int) -> IncidentCase | None:
    """The case's place in an incident, also one that it was taken out of."""
    return session.get(IncidentCase, case_id)


def standing_in(session: Session, case_id: int) -> tuple[int | None, int | None]:
    """The incident that the case is in, and the one that somebody took it out of."""
    return place_in(membership(session, case_id))


def place_in(place: IncidentCase | None) -> tuple[int | None, int | None]:
    """The same from the case's place, as it is stored."""
    if place is None:
        return None, None
    inside = place.left_at is None
    return (place.incident_id, None) if inside else (None, place.incident_id)


def of_cases(session: Session, case_ids: Sequence[int]) -> dict[int, int]:
    """Which of these cases are part of which incident."""
    rows = session.exec(
        select(IncidentCase.case_id, IncidentCase.incident_id).where(
            within(col(IncidentCase.case_id), case_ids), col(IncidentCase.left_at).is_(None)
        )
    ).all()
    return dict(rows)


def exchange(session: Session, case_ids: Sequence[int]) -> None:
    """Give two cases each other's places in incidents, where they have any."""
    places = [place for case_id in case_ids if (place := membership(session, case_id))]
    was = [place.model_dump() for place in places]
    for place in places:
        session.delete(place)
    session.flush()
    for one in was:
        (other,) = (case_id for case_id in case_ids if case_id != one["case_id"])
        session.add(IncidentCase.model_validate(one | {"case_id": other}))
    session.flush()


def joined(session: Session, incident_id: int) -> Sequence[tuple[IncidentCase, Case, str]]:
    """Everybody in the incident, the first to join first: place, case, customer's name.

    A case that was emptied into another one stands there no more.
    """
    return session.exec(
        select(IncidentCase, Case, Customer.name)
        .join(Case, col(Case.id) == col(IncidentCase.case_id))
        .join(Customer, col(Customer.id) == col(Case.customer_id))
        .where(
            IncidentCase.incident_id == incident_id,
            col(IncidentCase.left_at).is_(None),
            col(Case.status) != CaseStatus.MERGED,
        )
        .order_by(col(IncidentCase.joined_at), col(IncidentCase.case_id))
    ).all()


def size(session: Session, incident_id: int, *, since: dt.datetime | None = None) -> int:
    """How many cases are in it, or joined it since then."""
    statement = (
        select(func.count())
        .select_from(IncidentCase)
        .join(Case, col(Case.id) == col(IncidentCase.case_id))
        .where(
            IncidentCase.incident_id == incident_id,
            col(IncidentCase.left_at).is_(None),
            col(Case.status) != CaseStatus.MERGED,
        )
    )
    if since is not None:
        statement = statement.where(col(IncidentCase.joined_at) >= since)
    return session.exec(statement).one()


def statements(
    session: Session, incident_id: int, kind: StatementKind
) -> dict[str, IncidentStatement]:
    """The words by language."""
    found = session.exec(
        select(IncidentStatement).where(
            IncidentStatement.incident_id == incident_id, IncidentStatement.kind == kind
        )
    ).all()
    return {one.language: one for one in found}

"""Who holds how many cases at this moment, and what nobody holds."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Select, func
from sqlmodel import Session, col, select

from domain.case import CaseStatus
from storage import leases
from storage.models import Case


def held(session: Session, *, wall: dt.datetime) -> dict[tuple[int, int], int]:
    """(user, team; 0 for none) -> open cases that the user holds."""
    team = func.coalesce(col(Case.team_id), 0)
    statement = select(Case.assignee_id, team, func.count()).where(col(Case.claimed_until) > wall)
    found = session.execute(_open(statement).group_by(col(Case.assignee_id), team))
    return {(user, team): number for user, team, number in found}


def unheld(session: Session, *, wall: dt.datetime) -> dict[int, int]:
    """Team (0 for none) -> open cases that nobody holds and no reply is on its way for."""
    team = func.coalesce(col(Case.team_id), 0)
    statement = select(team, func.count()).where(
        leases.unheld(wall), col(Case.reply_pending).is_(False)
    )
    return dict(session.execute(_open(statement).group_by(team)).all())


def _open(statement: Any) -> Select[Any]:
    opened: Select[Any] = statement.where(col(Case.status) == CaseStatus.OPEN)
    return opened

"""What needed an answer and what is left of it, by network, by team and by when it was written."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.ledger import Settlement, Standing
from storage.ledger import standings_by, within
from storage.models import Case, LedgerEntry, Team
from storage.period import Period
from storage.slots import slot_of


class By(StrEnum):
    """What posts are counted by. A slot is a number, as in `domain.pulse`; no team is ""."""

    PLATFORM = "platform"
    TEAM = "team"
    SLOT = "slot"


def needed(session: Session, period: Period, by: By) -> dict[Any, int]:
    """Posts that needed an answer, whatever became of them."""
    inner = (
        select(_group(session, by).label("key"))
        .select_from(LedgerEntry)
        .outerjoin(Case, col(Case.id) == col(LedgerEntry.case_id))
        .where(col(LedgerEntry.settlement) != Settlement.NOT_NEEDED, *within(period))
        .subquery()
    )
    found = session.execute(select(inner.c.key, func.count()).group_by(inner.c.key))
    return dict(found.all())


def standings(
    session: Session, period: Period, by: By, *, now: dt.datetime
) -> list[tuple[Standing, Any, int]]:
    """(how they stand, the group, how many) of what nothing settled."""
    return standings_by(session, period, _group(session, by), now=now)


def _group(session: Session, by: By) -> Any:
    if by is By.SLOT:
        return slot_of(session, col(LedgerEntry.published_at))
    if by is By.PLATFORM:
        return col(LedgerEntry.platform)
    name = select(Team.name).where(col(Team.id) == col(Case.team_id)).scalar_subquery()
    return func.coalesce(name, "")

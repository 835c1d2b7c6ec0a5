"""Whether somebody holds a case at this moment."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BindParameter, ColumnElement, or_
from sqlmodel import col

from storage.models import Case


def holder(case: Case, wall: dt.datetime) -> int | None:
    """Who holds the case; None where nobody has it or the claim is over, as in `unheld`."""
    held = case.claimed_until is not None and case.claimed_until > wall
    return case.assignee_id if held else None


def unheld(wall: dt.datetime | BindParameter[dt.datetime]) -> ColumnElement[bool]:
    """Nobody has it, or the claim is over; one without an end is none, for it would never end."""
    return or_(
        col(Case.assignee_id).is_(None),
        col(Case.claimed_until).is_(None),
        col(Case.claimed_until) < wall,
    )

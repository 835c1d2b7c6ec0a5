"""A stretch of time, and which networks and teams of it are asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from storage.models import Case, Team


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `since` to before `until`; no platforms means all of them.

    With teams only what is in their cases counts.
    """

    since: dt.datetime
    until: dt.datetime
    platforms: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()


def cases_of(period: Period) -> list[ColumnElement[bool]]:
    """What the period asks of a `Case` that is part of a query; nothing of its times."""
    found: list[ColumnElement[bool]] = []
    if period.platforms:
        found.append(col(Case.platform).in_(period.platforms))
    if period.teams:
        named = select(Team.id).where(col(Team.name).in_(period.teams))
        found.append(col(Case.team_id).in_(named))
    return found

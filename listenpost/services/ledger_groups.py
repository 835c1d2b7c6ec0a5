"""Where and when customers are ignored: the ledger by age, hour, network and team."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from domain.ledger import reason
from domain.ledger_groups import Age, Group, by_age, by_hour, groups
from domain.role import Actor, Permission, require
from listenpost.services import ledger_rows
from listenpost.services.app import App
from storage import ledger_groups
from storage.ledger_groups import By
from storage.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerGroups:
    """Each adds up to the same period. Hours are 0 to 23; a post in no team's case has the team
    ""."""

    by_age: Mapping[Age, Group]
    by_hour: Mapping[int, Group]
    by_platform: Mapping[str, Group]
    by_team: Mapping[str, Group]


def report(app: App, actor: Actor, wanted: Period, *, zone: dt.tzinfo) -> LedgerGroups:
    """The groups of a period; hours are those of the reader's time zone."""
    require(actor.role, Permission.READ_REPORTS)
    return compute(app, wanted, zone=zone)


def compute(app: App, wanted: Period, *, zone: dt.tzinfo) -> LedgerGroups:
    """The same for the worker."""
    ledger_rows.refresh(app)
    now = app.clock.now()
    with app.database.read() as session:
        slots = _groups(session, wanted, By.SLOT, now)
        return LedgerGroups(
            by_age=by_age(slots, now),
            by_hour=by_hour(slots, zone),
            by_platform=_most_first(_groups(session, wanted, By.PLATFORM, now)),
            by_team=_most_first(_groups(session, wanted, By.TEAM, now)),
        )


def _groups(session: Session, wanted: Period, by: By, now: dt.datetime) -> dict[Any, Group]:
    left = ledger_groups.standings(session, wanted, by, now=now)
    return groups(
        ledger_groups.needed(session, wanted, by),
        ((key, reason(standing), number) for standing, key, number in left),
    )


def _most_first(found: dict[Any, Group]) -> dict[Any, Group]:
    return dict(sorted(found.items(), key=lambda one: (-one[1].ignored, -one[1].needed, one[0])))

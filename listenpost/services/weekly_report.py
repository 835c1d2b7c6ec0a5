"""The week in figures: from the very services that the pages use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.promise import PromiseStatus
from domain.weekly import week_before
from listenpost.services import hop_report, ledger, outcome_report, promises, sla_report
from listenpost.services.app import App
from listenpost.services.hop_report import HopReport
from listenpost.services.ledger import LedgerReport, Period, Unanswered
from listenpost.services.outcome_report import OutcomeReport
from listenpost.services.promises import Promised
from listenpost.services.sla_report import SlaReport
from storage import ledger as rows

OLDEST = 10
BROKEN = 10


class Age(StrEnum):
    """How old a post was when the report was due."""

    YOUNG = "under a day"
    MIDDLE = "one to three days"
    OLD = "three days and more"


_AGES = ((0, 1, Age.YOUNG), (1, 3, Age.MIDDLE), (3, 9, Age.OLD))


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyReport:
    """Seven whole days. What was ignored is as it stands when the report is made."""

    since: dt.datetime
    until: dt.datetime
    zone: dt.tzinfo
    whole: LedgerReport
    before: LedgerReport
    by_age: dict[Age, LedgerReport]
    by_platform: dict[str, LedgerReport]
    by_team: dict[str, LedgerReport]
    oldest: tuple[Unanswered, ...]
    sla: SlaReport
    outcomes: OutcomeReport
    hops: HopReport
    promises: dict[PromiseStatus, int]
    broken: tuple[Promised, ...]


def compute(app: App, *, at: dt.datetime, zone: dt.tzinfo) -> WeeklyReport:
    """Of the seven calendar days before the day of `at`; for the worker and the command line."""
    since, until = week_before(at, zone)
    earlier = week_before(at, zone, weeks=2)
    wanted = Period(since=since, until=until)
    promises.sweep(app)
    with app.database.read() as session:
        platforms, teams = rows.platforms(session, wanted), rows.teams(session)
    broken = promises.listed(app, since=since, until=until, statuses=(PromiseStatus.BROKEN,))
    return WeeklyReport(
        since=since,
        until=until,
        zone=zone,
        whole=ledger.compute(app, wanted),
        before=ledger.compute(app, Period(since=earlier[0], until=earlier[1])),
        by_age={name: ledger.compute(app, part) for name, part in _by_age(wanted, at)},
        by_platform={
            one: ledger.compute(app, replace(wanted, platforms=(one,))) for one in platforms
        },
        by_team={one: ledger.compute(app, replace(wanted, teams=(one,))) for one in teams},
        oldest=tuple(ledger.names(app, wanted, limit=OLDEST)),
        sla=sla_report.compute(app, since=since, until=until, zone=zone),
        outcomes=outcome_report.compute(app, since=since, until=until),
        hops=hop_report.compute(app, since=since, until=until),
        promises=promises.counted(app, since=since, until=until),
        broken=tuple(broken[:BROKEN]),
    )


def _by_age(wanted: Period, at: dt.datetime) -> Iterator[tuple[Age, Period]]:
    """The same days, by how old a post was when the report was due."""
    for young, old, name in _AGES:
        begin = max(wanted.since, at - dt.timedelta(days=old))
        end = min(wanted.until, at - dt.timedelta(days=young))
        if begin < end:
            yield name, replace(wanted, since=begin, until=end)

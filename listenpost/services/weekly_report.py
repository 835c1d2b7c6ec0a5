"""The week in figures: from the very services that the pages use."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from domain.promise import PromiseStatus
from domain.weekly import week_before
from listenpost.services import (
    hop_report,
    ledger,
    ledger_groups,
    outcome_report,
    promises,
    sla_report,
)
from listenpost.services.app import App
from listenpost.services.hop_report import HopReport
from listenpost.services.ledger import LedgerReport, Period, Unanswered
from listenpost.services.ledger_groups import LedgerGroups
from listenpost.services.outcome_report import OutcomeReport
from listenpost.services.promises import Promised
from listenpost.services.sla_report import SlaReport

OLDEST = 10
BROKEN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyReport:
    """Seven whole days. What was ignored is as it stands when the report is made."""

    since: dt.datetime
    until: dt.datetime
    zone: dt.tzinfo
    whole: LedgerReport
    before: LedgerReport
    groups: LedgerGroups
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
    broken = promises.listed(app, wanted, statuses=(PromiseStatus.BROKEN,))
    return WeeklyReport(
        since=since,
        until=until,
        zone=zone,
        whole=ledger.compute(app, wanted),
        before=ledger.compute(app, Period(since=earlier[0], until=earlier[1])),
        groups=ledger_groups.compute(app, wanted, zone=zone),
        oldest=tuple(ledger.names(app, wanted, limit=OLDEST)),
        sla=sla_report.compute(app, wanted, zone=zone),
        outcomes=outcome_report.compute(app, wanted),
        hops=hop_report.compute(app, since=since, until=until),
        promises=promises.counted(app, wanted),
        broken=tuple(broken[:BROKEN]),
    )

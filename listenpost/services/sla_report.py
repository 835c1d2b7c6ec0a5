"""How fast we answer and settle: by metric, urgency and platform, in somebody's time zone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from domain.role import Actor, Permission, require
from domain.sla import SlaMetric, SlaState, clock_state
from domain.sla_figures import Figures, Measured, begin_of, figures
from listenpost.services.app import App
from storage import sla
from storage.period import Period
from storage.sla import Started


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricReport:
    """One metric, all in all and by what matters."""

    all: Figures
    by_urgency: dict[str, Figures]
    by_platform: dict[str, Figures]
    by_team: dict[str, Figures]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaReport:
    """The clocks that started within the period; `standing` are all that run now."""

    since: dt.datetime
    until: dt.datetime
    zone: str
    metrics: dict[SlaMetric, MetricReport]
    standing: dict[SlaMetric, dict[SlaState, int]]

    def facts(self) -> dict[str, Any]:
        """The report as `listenpost report sla --json` prints it."""
        return {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "zone": self.zone,
            "metrics": {
                metric.value: {
                    "all": _facts(report.all),
                    "by_urgency": {name: _facts(one) for name, one in report.by_urgency.items()},
                    "by_platform": {name: _facts(one) for name, one in report.by_platform.items()},
                    "by_team": {name: _facts(one) for name, one in report.by_team.items()},
                }
                for metric, report in self.metrics.items()
            },
            "running": {
                metric.value: {state.value: number for state, number in states.items()}
                for metric, states in self.standing.items()
            },
        }


def _facts(one: Figures) -> dict[str, Any]:
    return asdict(one) | {"share_in_time": one.share_in_time}


def read(app: App, *, zone: dt.tzinfo = dt.UTC, days: int = 30) -> SlaReport:
    """The last `days` calendar days of the zone, today among them."""
    now = app.clock.now()
    until = now + dt.timedelta(seconds=1)
    return compute(app, Period(since=begin_of(days, now, zone), until=until), zone=zone)


def report(app: App, actor: Actor, wanted: Period) -> SlaReport:
    """The report of a period, for somebody who signed in."""
    require(actor.role, Permission.READ_REPORTS)
    return compute(app, wanted)


def compute(app: App, wanted: Period, *, zone: dt.tzinfo = dt.UTC) -> SlaReport:
    """Of the clocks that started in a period, as they stand now."""
    now = app.clock.now()
    with app.database.read() as session:
        rows = sla.started(session, wanted)
        standing = sla.standing(session, now=now)
    return SlaReport(
        since=wanted.since.astimezone(zone),
        until=min(wanted.until, now).astimezone(zone),
        zone=str(zone),
        metrics={
            metric: _report([row for row in rows if row.metric is metric], now)
            for metric in SlaMetric
        },
        standing=standing,
    )


def _report(rows: Sequence[Started], now: dt.datetime) -> MetricReport:
    measured = [(row, _measured(row, now)) for row in rows]
    return MetricReport(
        all=figures(one for _, one in measured),
        by_urgency=_by(measured, lambda row: row.urgency.value),
        by_platform=_by(measured, lambda row: row.platform),
        by_team=_by(measured, lambda row: row.team),
    )


def _by(
    measured: Sequence[tuple[Started, Measured]], name: Callable[[Started], str]
) -> dict[str, Figures]:
    found: dict[str, list[Measured]] = {}
    for row, one in measured:
        found.setdefault(name(row), []).append(one)
    return {key: figures(found[key]) for key in sorted(found)}


def _measured(clock: Started, now: dt.datetime) -> Measured:
    return Measured(
        state=clock_state(
            due_at=clock.due_at,
            at_risk_at=clock.at_risk_at,
            stopped_at=clock.stopped_at,
            paused_at=clock.paused_at,
            now=now,
        ),
        reached=clock.answered,
        running=clock.stopped_at is None,
        seconds=clock.counted_seconds,
        target_seconds=clock.target_seconds,
        automatic_seconds=clock.automatic_seconds,
    )

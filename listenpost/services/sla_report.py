"""How fast we answer and settle: by metric, urgency and platform, in somebody's time zone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from domain.sla import SlaMetric, SlaState, clock_state
from domain.sla_figures import Figures, Measured, begin_of, figures
from listenpost.services.app import App
from storage import sla
from storage.models import SlaClock

Row = tuple[SlaClock, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricReport:
    """One metric, all in all and by what matters."""

    all: Figures
    by_urgency: dict[str, Figures]
    by_platform: dict[str, Figures]


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
    return compute(app, since=begin_of(days, now, zone), until=until, zone=zone)


def compute(
    app: App, *, since: dt.datetime, until: dt.datetime, zone: dt.tzinfo = dt.UTC
) -> SlaReport:
    """Of the clocks that started in a period, as they stand now."""
    now = app.clock.now()
    with app.database.read() as session:
        rows = sla.started_between(session, since=since, until=until)
        standing = sla.standing(session, now=now)
    return SlaReport(
        since=since.astimezone(zone),
        until=min(until, now).astimezone(zone),
        zone=str(zone),
        metrics={
            metric: _report([row for row in rows if row[0].metric is metric], now)
            for metric in SlaMetric
        },
        standing=standing,
    )


def _report(rows: Sequence[Row], now: dt.datetime) -> MetricReport:
    return MetricReport(
        all=figures(_measured(clock, now) for clock, _ in rows),
        by_urgency=_by(rows, now, lambda row: row[0].urgency.value),
        by_platform=_by(rows, now, lambda row: row[1]),
    )


def _by(rows: Sequence[Row], now: dt.datetime, name: Callable[[Row], str]) -> dict[str, Figures]:
    found: dict[str, list[Measured]] = {}
    for row in rows:
        found.setdefault(name(row), []).append(_measured(row[0], now))
    return {key: figures(found[key]) for key in sorted(found)}


def _measured(clock: SlaClock, now: dt.datetime) -> Measured:
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
        automatic_seconds=clock.automatic_seconds,
    )

"""The text that Prometheus reads: this process's counts, and what stands in the database."""

from __future__ import annotations

import datetime as dt
import math
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

import structlog
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

import listenpost
from domain.budget import Spent
from listenpost.services import metric_catalogue as catalogue
from listenpost.services import queueing
from listenpost.services.app import App
from listenpost.services.metric_catalogue import Metric, MetricKind
from storage import gauges, polls, spending, tasks
from storage.models import Poll

log = structlog.get_logger(__name__)
LASTS = 5.0
"""Seconds for which what was read of the database is told again."""
Values = Iterable[tuple[tuple[str, ...], float]]


class Exposition:
    """One process's answer to /metrics; one look at the database serves all who ask for a while."""

    def __init__(
        self, app: App, *, lasts: float = LASTS, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._own = CollectorRegistry(auto_describe=False)
        self._own.register(_OfProcess(app))
        ProcessCollector(registry=self._own)
        self._kept = CollectorRegistry(auto_describe=False)
        self._kept.register(_OfDatabase(app))
        self._app, self._lasts, self._now = app, lasts, now
        self._lock = threading.Lock()
        self._text, self._read_at = b"", float("-inf")

    def told(self) -> bytes:
        """In Prometheus' text format."""
        with self._lock:
            if self._now() - self._read_at >= self._lasts:
                self._text = generate_latest(self._kept)
                self._read_at = self._now()
            database = self._text
        return generate_latest(self._app.metrics.registry) + generate_latest(self._own) + database


class _OfProcess(Collector):
    def __init__(self, app: App) -> None:
        self._app = app

    def collect(self) -> Iterator[Family]:
        yield family(catalogue.INFO, [((listenpost.__version__,), 1)])
        idle = self._app.beats.idle(now=self._app.clock.wall())
        yield family(
            catalogue.JOB_IDLE, (((job,), since.total_seconds()) for job, since in idle.items())
        )


class _OfDatabase(Collector):
    """Nothing but `database_up 0` where it cannot be read: no figure is better than an old one."""

    def __init__(self, app: App) -> None:
        self._app = app

    def collect(self) -> Iterator[Family]:
        try:
            with self._app.database.read() as session:
                found = list(_read(self._app, session))
        except SQLAlchemyError as error:
            log.error("metrics.unread", error=type(error).__name__)
            yield family(catalogue.DATABASE_UP, [((), 0)])
            return
        yield family(catalogue.DATABASE_UP, [((), 1)])
        yield from found


def family(metric: Metric, values: Values) -> Family:
    """A metric of the catalogue with its values."""
    make = CounterMetricFamily if metric.kind is MetricKind.COUNTER else GaugeMetricFamily
    found = make(metric.name, metric.text, labels=metric.labels)
    for labels, value in values:
        found.add_metric(labels, value)
    return found


def _read(app: App, session: Session) -> Iterator[Family]:
    now = app.clock.now()
    rows = polls.all_polls(session)
    yield from _of_counts(rows)
    yield from _of_listeners([row for row in rows if row.listener in app.listeners], now)
    platform = {row.listener: row.platform for row in rows}
    holes = Counter[tuple[str, ...]]()
    for (listener, state), number in gauges.holes(session).items():
        if listener in platform:
            holes[platform[listener], state] += number
    yield family(catalogue.HOLES, holes.items())
    yield family(catalogue.ALERTS, _labelled(gauges.alerts(session)))
    yield from _of_costs(app, session, platform, now)
    yield from _of_work(app, session, now)


def _of_counts(rows: Iterable[Poll]) -> Iterator[Family]:
    """What was ever counted, of listeners too that nobody polls any more: a count never shrinks."""
    counts: dict[Metric, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for row in rows:
        counts[catalogue.POLLS][row.platform,] += row.polls
        counts[catalogue.STORED][row.platform,] += row.stored
        counts[catalogue.SKIPPED][row.platform,] += row.skipped
    for metric, found in counts.items():
        yield family(metric, found.items())


def _of_listeners(rows: Iterable[Poll], now: dt.datetime) -> Iterator[Family]:
    states: Counter[tuple[str, ...]] = Counter()
    late, age = dict[tuple[str, ...], float](), dict[tuple[str, ...], float]()
    for row in rows:
        at = (row.platform,)
        states[row.platform, row.state.value] += 1
        late[at] = max(late.get(at, 0.0), (now - row.next_poll_at).total_seconds())
        if row.last_ok_at is not None:
            age[at] = max(age.get(at, 0.0), (now - row.last_ok_at).total_seconds())
    yield family(catalogue.LISTENERS, states.items())
    yield family(catalogue.POLL_OVERDUE, late.items())
    yield family(catalogue.POLL_OK_AGE, age.items())


def _of_costs(
    app: App, session: Session, platform: Mapping[str, str], now: dt.datetime
) -> Iterator[Family]:
    requests, usd = Counter[tuple[str, ...]](), defaultdict[tuple[str, ...], float](float)
    used, left = dict[tuple[str, ...], float](), dict[tuple[str, ...], float]()
    for name, row in gauges.spent(session, now=now).items():
        if name not in platform:
            continue
        at = (platform[name],)
        spent = Spent(requests=row.requests, reads=row.reads, micro_usd=row.micro_usd)
        requests[at] += spent.requests
        usd[at] += spent.usd
        if name in app.listeners:
            share = app.listeners[name].budget.share_used(spent)
            used[at] = max(used.get(at, 0.0), share)
    for account, of in {one.account: one.platform for one in app.listeners.values()}.items():
        for limit in spending.limits_of(session, account).values():
            if limit.resets_at is None or limit.resets_at > now:
                left[of,] = min(left.get((of,), 1.0), limit.left)
    yield family(catalogue.REQUESTS, requests.items())
    yield family(catalogue.SPENT, usd.items())
    yield family(catalogue.BUDGET_USED, used.items())
    yield family(catalogue.REQUESTS_LEFT, left.items())


def _of_work(app: App, session: Session, now: dt.datetime) -> Iterator[Family]:
    backlog = queueing.stands(app, session)
    yield family(catalogue.BACKLOG, [((), backlog.waiting)])
    yield family(catalogue.BACKLOG_AGE, [((), backlog.oldest_for.total_seconds())])
    clears = backlog.clears_in
    ends = math.inf if clears is None else clears.total_seconds()
    yield family(catalogue.BACKLOG_CLEARS, [((), ends)])
    yield family(
        catalogue.TASKS,
        (
            ((kind, state), number)
            for kind, counts in tasks.counts(session).items()
            for state, number in zip(("waiting", "given_up"), counts, strict=True)
        ),
    )
    yield family(catalogue.CASES, gauges.waiting_cases(session, now=now).items())
    outbox = gauges.outbox(session, now=now)
    yield family(catalogue.OUTBOX, (((of.value,), number) for of, (number, _) in outbox.items()))
    yield family(
        catalogue.OUTBOX_AGE,
        (((of.value,), _age(since, now)) for of, (_, since) in outbox.items()),
    )
    yield family(catalogue.TOLD, _labelled(gauges.messages(session)))


def _labelled(found: Mapping[str, float]) -> Values:
    return [((name,), value) for name, value in found.items()]


def _age(since: dt.datetime | None, now: dt.datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0

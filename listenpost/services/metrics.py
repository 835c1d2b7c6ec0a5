"""What this process counts of its own work; nothing here reads the database."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from listenpost.services import metric_catalogue as catalogue
from listenpost.services.metric_catalogue import Metric
from storage.soundness import is_damage


class Metrics:
    """Counters and histograms of one process, from its start."""

    def __init__(self) -> None:
        # they would tell when each series began, as one series more
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry(auto_describe=False)
        self.mention_lag = self._histogram(catalogue.MENTION_LAG)
        self.triage_seconds = self._histogram(catalogue.TRIAGE_SECONDS)
        self.triaged = self._counter(catalogue.TRIAGED)
        self.post_seconds = self._histogram(catalogue.POST_SECONDS)
        self.reply_delay = self._histogram(catalogue.REPLY_DELAY)
        self.replies = self._counter(catalogue.REPLIES)
        self.sign_ins = self._counter(catalogue.SIGN_INS)
        self.webhooks_refused = self._counter(catalogue.WEBHOOKS_REFUSED)
        self.webhooks_lost = self._counter(catalogue.WEBHOOKS_LOST)
        self.database_errors = self._counter(catalogue.DATABASE_ERRORS)
        self.job_failures = self._counter(catalogue.JOB_FAILURES)

    def watch(self, engine: Engine) -> None:
        """Count this engine's failed statements from now on."""
        event.listen(engine, "handle_error", self._count_error)

    def _count_error(self, context: ExceptionContext) -> None:
        self.database_errors.labels(kind=_kind_of(context)).inc()

    def _counter(self, metric: Metric) -> Counter:
        return Counter(metric.name, metric.text, metric.labels, registry=self.registry)

    def _histogram(self, metric: Metric) -> Histogram:
        return Histogram(
            metric.name,
            metric.text,
            metric.labels,
            registry=self.registry,
            buckets=metric.buckets,
        )


@contextmanager
def timed(histogram: Histogram) -> Iterator[None]:
    """Observe how long the block took in real time, whatever came of it."""
    began = time.perf_counter()
    try:
        yield
    finally:
        histogram.observe(time.perf_counter() - began)


def _kind_of(context: ExceptionContext) -> str:
    error = context.original_exception
    if context.is_disconnect or context.connection is None:
        return "unreachable"
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return "locked"
    if is_damage(error):
        return "damaged"
    names = {base.__name__ for base in type(error).__mro__}
    if "IntegrityError" in names or {"DeadlockDetected", "SerializationFailure"} & names:
        return "conflict"
    return "other"

"""Every metric that Prometheus is told, with its words: docs/metrics.md is made from this."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MetricKind(StrEnum):
    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


class Source(StrEnum):
    """A process counts what it did itself: sum over instances. Every process reads the same
    database: take the largest over instances, never the sum."""

    PROCESS = "process"
    DATABASE = "database"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One metric; a label has few values, and none of them comes from a customer."""

    name: str
    kind: MetricKind
    text: str
    labels: tuple[str, ...] = ()
    source: Source = Source.PROCESS
    buckets: tuple[float, ...] = ()


def _counter(name: str, text: str, *labels: str, source: Source = Source.PROCESS) -> Metric:
    full = f"listenpost_{name}_total"
    return Metric(name=full, kind=MetricKind.COUNTER, text=text, labels=labels, source=source)


def _histogram(name: str, text: str, buckets: tuple[float, ...], *labels: str) -> Metric:
    full = f"listenpost_{name}"
    return Metric(name=full, kind=MetricKind.HISTOGRAM, text=text, labels=labels, buckets=buckets)


def _gauge(name: str, text: str, *labels: str, source: Source = Source.DATABASE) -> Metric:
    full = f"listenpost_{name}"
    return Metric(name=full, kind=MetricKind.GAUGE, text=text, labels=labels, source=source)


MOMENTS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
WHILES = (1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 21600.0, 86400.0)

MENTION_LAG = _histogram(
    "mention_lag_seconds",
    "From when a mention was published, as its network says, until it was stored; the first walk "
    "of a listener, which reads the past, is left out.",
    WHILES,
    "platform",
)
TRIAGE_SECONDS = _histogram(
    "triage_batch_seconds", "One batch through the model and the rules (real time).", MOMENTS
)
TRIAGED = _counter("triaged", "Mentions judged.")
POST_SECONDS = _histogram(
    "reply_post_seconds",
    "One call that posts a reply, whatever came of it (real time).",
    MOMENTS,
    "platform",
)
REPLY_DELAY = _histogram(
    "reply_delay_seconds",
    "From when a reply was approved until it was public.",
    WHILES,
    "platform",
)
REPLIES = _counter(
    "replies",
    "Attempts to send a reply by outcome: sent, unknown (perhaps public), retry, rejected, failed.",
    "platform",
    "outcome",
)
SIGN_INS = _counter("sign_ins", "Sign-ins by outcome: accepted, refused.", "outcome")
WEBHOOKS_REFUSED = _counter(
    "webhooks_refused",
    "Deliveries that were not taken, by door (meta, crm): forged, too long, unreadable.",
    "door",
)
WEBHOOKS_LOST = _counter(
    "webhooks_not_stored", "Good deliveries that could not be stored: the sender tries again."
)
DATABASE_ERRORS = _counter(
    "database_errors",
    "Statements that failed, by kind: unreachable, locked, conflict, damaged, other.",
    "kind",
)
JOB_FAILURES = _counter("job_failures", "A worker's jobs that ended in an error.", "work")
JOB_IDLE = _gauge(
    "job_idle_seconds",
    "Since when a worker's job has not got on; all polls are one job, the idlest.",
    "work",
    source=Source.PROCESS,
)
INFO = _gauge("info", "1, with this process's version.", "version", source=Source.PROCESS)

DATABASE_UP = _gauge("database_up", "1 if the database could be read for the others of this list.")
LISTENERS = _gauge("listeners", "Listeners by state.", "platform", "state")
POLLS = _counter("polls", "Polls since ever.", "platform", source=Source.DATABASE)
STORED = _counter("mentions_stored", "Mentions since ever.", "platform", source=Source.DATABASE)
SKIPPED = _counter(
    "items_skipped", "Items that could not be read.", "platform", source=Source.DATABASE
)
POLL_OVERDUE = _gauge("poll_overdue_seconds", "How late the most overdue listener is.", "platform")
POLL_OK_AGE = _gauge(
    "poll_ok_age_seconds",
    "Since the last good poll of the listener that has waited longest.",
    "platform",
)
HOLES = _gauge(
    "coverage_holes", "Times that were not read: open, or reported for ever.", "platform", "state"
)
ALERTS = _gauge("listener_alerts", "Alerts of the health page that are not over.", "kind")
REQUESTS_LEFT = _gauge(
    "requests_left_ratio", "What the tightest limit of a network still allows, 0 to 1.", "platform"
)
REQUESTS = _gauge("requests_today", "Requests of this UTC day.", "platform")
SPENT = _gauge("spent_today_usd", "Cost of this UTC day by the price list.", "platform")
BUDGET_USED = _gauge(
    "budget_used_ratio", "How much of the day's budget the nearest listener has used.", "platform"
)
BACKLOG = _gauge("triage_backlog", "Mentions that nobody has judged yet.")
BACKLOG_AGE = _gauge("triage_oldest_seconds", "How long the oldest of those has been stored.")
BACKLOG_CLEARS = _gauge(
    "triage_clear_seconds",
    "Until they are all judged, at the pace of the last minutes; +Inf where more come than are "
    "judged.",
)
TASKS = _gauge("tasks", "Tasks of the queue: waiting, or given up.", "kind", "state")
CASES = _gauge(
    "cases_waiting",
    "Cases that wait for an answer, by how their deadline stands: on_track, at_risk, breached.",
    "platform",
    "state",
)
OUTBOX = _gauge("outbox_replies", "Replies that are not at their end, by status.", "status")
OUTBOX_AGE = _gauge(
    "outbox_oldest_seconds",
    "How long the oldest reply has been due (approved, sending) or in doubt (unknown).",
    "status",
)
TOLD = _gauge(
    "webhook_messages", "Messages for other systems: waiting, or dead (given up).", "state"
)

CATALOGUE: tuple[Metric, ...] = tuple(
    sorted(
        (one for one in tuple(globals().values()) if isinstance(one, Metric)),
        key=lambda one: one.name,
    )
)

"""How the listeners, the queue and the outbox stand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from domain.backlog import Backlog
from domain.listening import ListenerState
from domain.priority import in_words
from domain.reply import ReplyStatus
from domain.role import Actor, Permission, require
from listenpost.services import costs, coverage_report, queueing, surges
from listenpost.services.app import App
from listenpost.services.costs import Cost
from listenpost.services.coverage_report import ListenerCoverage
from storage import alerts, polls, tasks
from storage.models import Case, Mention, Poll, Reply, SkippedItem

SILENT_AFTER_INTERVALS = 10
ONLY_TOLD = (
    "Told by webhook: between deliveries nothing is proven. What we refuse or miss Meta sends "
    "again for up to 7 days; what it never sends nobody can know."
)

WAY_OUT = {
    ListenerState.NEW: "It polls as soon as a worker runs: `listenpost worker`.",
    ListenerState.LISTENING: "",
    ListenerState.RATE_LIMITED: "It goes on by itself when the platform's limit resets.",
    ListenerState.UNAVAILABLE: "It tries again by itself, at growing intervals.",
    ListenerState.BUDGET_SPENT: "It goes on at midnight UTC, or at once with a larger budget.",
    ListenerState.TOKEN_EXPIRED: "Make a new token on the platform and put it into the settings.",
    ListenerState.SIGN_IN_FAILED: "Renew the account's credentials in the settings.",
    ListenerState.PERMISSION_MISSING: "Grant the missing permission to the app on the platform.",
    ListenerState.OUT_OF_CREDIT: "Buy credits, or raise the spending limit, on the platform.",
    ListenerState.RETIRED: "The platform removed this; remove the listener from the settings.",
    ListenerState.MISCONFIGURED: "Change the setting that the message names, then restart.",
    ListenerState.CRASHED: "A fault of ours: the worker's log has the details. It tries again.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenerHealth:
    """One listener. `ways_out` say what a person can do; `late` that its poll is overdue.

    `account` is the one connected in the dashboard, "" where the settings name it.
    """

    name: str
    platform: str
    kind: str
    state: ListenerState
    ways_out: tuple[str, ...]
    last_ok_at: dt.datetime | None
    last_ok: str
    complete_until: dt.datetime | None
    next_poll_at: dt.datetime
    late: bool
    failures: int
    last_error: str | None
    polls: int
    stored: int
    skipped: int
    coverage: ListenerCoverage
    cost: Cost
    alerts: tuple[str, ...]
    only_told: bool = False
    account: str = ""
    token_ends: dt.datetime | None = None

    @property
    def way_out(self) -> str:
        """All of them in one text."""
        return " ".join(self.ways_out)

    @property
    def troubles(self) -> tuple[str, ...]:
        """Why it stands, in the platform's words and ours, each once."""
        error = self.last_error if self.failures else None
        return tuple(dict.fromkeys(filter(None, (error, *self.alerts))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The installation at one moment; `given_up` tasks and `undecided` replies need a person."""

    at: dt.datetime
    listeners: tuple[ListenerHealth, ...]
    surges: tuple[str, ...]
    mentions: int
    cases: int
    backlog: Backlog
    given_up: int
    replies: dict[ReplyStatus, int]
    skipped: tuple[tuple[str, str, str], ...]

    @property
    def waiting_for_triage(self) -> int:
        return self.backlog.waiting

    @property
    def undecided(self) -> int:
        return self.replies.get(ReplyStatus.UNKNOWN, 0)


def read(app: App, actor: Actor) -> Health:
    """The state of everything, for those who may see it."""
    require(actor.role, Permission.READ_HEALTH)
    return snapshot(app)


def snapshot(app: App) -> Health:
    """The same without a user: for the command line and the health endpoint."""
    app.connections.refresh(app.database)
    now = app.clock.now()
    with app.database.read() as session:
        queue = tasks.counts(session)
        return Health(
            at=now,
            listeners=_listeners(app, session, now),
            surges=tuple(surges.of_alerts(session).values()),
            mentions=session.exec(select(func.count()).select_from(Mention)).one(),
            cases=session.exec(select(func.count()).select_from(Case)).one(),
            backlog=queueing.stands(app, session),
            given_up=sum(given_up for _, given_up in queue.values()),
            replies=_replies(session),
            skipped=_skipped(session),
        )


def _listeners(app: App, session: Session, now: dt.datetime) -> tuple[ListenerHealth, ...]:
    told: dict[str, list[str]] = {}
    for alert in alerts.open_alerts(session):
        told.setdefault(alert.listener, []).append(alert.detail)
    return tuple(
        _listener(app, session, poll, now, tuple(told.get(poll.listener, ())))
        for poll in polls.all_polls(session)
        if poll.listener in app.listeners or not _of_connected(poll)
    )


def _of_connected(poll: Poll) -> bool:
    """Whether it listened to a connected account, which is paused or removed where it does not."""
    return poll.listener.endswith(f".{poll.kind}")


def _listener(
    app: App, session: Session, poll: Poll, now: dt.datetime, wrong: tuple[str, ...]
) -> ListenerHealth:
    configured = app.listeners.get(poll.listener)
    interval = configured.poll_every if configured else dt.timedelta(minutes=1)
    only_told = configured is not None and configured.only_told
    return ListenerHealth(
        name=poll.listener,
        platform=poll.platform,
        kind=poll.kind,
        state=poll.state,
        ways_out=tuple(filter(None, (WAY_OUT[poll.state], ONLY_TOLD if only_told else ""))),
        last_ok_at=poll.last_ok_at,
        last_ok=f"{in_words(now - poll.last_ok_at)} ago" if poll.last_ok_at else "never",
        complete_until=poll.complete_until,
        next_poll_at=poll.next_poll_at,
        late=now > poll.next_poll_at + interval * SILENT_AFTER_INTERVALS,
        failures=poll.failures,
        last_error=poll.last_error,
        polls=poll.polls,
        stored=poll.stored,
        skipped=poll.skipped,
        coverage=coverage_report.of_listener(session, poll, now),
        cost=costs.of_listener(session, app, poll.listener, poll.platform, now),
        alerts=wrong,
        only_told=only_told,
        account=poll.listener.removesuffix(f".{poll.kind}") if _of_connected(poll) else "",
        token_ends=configured.token_expires_at if configured else None,
    )


def _replies(session: Session) -> dict[ReplyStatus, int]:
    rows = session.exec(select(Reply.status, func.count()).group_by(col(Reply.status))).all()
    return {ReplyStatus(status): number for status, number in rows}


def _skipped(session: Session, limit: int = 20) -> tuple[tuple[str, str, str], ...]:
    """The newest items that a listener could not read: (listener, id, reason)."""
    rows = session.exec(select(SkippedItem).order_by(col(SkippedItem.id).desc()).limit(limit)).all()
    return tuple((row.listener, row.external_id, row.reason) for row in rows)

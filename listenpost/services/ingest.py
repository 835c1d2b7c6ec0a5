"""Poll one listener: each page, its triage tasks and its cursor in one commit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import structlog

from domain.errors import Conflict, ListenpostError
from domain.listening import NextPoll, after_failure
from domain.mention import Cursor, Page
from listenpost.services import keep, metering, proving
from listenpost.services.app import App
from listenpost.services.connected_listener import ConnectedListener
from listenpost.services.pacing import choose
from platforms.meter import Meter
from platforms.meter import metering as metering_of
from storage import polls
from storage.models import Poll

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollReport:
    """What one poll brought."""

    listener: str
    pages: int = 0
    stored: int = 0
    edited: int = 0
    skipped: int = 0
    complete: bool = False
    error: str | None = None


def register_listeners(app: App) -> None:
    """Give every configured listener its row."""
    with app.database.write() as session:
        for listener in app.listeners.values():
            polls.register(
                session,
                listener=listener.name,
                platform=listener.platform,
                kind=listener.kind,
                now=app.clock.now(),
            )


def due_listeners(app: App) -> list[str]:
    """Configured listeners whose time has come."""
    with app.database.read() as session:
        names = polls.due(session, now=app.clock.now(), wall=app.clock.wall())
    return [name for name in names if name in app.listeners]


def poll(app: App, name: str) -> PollReport | None:
    """Poll one listener until its walk is complete; None if another worker has it.

    Never raises for what the platform does: the outcome is written to the listener's row, and one
    broken listener leaves the others alone.
    """
    listener = app.listeners[name]
    began = app.clock.now()
    with app.database.write() as session:
        row = polls.claim(session, name, owner=app.owner, wall=app.clock.wall(), lease=app.lease)
    if row is None:
        return None
    return _poll(Polling(app, listener, row, metering.open_meter(app, listener), began))


@dataclass(frozen=True, slots=True)
class Polling:
    """A poll under way: whose, with which row and meter, and when it began."""

    app: App
    listener: ConnectedListener
    row: Poll
    meter: Meter
    began: dt.datetime


def _poll(polling: Polling) -> PollReport:
    name = polling.listener.name
    report = PollReport(listener=name)
    try:
        with metering_of(polling.meter):
            for page in _pages(polling):
                report = _store(polling, page, report)
        _succeeded(polling, report)
    except Conflict:
        log.warning("poll.lease_lost", listener=name)
        return report
    except ListenpostError as error:
        return _failed(polling, report, error)
    except Exception as error:
        log.exception("poll.crashed", listener=name)
        return _failed(polling, report, error)
    return report


def _pages(polling: Polling) -> Iterator[Page]:
    """The walk from where it stands, in a thread of its own and with a limit."""
    listener, cursor = polling.listener, polling.row.cursor
    return polling.app.patience.pages(
        listener.name,
        lambda: listener.make().poll(Cursor(cursor) if cursor else None),
        seconds=listener.time_limit.total_seconds(),
    )


def _store(polling: Polling, page: Page, report: PollReport) -> PollReport:
    app, row = polling.app, polling.row
    now = app.clock.now()
    walk_began = row.walk_began_at or polling.began
    with app.database.write() as session:
        kept = keep.page(
            app, session, page, listener=row.listener, complete_until=row.complete_until, now=now
        )
        metering.write_down(session, polling.listener, polling.meter, now=now)
        complete_until = proving.record(session, row, page, began=walk_began, now=now)
        polls.advance(
            session,
            row,
            cursor=page.cursor,
            stored=len(kept.new),
            skipped=kept.skipped,
            wall=app.clock.wall(),
            lease=app.lease,
            walk_began_at=None if page.complete else walk_began,
            complete_until=complete_until,
        )
    row.walk_began_at = None if page.complete else walk_began
    row.complete_until = complete_until or row.complete_until
    if kept.new:
        log.info("poll.stored", listener=row.listener, mentions=len(kept.new))
    return PollReport(
        listener=report.listener,
        pages=report.pages + 1,
        stored=report.stored + len(kept.new),
        edited=report.edited + len(kept.edited),
        skipped=report.skipped + kept.skipped,
        complete=page.complete,
    )


def _succeeded(polling: Polling, report: PollReport) -> None:
    app, listener, row = polling.app, polling.listener, polling.row
    now = app.clock.now()
    with app.database.write() as session:
        metering.write_down(session, listener, polling.meter, now=now)
        if not report.complete:
            proving.goes_on(session, row, now=now)
        pacing = choose(app, session, listener, row, stored=report.stored, began=polling.began)
        polls.succeed(
            session,
            row,
            complete_until=None,
            next_poll_at=polling.began + pacing.interval if report.complete else now,
            now=now,
            pulse=pacing.pulse,
        )
    if row.failures:
        log.info("poll.recovered", listener=listener.name, after_failures=row.failures)


def _failed(polling: Polling, report: PollReport, error: Exception) -> PollReport:
    app, listener, row = polling.app, polling.listener, polling.row
    now = app.clock.now()
    failures = 1 if report.pages else row.failures + 1  # whoever got further is not stuck
    outcome: NextPoll = after_failure(
        error,
        failures=failures,
        interval=listener.poll_every,
        now=now,
        got_further=report.pages > 0,
    )
    message = str(error) or type(error).__name__
    try:
        with app.database.write() as session:
            metering.write_down(session, listener, polling.meter, now=now)
            proving.miss(session, row, message, now=now)
            polls.fail(session, row, outcome=outcome, failures=failures, error=message, now=now)
    except Conflict:
        log.warning("poll.lease_lost", listener=listener.name)
    if row.failures == 0:
        log.warning("poll.failed", listener=listener.name, state=outcome.state, error=message)
    return PollReport(
        listener=report.listener,
        pages=report.pages,
        stored=report.stored,
        edited=report.edited,
        skipped=report.skipped,
        error=message,
    )

"""Poll one listener: each page, its triage tasks and its cursor in one commit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from sqlmodel import Session

from domain.errors import Conflict, ListenpostError
from domain.listening import NextPoll, after_failure
from domain.mention import Cursor, Page
from listenpost.services import proving
from listenpost.services.app import App, ConnectedListener
from storage import edits, pages, polls, tasks
from storage.models import Poll

TRIAGE = "triage"
"""Kind of the task that judges newly stored mentions; payload {"mentions": [id, ...]}."""

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
    report = PollReport(listener=name)
    try:
        cursor = Cursor(row.cursor) if row.cursor else None
        for page in listener.make().poll(cursor):
            report = _store(app, row, page, report, began)
        _succeeded(app, listener, row, report, began)
    except Conflict:
        log.warning("poll.lease_lost", listener=name)
        return report
    except ListenpostError as error:
        return _failed(app, listener, row, report, error)
    except Exception as error:
        log.exception("poll.crashed", listener=name)
        return _failed(app, listener, row, report, error)
    return report


def _store(app: App, row: Poll, page: Page, report: PollReport, began: dt.datetime) -> PollReport:
    now = app.clock.now()
    walk_began = row.walk_began_at or began
    with app.database.write() as session:
        changed = edits.take_over(session, page, now=now)
        new = pages.store_page(session, page, listener=row.listener, now=now)
        skipped = pages.store_skipped(session, page, listener=row.listener, now=now)
        _judge_later(app, session, [*changed.to_judge, *new], now)
        complete_until = proving.record(session, row, page, began=walk_began, now=now)
        polls.advance(
            session,
            row,
            cursor=page.cursor,
            stored=len(new),
            skipped=skipped,
            wall=app.clock.wall(),
            lease=app.lease,
            walk_began_at=None if page.complete else walk_began,
            complete_until=complete_until,
        )
    row.walk_began_at = None if page.complete else walk_began
    row.complete_until = complete_until or row.complete_until
    if new:
        log.info("poll.stored", listener=row.listener, mentions=len(new))
    return PollReport(
        listener=report.listener,
        pages=report.pages + 1,
        stored=report.stored + len(new),
        edited=report.edited + len(changed.to_judge),
        skipped=report.skipped + skipped,
        complete=page.complete,
    )


def _judge_later(app: App, session: Session, ids: Sequence[int], now: dt.datetime) -> None:
    for start in range(0, len(ids), app.batch):
        chunk = list(ids[start : start + app.batch])
        tasks.put(session, TRIAGE, {"mentions": chunk}, run_at=now, now=now)


def _succeeded(
    app: App, listener: ConnectedListener, row: Poll, report: PollReport, began: dt.datetime
) -> None:
    now = app.clock.now()
    with app.database.write() as session:
        if not report.complete:
            proving.miss(session, row, "More came than one poll reads; it goes on.", now=now)
        polls.succeed(
            session,
            row,
            complete_until=None,
            next_poll_at=began + listener.poll_every if report.complete else now,
            now=now,
        )
    if row.failures:
        log.info("poll.recovered", listener=listener.name, after_failures=row.failures)


def _failed(
    app: App, listener: ConnectedListener, row: Poll, report: PollReport, error: Exception
) -> PollReport:
    now = app.clock.now()
    outcome: NextPoll = after_failure(
        error, failures=row.failures + 1, interval=listener.poll_every, now=now
    )
    message = str(error) or type(error).__name__
    try:
        with app.database.write() as session:
            proving.miss(session, row, message, now=now)
            polls.fail(session, row, outcome=outcome, error=message, now=now)
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

"""What a delivery only named is fetched soon after: a task, so that nothing is forgotten."""

from __future__ import annotations

import datetime as dt

import structlog
from sqlmodel import Session

from domain.errors import ListenpostError, Rejected, RetryLater
from domain.mention import Cursor, IncomingMention, Page, Skipped
from domain.work import Work
from listeners.meta_delivery import Change
from listeners.push import FetchingListener
from listenpost.services import keep, metering
from listenpost.services.app import App
from listenpost.services.connected_listener import ConnectedListener
from platforms.meter import metering as metering_of
from storage import tasks
from storage.dispatch import wake
from storage.models import Task

FETCH = "fetch_change"
"""Kind of the task that asks for what a change names: {"listener", "field", "value"}."""
RETRY_FIRST = dt.timedelta(minutes=1)
AT_ONCE = 20
log = structlog.get_logger(__name__)


def is_wanted(listener: ConnectedListener, field: str) -> bool:
    """Whether the listener fetches such a change itself."""
    made = listener.make()
    return isinstance(made, FetchingListener) and field in made.fetches


def later(session: Session, listener: str, change: Change, *, now: dt.datetime) -> None:
    """Have it fetched; the task exists when the delivery is committed."""
    told = {name: part for name, part in change.value.items() if isinstance(part, str | int)}
    payload = {"listener": listener, "field": change.field, "value": told}
    tasks.put(session, FETCH, payload, run_at=now, now=now)
    wake(session, Work.FETCH)


def run(app: App) -> int:
    """Fetch what is due; returns how many were new."""
    with app.database.write() as session:
        taken = tasks.take(
            session,
            FETCH,
            limit=AT_ONCE,
            owner=app.owner,
            now=app.clock.now(),
            wall=app.clock.wall(),
            lease=app.lease,
        )
    return sum(_fetch(app, task) for task in taken)


def _fetch(app: App, task: Task) -> int:
    listener = app.listeners.get(str(task.payload["listener"]))
    made = listener.make() if listener else None
    if listener is None or not isinstance(made, FetchingListener):
        return _keep(app, task, Skipped(external_id=None, reason="its listener is gone"))
    meter = metering.open_meter(app, listener)
    try:
        with metering_of(meter):
            found = made.fetch(str(task.payload["field"]), dict(task.payload["value"]))
    except Rejected as error:
        named = "/".join(str(one) for one in task.payload["value"].values())
        found = Skipped(external_id=named, reason=str(error))
    except ListenpostError as error:
        return _again(app, task, error)
    stored = _keep(app, task, found)
    with app.database.write() as session:
        metering.write_down(session, listener, meter, now=app.clock.now())
    return stored


def _keep(app: App, task: Task, found: IncomingMention | Skipped) -> int:
    mentions, skipped = ((found,), ()) if isinstance(found, IncomingMention) else ((), (found,))
    page = Page(mentions=mentions, skipped=skipped, cursor=Cursor(""))
    name = str(task.payload["listener"])
    with app.database.write() as session:
        kept = keep.page(app, session, page, listener=name, now=app.clock.now())
        tasks.finish(session, [task], owner=app.owner)
    return len(kept.new)


def _again(app: App, task: Task, error: ListenpostError) -> int:
    """Later; after some attempts it is given up, which the Health page counts."""
    now = app.clock.now()
    soonest = now + RETRY_FIRST * 4 ** (task.attempts - 1)
    asked = error.retry_at if isinstance(error, RetryLater) else None
    log.warning("fetch.failed", task=task.id, error=str(error))
    with app.database.write() as session:
        tasks.fail(
            session,
            task,
            error=str(error)[:1000],
            owner=app.owner,
            retry_at=max(soonest, asked or soonest),
            now=now,
        )
    return 0

"""A signed delivery becomes mentions, receipts and earlier polls, all in one commit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import structlog
from sqlmodel import Session

from domain.mention import Cursor, Page, Skipped
from domain.pace import LEAST
from listeners.meta_delivery import Change, read_delivery
from listeners.push import PushListener, Told
from listenpost.services import fetching, keep, receipts
from listenpost.services.app import App
from listenpost.services.connected_listener import ConnectedListener
from listenpost.services.withdrawing import named, withdraw
from storage import pages, polls

NOBODY = "webhooks"
"""Under this name is counted what belongs to no listener of ours."""
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a delivery brought; `pulled` listeners poll sooner for it."""

    changes: int = 0
    stored: int = 0
    edited: int = 0
    withdrawn: int = 0
    receipts: int = 0
    skipped: int = 0
    pulled: int = 0


def receive(app: App, body: bytes) -> Taken:
    """Take a delivery whose signature was checked; everything is committed when this returns.

    What cannot be read is counted by name and never loses the rest. Raises what the database
    raises: then nothing was taken, and the network must send it again.
    """
    changes, skipped = read_delivery(body)
    heard = [(change, _listeners_at(app, change.address)) for change in changes]
    told = [(one, change, _hear(one, change)) for change, found in heard for one in found]
    strangers = [_stranger(change) for change, found in heard if not found]
    with app.database.write() as session:
        lost = Page(mentions=(), cursor=Cursor(""), skipped=(*skipped, *strangers))
        new = pages.store_skipped(session, lost, listener=NOBODY, now=app.clock.now())
        done = [_take(app, session, *what) for what in told]
    taken = _sum(done, changes=len(changes), skipped=new)
    log.info("webhook.taken", changes=taken.changes, stored=taken.stored, skipped=taken.skipped)
    return taken


def _listeners_at(app: App, address: str) -> list[ConnectedListener]:
    return [one for one in app.listeners.values() if one.webhook_address == address]


def _stranger(change: Change) -> Skipped:
    reason = (
        f"a delivery for {change.address}, to which no listener listens: add it to the settings, "
        "or end the subscription at Meta"
    )
    return Skipped(external_id=change.address, reason=reason)


def _hear(listener: ConnectedListener, change: Change) -> Told | None:
    """What a listener reads in a change; None where it is one that asks, and is asked to."""
    made = listener.make()
    if not isinstance(made, PushListener):
        return None
    try:
        return made.hear(change.field, change.value)
    except Exception as error:  # a fault of ours must not keep the rest of the delivery out
        log.exception("webhook.crashed", listener=listener.name, field=change.field)
        name = f"{change.address}:{change.field}:{type(error).__name__}"
        return Told(skipped=(Skipped(external_id=name, reason="a fault of ours; see the log"),))


def _take(
    app: App, session: Session, listener: ConnectedListener, change: Change, told: Told | None
) -> Taken:
    now = app.clock.now()
    if told is None and fetching.is_wanted(listener, change.field):
        fetching.later(session, listener.name, change, now=now)
        return Taken()
    if told is None:
        least = listener.poll_every * LEAST
        return Taken(pulled=polls.pull_forward(session, listener.name, least=least, now=now))
    page = Page(mentions=told.mentions, cursor=Cursor(""), skipped=told.skipped)
    first = keep.page(app, session, page, listener=listener.name, now=now, edits_too=False)
    changed = Page(mentions=told.edited, cursor=Cursor(""))
    second = keep.page(app, session, changed, listener=listener.name, now=now)
    posts = named(session, listener.platform, told.withdrawn)
    gone = withdraw(app, session, listener.platform, posts, now=now)
    for receipt in told.receipts:
        receipts.take(app, session, listener.platform, receipt)
    stored = len(first.new) + len(second.new)
    polls.count_delivery(session, listener.name, stored=stored, skipped=first.skipped, now=now)
    return Taken(
        stored=stored,
        edited=len(second.edited),
        withdrawn=len(gone),
        receipts=len(told.receipts),
        skipped=first.skipped,
    )


def _sum(done: Iterable[Taken], *, changes: int, skipped: int) -> Taken:
    parts = list(done)
    return Taken(
        changes=changes,
        stored=sum(one.stored for one in parts),
        edited=sum(one.edited for one in parts),
        withdrawn=sum(one.withdrawn for one in parts),
        receipts=sum(one.receipts for one in parts),
        skipped=skipped + sum(one.skipped for one in parts),
        pulled=sum(one.pulled for one in parts),
    )

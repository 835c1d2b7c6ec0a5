"""What was heard is kept: new mentions, edits, what is unreadable, the tasks that judge them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from domain.mention import Page
from listenpost.services import erase, queueing, traces, withdrawing
from listenpost.services.app import App
from storage import arrivals, edits, pages, storable, throughput

BACKLOG = dt.timedelta(days=7)
LAG = dt.timedelta(hours=6)
"""An author's clock is believed back to the last complete walk, or so long; it counts an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Ids of the new mentions and of those whose words changed; how many more were skipped."""

    new: tuple[int, ...] = ()
    edited: tuple[int, ...] = ()
    skipped: int = 0


def page(
    app: App,
    session: Session,
    heard: Page,
    *,
    listener: str,
    now: dt.datetime,
    complete_until: dt.datetime | None = None,
    edits_too: bool = True,
) -> Kept:
    """Keep a page in the caller's transaction, whoever brought it.

    `edits_too` is false where words that differ from ours may be older than ours: a delivery that
    comes late or again.
    """
    found = storable.page(erase.without_erased(app, session, heard))
    if heard.gone:
        platform = app.listeners[listener].platform
        posts = withdrawing.named(session, platform, heard.gone)
        withdrawing.withdraw(app, session, platform, posts, now=now)
    changes = edits.take_over(session, found, now=now) if edits_too else edits.Changes()
    stored = pages.store(session, found, listener=listener, now=now, known=changes.known)
    new = tuple(one.id for one in stored)
    skipped = pages.store_skipped(session, heard, listener=listener, now=now)
    after = min(complete_until or now - BACKLOG, now - LAG)
    traces.heard(app.traces, session, new, listener=listener, now=now)
    times = [one.published_at for one in stored]
    arrivals.count(session, listener, times, after=after, now=now)
    if complete_until is not None or not edits_too:  # a first walk reads the past
        _note_lag(app, listener, times, now)
    queueing.judge_later(app, session, changes.to_judge, now, new=stored)
    throughput.count(session, listener, wall=app.clock.wall(), stored=len(new))
    return Kept(new=new, edited=changes.to_judge, skipped=skipped)


def _note_lag(app: App, listener: str, times: Sequence[dt.datetime], now: dt.datetime) -> None:
    """How long it took until they were stored."""
    known = app.listeners.get(listener)
    if known is not None and times:
        lag = app.metrics.mention_lag.labels(known.platform)
        for at in times:
            lag.observe(max((now - at).total_seconds(), 0.0))

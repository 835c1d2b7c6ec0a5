"""What was heard is kept: new mentions, edits, what is unreadable, the tasks that judge them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from domain.mention import Page
from listenpost.services import erase, withdrawing
from listenpost.services.app import App
from storage import arrivals, edits, pages, tasks

TRIAGE = "triage"
"""Kind of the task that judges newly stored mentions; payload {"mentions": [id, ...]}."""

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
    found = erase.without_erased(app, session, heard)
    if heard.gone:
        platform = app.listeners[listener].platform
        posts = withdrawing.named(session, platform, heard.gone)
        withdrawing.withdraw(app, session, platform, posts, now=now)
    changed = edits.take_over(session, found, now=now).to_judge if edits_too else ()
    new = pages.store_page(session, found, listener=listener, now=now)
    skipped = pages.store_skipped(session, heard, listener=listener, now=now)
    after = min(complete_until or now - BACKLOG, now - LAG)
    arrivals.count(session, listener, new, after=after, now=now)
    _judge_later(app, session, [*changed, *new], now)
    return Kept(new=tuple(new), edited=changed, skipped=skipped)


def _judge_later(app: App, session: Session, ids: Sequence[int], now: dt.datetime) -> None:
    for start in range(0, len(ids), app.batch):
        chunk = list(ids[start : start + app.batch])
        tasks.put(session, TRIAGE, {"mentions": chunk}, run_at=now, now=now)

"""Once a day: posts that their authors deleted on the network lose their words here too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import structlog
from sqlmodel import Session, col, select

from domain.errors import ListenpostError
from domain.mention import MentionKind, Platform
from listenpost.services.app import App
from listenpost.services.taking import DAY, put_back, take
from listenpost.services.withdrawing import withdraw
from storage import tasks
from storage.ids import key
from storage.models import Mention, Task

RECHECK = "recheck"
"""Kind of a network's one task; its payload says where the last round stopped."""
log = structlog.get_logger(__name__)


@runtime_checkable
class Rechecks(Protocol):
    """What a responder may offer beside its contract.

    `still_there` returns those of the ids that the platform does not say are gone; it raises as a
    listener does. `at_once` is how many ids one request takes. Where an attribute `names_the_gone`
    is true, an id that is missing is gone; where not, a request of which nothing at all is there is
    taken for a right that was lost.
    """

    at_once: int

    def still_there(self, ids: Sequence[str]) -> frozenset[str]: ...


def ensure(app: App) -> None:
    """Put a task for each network that answers, unless it is there."""
    now = app.clock.now()
    with app.database.write() as session:
        rows = session.exec(select(Task).where(Task.kind == RECHECK)).all()
        known = {row.payload["platform"] for row in rows}
        for platform in sorted(set(app.responders) - known):
            payload = {"platform": platform, "below": None}
            tasks.put(session, RECHECK, payload, run_at=now + DAY, now=now)


def run_if_due(app: App) -> int:
    """Look at one network's recent posts if its time has come; returns how many were gone."""
    now = app.clock.now()
    taken = take(app, RECHECK)
    if not taken:
        return 0
    platform, below = Platform(taken[0].payload["platform"]), taken[0].payload["below"]
    gone, below = _look(app, platform, below, now=now)
    with app.database.write() as session:
        _take_words(app, session, platform, gone, now)
        payload = {"platform": platform, "below": below}
        put_back(app, session, taken, payload, run_at=now + DAY)
    return len(gone)


def look_on(app: App, platform: Platform, below: int | None = None) -> tuple[int, int | None]:
    """Look at a part of a network's recent posts now, those under the row `below`.

    Returns how many were gone, and where to go on; None behind the last. Trouble moves nothing.
    """
    now = app.clock.now()
    gone, below = _look(app, platform, below, now=now)
    with app.database.write() as session:
        _take_words(app, session, platform, gone, now)
    return len(gone), below


def _take_words(
    app: App, session: Session, platform: Platform, gone: Sequence[int], now: dt.datetime
) -> None:
    posts = [session.get_one(Mention, mention_id) for mention_id in gone]
    withdraw(app, session, platform, posts, now=now)


def _look(
    app: App, platform: Platform, below: int | None, *, now: dt.datetime
) -> tuple[list[int], int | None]:
    """The posts that are gone, and where the next round goes on; from the newest downwards."""
    make = app.responders.get(platform)
    responder = make() if make else None
    gone: list[int] = []
    if not isinstance(responder, Rechecks):
        return gone, None
    for _ in range(app.recheck.requests):
        with app.database.read() as session:
            posts = _recent(app, session, platform, below, responder.at_once, now)
        if not posts:
            return gone, None
        try:
            there = responder.still_there([post.external_id for post in posts])
        except ListenpostError as error:
            log.warning("recheck.failed", platform=platform, error=str(error))
            break
        below = key(posts[-1].id)
        if there or getattr(responder, "names_the_gone", False):
            gone += [key(post.id) for post in posts if post.external_id not in there]
        elif len(posts) > 1:  # a right that was taken away looks the same
            log.warning("recheck.nothing_there", platform=platform, posts=len(posts))
    return gone, below


def _recent(
    app: App, session: Session, platform: Platform, below: int | None, limit: int, now: dt.datetime
) -> Sequence[Mention]:
    statement = (
        select(Mention)
        .where(
            Mention.platform == platform,
            Mention.stored_at >= now - app.recheck.within,  # never by an author's clock
            col(Mention.by_brand).is_(False),
            Mention.kind != MentionKind.MESSAGE,  # no network tells of those
            col(Mention.deleted_at).is_(None),
            Mention.text != "",
        )
        .order_by(col(Mention.id).desc())
        .limit(limit)
    )
    if below is not None:
        statement = statement.where(col(Mention.id) < below)
    return session.exec(statement).all()

"""Noting what somebody should know: once for each destination that wants to hear of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlmodel import Session

from domain import weekly
from domain.notice import ALERTS, Destination, NoticeKind
from domain.weekly import WeeklyRules
from listenpost.services.app import App
from storage import notice_sources, notices
from storage.notice_sources import Fresh

NEWS = dt.timedelta(days=7)
"""What happened longer ago is no news to a destination that was set up since."""
AT_ONCE = 500


def find(app: App) -> None:
    """Note what is new; what one look leaves, the next one takes. Nothing new writes nothing."""
    now = app.clock.now()
    for to in app.destinations:
        with app.database.read() as session:
            found = dict(_new(session, app.weekly, to, now))
        if any(found.values()):
            with app.database.write() as session:
                for kind, fresh in found.items():
                    notices.note(session, to.name, kind, fresh, now=now)


def _new(
    session: Session, rules: WeeklyRules, to: Destination, now: dt.datetime
) -> Iterator[tuple[NoticeKind, list[Fresh]]]:
    report = _weekly(rules, to, now)
    noted = [notices.is_noted(session, to.name, NoticeKind.WEEKLY, o.subject_id) for o in report]
    yield NoticeKind.WEEKLY, [] if any(noted) else report
    for kind in ALERTS:
        if kind in to.kinds:
            since = now - NEWS
            yield kind, notice_sources.fresh(session, kind, to, now=now, since=since, limit=AT_ONCE)


def _weekly(rules: WeeklyRules, to: Destination, now: dt.datetime) -> list[Fresh]:
    """The report that is due; under the number of its day it is noted once."""
    due = weekly.due_now(rules, now) if to.name in rules.to else None
    if due is None:
        return []
    return [Fresh(subject_id=weekly.number_of(due, rules), case_id=None, at=due)]

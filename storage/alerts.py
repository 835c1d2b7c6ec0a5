"""What somebody should know about the listeners: begun once, ended once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from domain.silence import AlertKind
from storage.models import ListenerAlert

Wrong = Mapping[tuple[str, AlertKind], str]
"""(listener, kind) -> what is wrong, in words."""


def update(session: Session, wrong: Wrong, *, now: dt.datetime) -> list[ListenerAlert]:
    """Begin what is new, end what is over; returns those that began."""
    running = {(one.listener, one.kind): one for one in open_alerts(session)}
    for place, alert in running.items():
        if place in wrong:
            alert.detail = wrong[place]
        else:
            alert.ended_at = now
        session.add(alert)
    fresh = [
        ListenerAlert(listener=listener, kind=kind, detail=detail, began_at=now)
        for (listener, kind), detail in sorted(wrong.items())
        if (listener, kind) not in running
    ]
    session.add_all(fresh)
    return fresh


def open_alerts(session: Session) -> Sequence[ListenerAlert]:
    """Those that are not over, oldest first."""
    return session.exec(
        select(ListenerAlert)
        .where(col(ListenerAlert.ended_at).is_(None))
        .order_by(col(ListenerAlert.id))
    ).all()

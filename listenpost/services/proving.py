"""What a poll proves, written in the transaction that stores its page."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session

from domain.coverage import Span
from domain.mention import Page
from storage import coverage
from storage.models import Poll


def record(
    session: Session, poll: Poll, page: Page, *, began: dt.datetime, now: dt.datetime
) -> dt.datetime | None:
    """Write down what the page proves; returns until when the listener is complete now.

    `began` is when the walk made its first request, perhaps some polls ago: what came later may lie
    above its first page.
    """
    for gap in page.gaps:
        coverage.note_gap(session, poll.listener, gap, now=now)
    if not page.complete or not page.proves:
        return None
    since = page.since or poll.complete_until or began
    if poll.complete_until is not None:
        since = min(since, poll.complete_until)  # a bound that moved up leaves a gap of its own
    until = max(began, since)
    coverage.prove(session, poll.listener, Span(since=since, until=until), page.proof, now=now)
    return until


def miss(session: Session, poll: Poll, reason: str, *, now: dt.datetime) -> None:
    """A poll failed before its walk ended: what is behind the last complete walk is a hole."""
    since = poll.complete_until or poll.walk_began_at or now
    coverage.open_hole(
        session, poll.listener, Span(since=min(since, now), until=now), reason, now=now
    )


def goes_on(session: Session, poll: Poll, *, now: dt.datetime) -> None:
    """A walk that takes several polls: until it ends, what it is to prove is a hole.

    What came after it began is the next walk's, as it is after every walk; else a listener whose
    walks are long would always show one.
    """
    since, until = poll.complete_until, poll.walk_began_at
    if since is not None and until is not None and since < until:
        reason = "More came than one poll reads; it goes on."
        coverage.open_hole(session, poll.listener, Span(since=since, until=until), reason, now=now)

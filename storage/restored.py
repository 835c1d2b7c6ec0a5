"""What a database must forget when it comes from a backup: it knows nothing of what came after."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete
from sqlmodel import Session, col, update

from domain.helpdesk import TicketStatus
from domain.reply import ReplyStatus
from storage.models import KnownBrowser, Poll, Reply, Task, Ticket, User, UserSession

WHY = "The database was restored from a backup: it may have gone out since then."
FREE = {"lease_owner": None, "lease_until": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful:
    """What may have happened since: it is looked for on the other side, never simply repeated."""

    replies: int
    tickets: int


def doubt(session: Session, *, wall: dt.datetime) -> Doubtful:
    """Turn what was on its way into doubt, give back every lease, end every way in of then."""
    unsure = {"last_error": WHY, "not_before": None, "looks": 0, **FREE}
    replies = session.exec(
        update(Reply)
        .where(col(Reply.status).in_((ReplyStatus.APPROVED, ReplyStatus.SENDING)))
        .values(status=ReplyStatus.UNKNOWN, **unsure)
    )
    tickets = session.exec(
        update(Ticket)
        .where(col(Ticket.status).in_((TicketStatus.REQUESTED, TicketStatus.SENDING)))
        .values(status=TicketStatus.UNKNOWN, **unsure)
    )
    for table in (Task, Poll):
        session.exec(update(table).values(**FREE))
    _end_ways_in(session, wall)
    return Doubtful(replies=replies.rowcount, tickets=tickets.rowcount)


def _end_ways_in(session: Session, wall: dt.datetime) -> None:
    """A sign-in that was ended since, or a one-time password that was used, would be good again."""
    for table in (UserSession, KnownBrowser):
        session.exec(delete(table))
    once = col(User.one_time_until)
    session.exec(update(User).where(once > wall).values(one_time_until=wall))

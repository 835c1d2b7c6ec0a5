"""Tickets: which are due, who makes them, what became of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import or_
from sqlmodel import Session, col, select, update

from domain.helpdesk import TicketStatus
from storage.models import Ticket

LIMIT = 50


def of_case(session: Session, case_id: int) -> Sequence[Ticket]:
    """All tickets of a case, newest first."""
    return session.exec(
        select(Ticket).where(Ticket.case_id == case_id).order_by(col(Ticket.id).desc())
    ).all()


def due(session: Session, status: TicketStatus, *, wall: dt.datetime) -> Sequence[Ticket]:
    """Tickets in this status whose time has come, and which no worker holds."""
    return session.exec(
        select(Ticket)
        .where(
            Ticket.status == status,
            or_(col(Ticket.not_before).is_(None), col(Ticket.not_before) <= wall),
            or_(col(Ticket.lease_until).is_(None), col(Ticket.lease_until) < wall),
        )
        .order_by(col(Ticket.id))
        .limit(LIMIT)
    ).all()


def move(
    session: Session,
    ticket_id: int,
    current: TicketStatus,
    wanted: TicketStatus,
    **values: object,
) -> bool:
    """Change the status if it still is `current`; False if somebody was faster."""
    changed = session.exec(
        update(Ticket)
        .where(col(Ticket.id) == ticket_id, col(Ticket.status) == current)
        .values(status=wanted, **values)
        .execution_options(synchronize_session="fetch")
    )
    return changed.rowcount == 1


def abandoned(session: Session, *, wall: dt.datetime) -> int:
    """Tickets left in *sending* by a worker that died may or may not exist: look for them."""
    changed = session.exec(
        update(Ticket)
        .where(col(Ticket.status) == TicketStatus.SENDING, col(Ticket.lease_until) < wall)
        .values(
            status=TicketStatus.UNKNOWN,
            lease_owner=None,
            lease_until=None,
            not_before=None,
            last_error="The worker stopped while it was making the ticket.",
        )
    )
    return changed.rowcount

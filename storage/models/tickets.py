"""Tickets in other systems: asked for, made once, followed."""

import datetime as dt

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.helpdesk import TicketStatus
from storage.columns import IdColumn, UtcDateTime, Words, enum_column


class Ticket(SQLModel, table=True):
    """One ticket for one handoff. `key` is ours, the same at every attempt; times are real time.

    `remote_status` is the helpdesk's own word. `not_before` is when it is tried, looked for or
    asked about next.
    """

    __table_args__ = (
        UniqueConstraint("key", name="uq_ticket_key"),
        Index("ix_ticket_case", "case_id"),
        Index("ix_ticket_handoff", "handoff_id"),
        Index("ix_ticket_status", "status", "not_before"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    case_id: int = Field(foreign_key="case.id", sa_type=IdColumn)
    handoff_id: int = Field(foreign_key="handoff.id", sa_type=IdColumn)
    helpdesk: str = Field(max_length=32)
    key: str = Field(max_length=32)
    status: TicketStatus = Field(
        sa_column=Column(enum_column(TicketStatus, "ticket_status"), nullable=False)
    )
    requested_by: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)
    requested_at: dt.datetime = Field(sa_type=UtcDateTime)
    remote_id: str | None = Field(default=None, max_length=64)
    remote_url: str | None = Field(default=None, max_length=500)
    remote_status: str | None = Field(default=None, sa_type=Words(32))
    attempts: int = 0
    looks: int = 0
    last_error: str | None = Field(default=None, sa_type=Words(500))
    not_before: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_owner: str | None = Field(default=None, max_length=100)
    lease_until: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)

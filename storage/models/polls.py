"""Where each listener stands, and what it could not read."""

import datetime as dt

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.listening import ListenerState
from storage.columns import IdColumn, UtcDateTime, Words, enum_column


class Poll(SQLModel, table=True):
    """One listener: its cursor, its health, its counts.

    `complete_until` is the start of the last walk that was completed: up to then nothing is missing
    (but for late indexing, which the overlap re-reads, and the holes that are reported).
    `walk_began_at` is when the walk under way made its first request. `lease_until` is real time.
    The pulse is what `domain.pace` remembers of the last hours. `fence` grows with every lease, so
    that a worker that was thought dead cannot write a stale cursor.
    """

    listener: str = Field(primary_key=True, max_length=64)
    platform: str = Field(max_length=24)
    kind: str = Field(max_length=64)
    cursor: str | None = None
    walk_began_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    state: ListenerState = Field(
        sa_column=Column(enum_column(ListenerState, "poll_state"), nullable=False)
    )
    next_poll_at: dt.datetime = Field(sa_type=UtcDateTime, index=True)
    last_polled_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_ok_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    complete_until: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    failures: int = 0
    last_error: str | None = Field(default=None, sa_type=Words(1000))
    polls: int = 0
    pages: int = 0
    stored: int = 0
    skipped: int = 0
    pulse_heard: float | None = None
    pulse_due: float | None = None
    pulse_credit: float | None = None
    lease_owner: str | None = Field(default=None, max_length=100)
    lease_until: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    fence: int = 0


class SkippedItem(SQLModel, table=True):
    """An item that a listener could not read, with the reason; counted once."""

    __tablename__ = "skipped_item"
    __table_args__ = (UniqueConstraint("listener", "external_id", name="uq_skipped_item"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    listener: str = Field(max_length=64)
    external_id: str = Field(max_length=255)
    reason: str = Field(max_length=500)
    seen_at: dt.datetime = Field(sa_type=UtcDateTime)

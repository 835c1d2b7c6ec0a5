"""What other systems are told of our cases."""

import datetime as dt
from typing import Any

from sqlalchemy import Column, Index, text
from sqlmodel import Field, SQLModel

from storage.columns import IdColumn, JsonColumn, UtcDateTime, Words

_WAITS = text("delivered_at IS NULL AND dead_at IS NULL")


class WebhookMessage(SQLModel, table=True):
    """One event for one endpoint, stored in the commit of what it tells; times are real time.

    `name` is the same at every attempt, so that the other side takes it once. Messages of a case
    go out in their order; one that is dead (given up) holds the others back no longer.
    """

    __tablename__ = "webhook_message"
    __table_args__ = (
        Index(
            "ix_webhook_message_waiting",
            "endpoint",
            "case_id",
            "id",
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        ),
        Index("ix_webhook_message_case", "case_id"),
        Index("ix_webhook_message_dead", "dead_at"),
        Index("ix_webhook_message_delivered", "delivered_at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    endpoint: str = Field(max_length=32)
    name: str = Field(max_length=32)
    event: str = Field(max_length=32)
    case_id: int = Field(foreign_key="case.id", sa_type=IdColumn)
    body: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JsonColumn, nullable=False))
    not_before: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = 0
    last_error: str | None = Field(default=None, sa_type=Words(300))
    lease_owner: str | None = Field(default=None, max_length=100)
    lease_until: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    delivered_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    dead_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)

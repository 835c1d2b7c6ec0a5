"""What somebody should know about a listener before it costs mentions."""

import datetime as dt

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from domain.silence import AlertKind
from storage.columns import IdColumn, UtcDateTime, Words, enum_column


class ListenerAlert(SQLModel, table=True):
    """Something is wrong with a listener from `began_at` until `ended_at` (None: still)."""

    __tablename__ = "listener_alert"
    __table_args__ = (Index("ix_listener_alert_listener", "listener", "kind", "ended_at"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    listener: str = Field(max_length=64)
    kind: AlertKind = Field(
        sa_column=Column(enum_column(AlertKind, "listener_alert_kind"), nullable=False)
    )
    detail: str = Field(sa_type=Words(500))
    began_at: dt.datetime = Field(sa_type=UtcDateTime)
    ended_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)

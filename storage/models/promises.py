"""Promises: what our replies said that we would do."""

import datetime as dt

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from domain.promise import PromiseStatus
from storage.columns import IdColumn, UtcDateTime, Words, enum_column


class PromiseRow(SQLModel, table=True):
    """One promise of one reply; it counts from when the reply is public.

    `owner_id` is who sent it. `settled_at` is when it was kept, broken or dropped.
    """

    __tablename__ = "promise"
    __table_args__ = (
        Index("ix_promise_due", "status", "due_at"),
        Index("ix_promise_case", "case_id"),
        Index("ix_promise_reply", "reply_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    case_id: int = Field(foreign_key="case.id", sa_type=IdColumn)
    reply_id: int = Field(foreign_key="reply.id", sa_type=IdColumn)
    owner_id: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)
    words: str = Field(sa_type=Words(500))
    made_at: dt.datetime = Field(sa_type=UtcDateTime)
    due_at: dt.datetime = Field(sa_type=UtcDateTime)
    status: PromiseStatus = Field(
        sa_column=Column(enum_column(PromiseStatus, "promise_status"), nullable=False)
    )
    settled_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_by: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)

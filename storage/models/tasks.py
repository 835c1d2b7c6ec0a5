"""The embedded queue."""

import datetime as dt
from typing import Any

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from storage.columns import IdColumn, JsonColumn, UtcDateTime, Words


class Task(SQLModel, table=True):
    """Work that a worker takes; it is deleted when done.

    `payload` names records, it never holds a customer's text. Nobody takes it before `run_at`; of
    those that are due the earliest `turn_at` goes first (`domain.first_look`). `lease_until` is
    real time. After too many attempts `given_up_at` is set: the task stays, is shown, and can be
    started again.
    """

    __table_args__ = (Index("ix_task_turn", "kind", "given_up_at", "turn_at", "id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    kind: str = Field(max_length=32)
    payload: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JsonColumn, nullable=False)
    )
    run_at: dt.datetime = Field(sa_type=UtcDateTime)
    turn_at: dt.datetime = Field(sa_type=UtcDateTime)
    created_at: dt.datetime = Field(sa_type=UtcDateTime)
    attempts: int = 0
    last_error: str | None = Field(default=None, sa_type=Words(1000))
    lease_owner: str | None = Field(default=None, max_length=100)
    lease_until: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    given_up_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)

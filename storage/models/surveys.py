"""The question after a case was settled, and its answer."""

import datetime as dt

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import IdColumn, UtcDateTime, Words


class Survey(SQLModel, table=True):
    """At most one a case. `skipped` says why nothing was asked; `score` is 1 to 5."""

    __table_args__ = (Index("ix_survey_asked", "asked_at"),)

    case_id: int = Field(foreign_key="case.id", primary_key=True, sa_type=IdColumn)
    reply_id: int | None = Field(default=None, foreign_key="reply.id", sa_type=IdColumn)
    asked_at: dt.datetime = Field(sa_type=UtcDateTime)
    score: int | None = None
    answered_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    skipped: str | None = Field(default=None, sa_type=Words(200))

"""Merges and splits of cases, each with what it takes to undo it exactly."""

import datetime as dt
from typing import Any

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from domain.case import CaseChangeKind
from storage.columns import IdColumn, JsonColumn, UtcDateTime, enum_column


class CaseChange(SQLModel, table=True):
    """Posts that went from one case to another.

    A merge empties `other_id` into `case_id`; a split moves posts of `case_id` into `other_id`.
    `moved` names the records by table; `before` and `after` are the cases and clocks that changed.
    """

    __tablename__ = "case_change"
    __table_args__ = (
        Index("ix_case_change_case", "case_id"),
        Index("ix_case_change_other", "other_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    kind: CaseChangeKind = Field(
        sa_column=Column(enum_column(CaseChangeKind, "case_change_kind"), nullable=False)
    )
    case_id: int = Field(foreign_key="case.id", sa_type=IdColumn)
    other_id: int = Field(foreign_key="case.id", sa_type=IdColumn)
    at: dt.datetime = Field(sa_type=UtcDateTime)
    user_id: int = Field(foreign_key="user_account.id", sa_type=IdColumn)
    moved: dict[str, Any] = Field(sa_column=Column(JsonColumn, nullable=False))
    before: dict[str, Any] = Field(sa_column=Column(JsonColumn, nullable=False))
    after: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JsonColumn, nullable=False)
    )
    undone_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    undone_by: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)

"""Sections of the settings that were set in the dashboard."""

import datetime as dt
from typing import Any

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from storage.columns import IdColumn, JsonColumn, UtcDateTime


class StoredSection(SQLModel, table=True):
    """One section as a whole, such as business_hours; none holds a secret. Times are real time.

    `content` has the section under its own name, as the file would, so that lists are stored as
    sections are. `version` grows with every change.
    """

    __tablename__ = "stored_section"

    name: str = Field(primary_key=True, max_length=32)
    content: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JsonColumn, nullable=False)
    )
    version: int = 1
    changed_by: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)
    changed_at: dt.datetime = Field(sa_type=UtcDateTime)

"""Accounts that were connected from the dashboard; their secrets are sealed."""

import datetime as dt
from typing import Any

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from storage.columns import IdColumn, JsonColumn, UtcDateTime


class ConnectedAccount(SQLModel, table=True):
    """One account on one network. Times are real time.

    `fields` are those that are no secret, `kinds` what listens to it. `sealed` holds both again
    with the secrets and the listeners' own settings, so that a row which somebody changed or
    exchanged opens no more; `key_id` names the key. `version` grows with every change but a
    rotation, which changes nothing of what is sealed.
    """

    __tablename__ = "connected_account"

    name: str = Field(primary_key=True, max_length=32)
    platform: str = Field(max_length=24)
    fields: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JsonColumn, nullable=False)
    )
    kinds: list[str] = Field(default_factory=list, sa_column=Column(JsonColumn, nullable=False))
    sealed: str = Field(sa_column=Column(Text, nullable=False))
    key_id: str = Field(max_length=16)
    version: int = 1
    paused_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_by: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)
    created_at: dt.datetime = Field(sa_type=UtcDateTime)
    changed_by: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)
    changed_at: dt.datetime = Field(sa_type=UtcDateTime)

"""People who work with Listenpost, their sessions, and what they did."""

import datetime as dt
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.role import Role
from storage.columns import IdColumn, JsonColumn, UtcDateTime, enum_column


class User(SQLModel, table=True):
    """A local account; the password is kept as an argon2id hash. Times are real time."""

    __tablename__ = "user_account"  # "user" is a reserved word in PostgreSQL
    __table_args__ = (UniqueConstraint("name", name="uq_user_account_name"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    name: str = Field(max_length=64)
    display_name: str = Field(max_length=100)
    role: Role = Field(sa_column=Column(enum_column(Role, "user_role"), nullable=False))
    password_hash: str = Field(max_length=255)
    failed_sign_ins: int = 0
    locked_until: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    disabled_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: dt.datetime = Field(sa_type=UtcDateTime)


class UserSession(SQLModel, table=True):
    """A live sign-in; only the SHA-256 of the browser's token is kept."""

    __tablename__ = "user_session"

    token_hash: str = Field(primary_key=True, max_length=64)
    user_id: int = Field(foreign_key="user_account.id", index=True, sa_type=IdColumn)
    created_at: dt.datetime = Field(sa_type=UtcDateTime)
    expires_at: dt.datetime = Field(sa_type=UtcDateTime, index=True)


class AuditEntry(SQLModel, table=True):
    """Who did what to whom, and when; never changed. `at` is real time."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject", "at"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    at: dt.datetime = Field(sa_type=UtcDateTime)
    user_id: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)
    action: str = Field(max_length=64)
    subject: str = Field(max_length=100)
    detail: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JsonColumn, nullable=False)
    )

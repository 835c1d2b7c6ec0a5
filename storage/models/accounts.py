"""People who work with Listenpost, their sessions, and what they did."""

import datetime as dt
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.role import Role
from storage.columns import IdColumn, JsonColumn, UtcDateTime, WholeNumber, enum_column


class User(SQLModel, table=True):
    """Somebody who may sign in; a password is kept as an argon2id hash. Times are real time.

    Without a hash there is no password: `issuer` and `subject` say who this is at the provider of
    single sign-on. A password with `one_time_until` is one that somebody else has made: until then
    it opens nothing but the page on which it is changed.
    """

    __tablename__ = "user_account"  # "user" is a reserved word in PostgreSQL
    __table_args__ = (
        UniqueConstraint("name", name="uq_user_account_name"),
        UniqueConstraint("issuer", "subject", name="uq_user_account_issuer"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    name: str = Field(max_length=64)
    display_name: str = Field(max_length=100)
    role: Role = Field(sa_column=Column(enum_column(Role, "user_role"), nullable=False))
    password_hash: str = Field(default="", max_length=255)
    one_time_until: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    issuer: str | None = Field(default=None, max_length=255)
    subject: str | None = Field(default=None, max_length=255)
    failed_sign_ins: int = 0
    failed_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    locked_until: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    disabled_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    seen_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: dt.datetime = Field(sa_type=UtcDateTime)
    language: str | None = Field(default=None, max_length=8)


class UserSession(SQLModel, table=True):
    """A live sign-in; only the SHA-256 of the browser's token is kept."""

    __tablename__ = "user_session"

    token_hash: str = Field(primary_key=True, max_length=64)
    user_id: int = Field(foreign_key="user_account.id", index=True, sa_type=IdColumn)
    created_at: dt.datetime = Field(sa_type=UtcDateTime)
    expires_at: dt.datetime = Field(sa_type=UtcDateTime, index=True)
    seen_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    address: str | None = Field(default=None, max_length=64)
    browser: str | None = Field(default=None, max_length=80)
    proved_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the holder last proved who it is; NULL where a provider did not say."""


class AuditEntry(SQLModel, table=True):
    """Who did what to whom, and when; never changed. `at` is real time.

    It holds ids, numbers and labels and nobody's words (`domain.audit.bare`), so that an erasure
    leaves it as it is. `hash` is over the row and `previous`, the hash of the row before it.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        UniqueConstraint("number", name="uq_audit_entry_number"),
        Index("ix_audit_entry_subject", "subject", "at"),
        Index("ix_audit_entry_user_id", "user_id", "number"),
        Index("ix_audit_entry_action", "action", "number"),
        Index("ix_audit_entry_at", "at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    at: dt.datetime = Field(sa_type=UtcDateTime)
    user_id: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)
    action: str = Field(max_length=64)
    subject: str = Field(max_length=100)
    detail: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JsonColumn, nullable=False)
    )
    number: int = Field(sa_type=WholeNumber)
    before_chain: bool = False
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class AuditHead(SQLModel, table=True):
    """Where the chain of the audit ends: one row, which its writers lock in turn."""

    __tablename__ = "audit_head"

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    number: int = Field(sa_type=WholeNumber)
    hash: str = Field(max_length=64)

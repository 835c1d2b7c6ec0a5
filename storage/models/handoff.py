"""Context codes, who opened them, and who guessed wrong."""

import datetime as dt

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.handoff import HandoffChannel, HandoffReader
from storage.columns import IdColumn, UtcDateTime, Words, enum_column


class Handoff(SQLModel, table=True):
    """A customer who is moved, and the code that carries her case.

    Only a keyed hash of the code is kept; it is forgotten some time after the code has ended, and
    when the customer is erased. A code that a reply carries opens nothing before that reply is
    out. `in_public` says that everybody could read it. `carried_at` is when staff first opened it.
    """

    __table_args__ = (
        UniqueConstraint("code_hash", name="uq_handoff_code_hash"),
        Index("ix_handoff_case", "case_id"),
        Index("ix_handoff_reply", "reply_id"),
        Index("ix_handoff_expires", "expires_at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    case_id: int = Field(foreign_key="case.id", sa_type=IdColumn)
    reply_id: int | None = Field(default=None, foreign_key="reply.id", sa_type=IdColumn)
    channel: HandoffChannel = Field(
        sa_column=Column(enum_column(HandoffChannel, "handoff_channel"), nullable=False)
    )
    code_hash: str | None = Field(default=None, max_length=64)
    in_public: bool
    made_by: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)
    made_at: dt.datetime = Field(sa_type=UtcDateTime)
    expires_at: dt.datetime = Field(sa_type=UtcDateTime)
    revoked_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_by: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)
    carried_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)


class HandoffUse(SQLModel, table=True):
    """A code was opened: by whom and how. `who` is the name that a colleague without account gave.

    `visit_hash` lets who came with a PIN write down what happened, until `visit_until`. Times are
    those of the application, `visit_until` is real time.
    """

    __tablename__ = "handoff_use"
    __table_args__ = (
        UniqueConstraint("visit_hash", name="uq_handoff_use_visit_hash"),
        Index("ix_handoff_use_handoff", "handoff_id"),
        Index("ix_handoff_use_case", "case_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    handoff_id: int = Field(foreign_key="handoff.id", sa_type=IdColumn)
    case_id: int = Field(foreign_key="case.id", sa_type=IdColumn)
    at: dt.datetime = Field(sa_type=UtcDateTime)
    reader: HandoffReader = Field(
        sa_column=Column(enum_column(HandoffReader, "handoff_use_reader"), nullable=False)
    )
    user_id: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)
    who: str | None = Field(default=None, sa_type=Words(80))
    visit_hash: str | None = Field(default=None, max_length=64)
    visit_until: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)


class HandoffPin(SQLModel, table=True):
    """A PIN for a colleague without an account: one use, a few minutes, a few tries. Real time."""

    __tablename__ = "handoff_pin"
    __table_args__ = (
        Index("ix_handoff_pin_handoff", "handoff_id"),
        Index("ix_handoff_pin_expires", "expires_at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    handoff_id: int = Field(foreign_key="handoff.id", sa_type=IdColumn)
    pin_hash: str = Field(max_length=64)
    made_by: int = Field(foreign_key="user_account.id", sa_type=IdColumn)
    expires_at: dt.datetime = Field(sa_type=UtcDateTime)
    wrong: int = 0
    used_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)


class HandoffGuess(SQLModel, table=True):
    """Wrong codes of one address or user, or of all strangers together. Real time."""

    __tablename__ = "handoff_guess"
    __table_args__ = (Index("ix_handoff_guess_since", "since"),)

    who_hash: str = Field(primary_key=True, max_length=64)
    since: dt.datetime = Field(sa_type=UtcDateTime)
    wrong: int = 0

"""The outbox: replies and how far they got."""

import datetime as dt

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.flood import Purpose
from domain.reply import ReplyKind, ReplyStatus
from storage.columns import IdColumn, UtcDateTime, WholeNumber, Words, enum_column


class Reply(SQLModel, table=True):
    """One reply to one mention.

    `idempotency_key` is the same for every attempt. `lease_until` (real time) guards *sending*: a
    lease that ran out means that a worker died, so the outcome is unknown. `not_before` is when the
    next attempt or the next look may happen, on the application's clock; `held` says why the flood
    guard put it off, `override` why somebody sends it all the same. `sending_at` is when it last
    began to go out, on the application's clock: what a customer's budget counts. `rules_version`
    names the row of the send gate's table by which it was judged, `micro_usd` what it cost.
    """

    __table_args__ = (
        UniqueConstraint("idempotency_key", name="uq_reply_idempotency_key"),
        Index("ix_reply_status", "status", "not_before"),
        Index("ix_reply_case", "case_id"),
        Index("ix_reply_external", "external_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    case_id: int = Field(foreign_key="case.id", sa_type=IdColumn)
    mention_id: int = Field(foreign_key="mention.id", index=True, sa_type=IdColumn)
    kind: ReplyKind = Field(sa_column=Column(enum_column(ReplyKind, "reply_kind"), nullable=False))
    text: str
    status: ReplyStatus = Field(
        sa_column=Column(enum_column(ReplyStatus, "reply_status"), nullable=False)
    )
    idempotency_key: str = Field(max_length=64)
    drafted_by: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)
    approved_by: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)
    created_at: dt.datetime = Field(sa_type=UtcDateTime)
    approved_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    external_id: str | None = Field(default=None, max_length=255)
    url: str | None = Field(default=None, max_length=2048)
    attempts: int = 0
    looks: int = 0
    last_error: str | None = Field(default=None, sa_type=Words(1000))
    not_before: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_owner: str | None = Field(default=None, max_length=100)
    lease_until: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    purpose: Purpose = Field(
        default=Purpose.ANSWER,
        sa_column=Column(
            enum_column(Purpose, "reply_purpose"), nullable=False, server_default="answer"
        ),
    )
    sending_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    held: str | None = Field(default=None, sa_type=Words(500))
    override: str | None = Field(default=None, sa_type=Words(300))
    rules_version: str | None = Field(default=None, max_length=64)
    micro_usd: int = Field(
        default=0, sa_column=Column(WholeNumber, nullable=False, server_default="0")
    )

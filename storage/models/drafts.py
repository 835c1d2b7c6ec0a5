"""Saved replies of teams, what a second person said of a reply, and gestures of goodwill."""

import datetime as dt

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from domain.approval import ApprovalStatus
from domain.goodwill import Gesture, OfferStatus
from storage.columns import IdColumn, JsonColumn, UtcDateTime, WholeNumber, Words, enum_column


class Macro(SQLModel, table=True):
    """A saved reply; without a team it is everybody's, without a language for all of them."""

    __table_args__ = (Index("ix_macro_name", "name"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    name: str = Field(max_length=80)
    text: str
    language: str | None = Field(default=None, max_length=16)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True, sa_type=IdColumn)
    changed_by: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)
    changed_at: dt.datetime = Field(sa_type=UtcDateTime)
    used: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Approval(SQLModel, table=True):
    """A reply that waits for a second person, or what that person said.

    `text` is what the author wrote; the reply has what is sent. `promises` are those that the
    author confirmed, null where nobody looked.
    """

    __table_args__ = (
        Index("ix_approval_status", "status", "asked_at"),
        Index("ix_approval_reply", "reply_id"),
        Index("ix_approval_case", "case_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    case_id: int = Field(foreign_key="case.id", sa_type=IdColumn)
    reply_id: int = Field(foreign_key="reply.id", sa_type=IdColumn)
    text: str
    reasons: list[str] = Field(sa_column=Column(JsonColumn, nullable=False))
    promises: list[dict[str, str]] | None = Field(default=None, sa_column=Column(JsonColumn))
    status: ApprovalStatus = Field(
        sa_column=Column(enum_column(ApprovalStatus, "approval_status"), nullable=False)
    )
    asked_by: int = Field(foreign_key="user_account.id", sa_type=IdColumn)
    asked_at: dt.datetime = Field(sa_type=UtcDateTime)
    decided_by: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)
    decided_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    comment: str | None = Field(default=None, sa_type=Words(1000))


class GoodwillOffer(SQLModel, table=True):
    """A gesture that a rule proposed in a case, and what a lead decided."""

    __tablename__ = "goodwill_offer"
    __table_args__ = (
        Index("ix_goodwill_offer_case", "case_id"),
        Index("ix_goodwill_offer_at", "proposed_at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    case_id: int = Field(foreign_key="case.id", sa_type=IdColumn)
    customer_id: int = Field(foreign_key="customer.id", sa_type=IdColumn)
    reply_id: int | None = Field(default=None, foreign_key="reply.id", sa_type=IdColumn)
    rule: str = Field(max_length=60)
    gesture: Gesture = Field(
        sa_column=Column(enum_column(Gesture, "goodwill_offer_gesture"), nullable=False)
    )
    cents: int = Field(sa_type=WholeNumber)
    reasons: list[str] = Field(sa_column=Column(JsonColumn, nullable=False))
    status: OfferStatus = Field(
        sa_column=Column(enum_column(OfferStatus, "goodwill_offer_status"), nullable=False)
    )
    code: str | None = Field(default=None, max_length=64)
    purses: list[str] = Field(sa_column=Column(JsonColumn, nullable=False))
    proposed_at: dt.datetime = Field(sa_type=UtcDateTime)
    proposed_by: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)
    decided_by: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)
    decided_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)


class GoodwillPurse(SQLModel, table=True):
    """What was set aside out of one budget: of a day, a month or a customer."""

    __tablename__ = "goodwill_purse"

    name: str = Field(primary_key=True, max_length=60)
    cents: int = Field(default=0, sa_type=WholeNumber)

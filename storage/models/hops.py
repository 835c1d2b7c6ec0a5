"""Hops: where customers were sent or went, and what came of it."""

import datetime as dt

from sqlalchemy import Column, Index, false
from sqlmodel import Field, SQLModel

from domain.channel import ChannelKind
from domain.hop import HopAsker, HopOutcome
from storage.columns import IdColumn, UtcDateTime, Words, enum_column


class Hop(SQLModel, table=True):
    """One customer's way from one place to another, written down when she was really sent or went.

    `mention_id` is the post that was answered, or with which she came; `channel` and `route` are
    the names in the settings of where and by which rule. `why` are our words, never the customer's.
    `carried_by` proves that the other side knew her story: "mention:12" is her message in the same
    case, "code:7" a context code that was opened there.
    """

    __table_args__ = (
        Index("ix_hop_case", "case_id"),
        Index("ix_hop_at", "at"),
        Index("ix_hop_outcome", "outcome", "at"),
        Index("ix_hop_reply", "reply_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    case_id: int = Field(foreign_key="case.id", sa_type=IdColumn)
    mention_id: int | None = Field(default=None, foreign_key="mention.id", sa_type=IdColumn)
    reply_id: int | None = Field(default=None, foreign_key="reply.id", sa_type=IdColumn)
    user_id: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)
    from_kind: ChannelKind = Field(
        sa_column=Column(enum_column(ChannelKind, "hop_from_kind"), nullable=False)
    )
    from_platform: str | None = Field(default=None, max_length=24)
    to_kind: ChannelKind = Field(
        sa_column=Column(enum_column(ChannelKind, "hop_to_kind"), nullable=False)
    )
    to_platform: str | None = Field(default=None, max_length=24)
    channel: str | None = Field(default=None, max_length=60)
    route: str | None = Field(default=None, max_length=100)
    asked_by: HopAsker = Field(
        sa_column=Column(enum_column(HopAsker, "hop_asked_by"), nullable=False)
    )
    why: str = Field(default="", sa_type=Words(300))
    at: dt.datetime = Field(sa_type=UtcDateTime)
    outcome: HopOutcome = Field(
        sa_column=Column(enum_column(HopOutcome, "hop_outcome"), nullable=False)
    )
    context_carried: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    carried_by: str | None = Field(default=None, max_length=100)
    carried_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)

"""What was recommended for a reply, what the agent took, and what became of it."""

import datetime as dt

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from domain.channel import ChannelKind
from domain.classification import Topic
from domain.outcome import ChoiceOutcome
from storage.columns import IdColumn, UtcDateTime, enum_column


class RouteChoice(SQLModel, table=True):
    """One reply's channel. `sent_at` is null until the reply is out; only then it counts.

    `recommended` is what was proposed, null where nothing was. Names are those of the settings.
    """

    __tablename__ = "route_choice"
    __table_args__ = (
        Index("ix_route_choice_open", "outcome", "sent_at"),
        Index("ix_route_choice_topic", "topic", "chosen_kind", "outcome"),
    )

    reply_id: int = Field(foreign_key="reply.id", primary_key=True, sa_type=IdColumn)
    user_id: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)
    topic: Topic = Field(sa_column=Column(enum_column(Topic, "route_choice_topic"), nullable=False))
    platform: str = Field(max_length=24)
    chosen: str = Field(max_length=60)
    chosen_kind: ChannelKind = Field(
        sa_column=Column(enum_column(ChannelKind, "route_choice_chosen_kind"), nullable=False)
    )
    recommended: str | None = Field(default=None, max_length=60)
    recommended_kind: ChannelKind | None = Field(
        default=None,
        sa_column=Column(enum_column(ChannelKind, "route_choice_recommended_kind"), nullable=True),
    )
    rule: str | None = Field(default=None, max_length=200)
    sent_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    outcome: ChoiceOutcome = Field(
        sa_column=Column(enum_column(ChoiceOutcome, "route_choice_outcome"), nullable=False)
    )
    closed_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)

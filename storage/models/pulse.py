"""What trends are counted from: one slim row a judged post, the names in it, and saved views."""

import datetime as dt

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.classification import Sentiment, Topic
from storage.columns import IdColumn, UtcDateTime, enum_column


class PulsePost(SQLModel, table=True):
    """One post of a customer's as the trends count it; made anew when its labels change.

    `slot` is the quarter of an hour in which it was published, counted from 1970: no time zone's
    day begins within one. `edition` says which names of the settings it was searched for; one that
    waits for that has another edition than the settings.
    """

    __tablename__ = "pulse_post"
    __table_args__ = (
        Index(
            "ix_pulse_post_slot",
            "slot",
            "sentiment",
            "platform",
            "topic",
            "language",
            "followers",
            "author_id",
            "mention_id",
            "brand_topic_id",
        ),
        Index("ix_pulse_post_author", "author_id"),
        Index("ix_pulse_post_edition", "edition"),
    )

    mention_id: int = Field(
        foreign_key="mention.id",
        primary_key=True,
        sa_type=IdColumn,
        sa_column_kwargs={"autoincrement": False},
    )
    author_id: int = Field(foreign_key="author.id", sa_type=IdColumn)
    slot: int
    platform: str = Field(max_length=24)
    language: str = Field(default="", max_length=16)
    topic: Topic = Field(sa_column=Column(enum_column(Topic, "pulse_post_topic"), nullable=False))
    sentiment: Sentiment = Field(
        sa_column=Column(enum_column(Sentiment, "pulse_post_sentiment"), nullable=False)
    )
    followers: int | None = None
    brand_topic_id: int | None = Field(default=None, sa_type=IdColumn)
    edition: int = 0


class PulseName(SQLModel, table=True):
    """A post names a competitor, the brand, or belongs to a campaign; `name` says which."""

    __tablename__ = "pulse_name"
    __table_args__ = (Index("ix_pulse_name_mention", "mention_id"),)

    name: str = Field(primary_key=True, max_length=80)
    slot: int = Field(primary_key=True)
    mention_id: int = Field(foreign_key="mention.id", primary_key=True, sa_type=IdColumn)


class SavedView(SQLModel, table=True):
    """A page with its filters, kept by a user under a name; `query` is the page's address."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "page", "name", name="uq_saved_view"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    user_id: int = Field(foreign_key="user_account.id", sa_type=IdColumn)
    page: str = Field(max_length=24)
    name: str = Field(max_length=60)
    query: str = Field(max_length=1000)
    made_at: dt.datetime = Field(sa_type=UtcDateTime)

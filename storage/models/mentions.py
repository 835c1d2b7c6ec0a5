"""Who wrote what where, and what the model made of it."""

import datetime as dt
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from domain.classification import Intent, Sentiment, Topic, Urgency
from domain.mention import MentionKind
from storage.columns import IdColumn, JsonColumn, JsonOrNull, UtcDateTime, enum_column


class Customer(SQLModel, table=True):
    """A person; owns one or more accounts. Name, tier and attributes follow from the accounts."""

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    name: str = Field(max_length=200)
    tier: str | None = Field(default=None, max_length=32)
    attributes: dict[str, Any] = Field(
        default_factory=dict,
        sa_column=Column(JsonColumn, nullable=False, server_default=text("'{}'")),
    )
    created_at: dt.datetime = Field(sa_type=UtcDateTime)
    erased_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)


class Author(SQLModel, table=True):
    """An account on one platform.

    `home_customer_id` is the customer that it began as and never changes; `customer_id` is whom it
    belongs to while links stand. `profile_at` is when its name was last seen to change.
    """

    __table_args__ = (
        UniqueConstraint("platform", "external_id", name="uq_author_external"),
        Index("ix_author_handle", "platform", "handle"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    platform: str = Field(max_length=24)
    external_id: str = Field(max_length=255)
    handle: str | None = Field(default=None, max_length=255)
    display_name: str | None = Field(default=None, max_length=255)
    followers: int | None = None
    customer_id: int | None = Field(
        default=None, foreign_key="customer.id", index=True, sa_type=IdColumn
    )
    home_customer_id: int | None = Field(
        default=None, foreign_key="customer.id", index=True, sa_type=IdColumn
    )
    profile_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: dt.datetime = Field(sa_type=UtcDateTime)
    erased_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def shown_as(self) -> str:
        """What people know the account by."""
        return self.display_name or self.handle or self.external_id


class Conversation(SQLModel, table=True):
    """A public thread."""

    __table_args__ = (UniqueConstraint("platform", "external_id", name="uq_conversation_external"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    platform: str = Field(max_length=24)
    external_id: str = Field(max_length=255)


class Mention(SQLModel, table=True):
    """One post, comment or message; (platform, external_id) names it for ever.

    `published_at` is what the platform says, `stored_at` is ours. `case_id` is null where it
    belongs to no case; `triaged_at` is null until the model and the rules have looked at it.
    `edited_at` and `deleted_at` say when we saw it; a deleted one keeps its row, not its words.
    `attachments` are read and written by `storage.attachments`; null where nobody looked for any.
    """

    __table_args__ = (
        UniqueConstraint("platform", "external_id", name="uq_mention_external"),
        Index("ix_mention_conversation", "conversation_id", "published_at"),
        Index("ix_mention_case", "case_id", "published_at"),
        Index("ix_mention_author", "author_id", "published_at"),
        Index("ix_mention_published", "published_at"),
        Index(
            "ix_mention_unjudged",
            "published_at",
            sqlite_where=text("triaged_at IS NULL"),
            postgresql_where=text("triaged_at IS NULL"),
        ),
        # what a batch asks of its authors and threads, each a handful among all that is stored
        Index(
            "ix_mention_unjudged_of",
            "author_id",
            sqlite_where=text("triaged_at IS NULL"),
            postgresql_where=text("triaged_at IS NULL"),
        ),
        Index(
            "ix_mention_ours",
            "conversation_id",
            sqlite_where=text("by_brand IS 1"),
            postgresql_where=text("by_brand IS true"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    platform: str = Field(max_length=24)
    external_id: str = Field(max_length=255)
    kind: MentionKind = Field(
        sa_column=Column(enum_column(MentionKind, "mention_kind"), nullable=False)
    )
    author_id: int = Field(foreign_key="author.id", sa_type=IdColumn)
    conversation_id: int = Field(foreign_key="conversation.id", sa_type=IdColumn)
    in_reply_to: str | None = Field(default=None, max_length=255)
    text: str
    url: str = Field(max_length=2048)
    language: str | None = Field(default=None, max_length=16)
    published_at: dt.datetime = Field(sa_type=UtcDateTime)
    stored_at: dt.datetime = Field(sa_type=UtcDateTime)
    summoned: bool
    by_brand: bool
    listener: str = Field(max_length=64)
    case_id: int | None = Field(default=None, foreign_key="case.id", sa_type=IdColumn)
    needs_answer: bool | None = None
    triaged_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    edited_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    deleted_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    raw: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JsonColumn, nullable=False))
    attachments: list[dict[str, Any]] | None = Field(
        default=None, sa_column=Column(JsonOrNull, nullable=True)
    )


class Classification(SQLModel, table=True):
    """What one version of the model said about one mention.

    `brand_topic_id` is the topic of the brand's own with its probability, 1 where a person said so.
    """

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    mention_id: int = Field(foreign_key="mention.id", index=True, sa_type=IdColumn)
    sentiment: Sentiment = Field(
        sa_column=Column(enum_column(Sentiment, "classification_sentiment"), nullable=False)
    )
    intent: Intent = Field(
        sa_column=Column(enum_column(Intent, "classification_intent"), nullable=False)
    )
    urgency: Urgency = Field(
        sa_column=Column(enum_column(Urgency, "classification_urgency"), nullable=False)
    )
    topic: Topic = Field(
        sa_column=Column(enum_column(Topic, "classification_topic"), nullable=False)
    )
    brand_topic_id: int | None = Field(default=None, sa_type=IdColumn)
    brand_topic_p: float | None = None
    private: bool
    language: str | None = Field(default=None, max_length=16)
    abstained: bool
    model: str = Field(max_length=100)
    scores: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JsonColumn, nullable=False)
    )
    created_at: dt.datetime = Field(sa_type=UtcDateTime)

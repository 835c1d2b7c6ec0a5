"""A brand's own topics, the examples that they are learned from, and posts as vectors."""

import datetime as dt
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, UniqueConstraint, true
from sqlmodel import Field, SQLModel

from storage.columns import IdColumn, JsonColumn, UtcDateTime, Words


class BrandTopic(SQLModel, table=True):
    """A topic of the brand's own. It is never deleted: `removed_at` takes it off every page.

    `merged_into`: what was given this topic counts as that one's. `weights` and `learned` (numbers)
    are what was learned by `model`, empty until there are enough examples; `quality` says how well.
    """

    __tablename__ = "brand_topic"

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    name: str = Field(sa_type=Words(60))
    description: str = Field(default="", sa_type=Words(500))
    created_at: dt.datetime = Field(sa_type=UtcDateTime)
    removed_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    merged_into: int | None = Field(default=None, foreign_key="brand_topic.id", sa_type=IdColumn)
    weights: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    learned: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JsonColumn, nullable=False)
    )
    quality: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JsonColumn, nullable=False)
    )
    model: str = Field(default="", max_length=100)


class BrandTopicExample(SQLModel, table=True):
    """A post, or a text that was typed in, of which a person said what it is about.

    Without `about` it is an example of what is not meant. A post's words stand with the post alone;
    `text` is that of typed ones. `vector` is empty until `model` has read it. Both go with the
    post's words (storage.topics.forget).
    """

    __tablename__ = "brand_topic_example"
    __table_args__ = (
        UniqueConstraint("topic_id", "mention_id", name="uq_brand_topic_example"),
        Index("ix_brand_topic_example_mention", "mention_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    topic_id: int = Field(foreign_key="brand_topic.id", sa_type=IdColumn)
    mention_id: int | None = Field(
        default=None,
        sa_column=Column(IdColumn, ForeignKey("mention.id", ondelete="CASCADE"), nullable=True),
    )
    text: str = ""
    about: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    vector: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    model: str = Field(default="", max_length=100)
    added_by: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)
    added_at: dt.datetime = Field(sa_type=UtcDateTime)


class BrandTopicState(SQLModel, table=True):
    """One row: `edition` grows with each change of topics or examples, `learned` follows it."""

    __tablename__ = "brand_topic_state"

    id: int = Field(primary_key=True, sa_type=IdColumn)
    edition: int
    learned: int = 0
    model: str = Field(default="", max_length=100)


class PostVector(SQLModel, table=True):
    """A customer's recent post as the model read it, in half precision: personal data.

    Kept only while there are topics, for some weeks, and never longer than the post's words.
    """

    __tablename__ = "post_vector"
    __table_args__ = (Index("ix_post_vector_at", "at", "mention_id"),)

    mention_id: int = Field(
        sa_column=Column(IdColumn, ForeignKey("mention.id", ondelete="CASCADE"), primary_key=True)
    )
    at: dt.datetime = Field(sa_type=UtcDateTime)
    vector: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    model: str = Field(max_length=100)

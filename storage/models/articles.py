"""Help articles, the passages they are found by, and the replies that named one."""

import datetime as dt

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.article import ArticleState
from storage.columns import IdColumn, UtcDateTime, Words, enum_column


class Article(SQLModel, table=True):
    """One help article. (source, external_id) names it; `group_key` is shared by translations.

    `updated_at` is when its words last changed, by its source's word where that gives one.
    `reads_as` is the language that its words are in. `checked_at` is the last look at its address.
    """

    __table_args__ = (
        UniqueConstraint("source", "external_id", name="uq_article_source"),
        Index("ix_article_checked", "checked_at", "id"),
        Index("ix_article_url", "url"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    source: str = Field(max_length=500)
    external_id: str = Field(max_length=500)
    group_key: str = Field(max_length=500)
    title: str = Field(sa_type=Words(500))
    body: str
    url: str = Field(max_length=2048)
    language: str | None = Field(default=None, max_length=16)
    reads_as: str | None = Field(default=None, max_length=16)
    state: ArticleState = Field(
        sa_column=Column(enum_column(ArticleState, "article_state"), nullable=False)
    )
    fingerprint: str = Field(max_length=64)
    imported_at: dt.datetime = Field(sa_type=UtcDateTime)
    updated_at: dt.datetime = Field(sa_type=UtcDateTime)
    checked_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error: str | None = Field(default=None, sa_type=Words(500))


class ArticlePassage(SQLModel, table=True):
    """One part of an article. Place 0 is its title alone; `vector` is null until a model read it.

    A change of the words makes new rows: what was read from these is then out of date.
    """

    __tablename__ = "article_passage"
    __table_args__ = (
        UniqueConstraint("article_id", "place", name="uq_article_passage"),
        Index("ix_article_passage_model", "model"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    article_id: int = Field(
        sa_column=Column(IdColumn, ForeignKey("article.id", ondelete="CASCADE"), nullable=False)
    )
    place: int
    text: str
    vector: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    model: str = Field(default="", max_length=100)


class ArticleEdition(SQLModel, table=True):
    """One row: grows with each change of an article or a passage, so that readers know."""

    __tablename__ = "article_edition"

    id: int = Field(primary_key=True, sa_type=IdColumn)
    number: int


class ArticleSent(SQLModel, table=True):
    """An article that a public reply named. `solved` is null until we know."""

    __tablename__ = "article_sent"
    __table_args__ = (
        Index("ix_article_sent_open", "solved", "sent_at"),
        Index("ix_article_sent_article", "article_id", "sent_at"),
    )

    reply_id: int = Field(primary_key=True, foreign_key="reply.id", sa_type=IdColumn)
    article_id: int = Field(primary_key=True, foreign_key="article.id", sa_type=IdColumn)
    sent_at: dt.datetime = Field(sa_type=UtcDateTime)
    solved: bool | None = None
    settled_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)

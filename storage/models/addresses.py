"""E-mail addresses that accounts gave us, as hashes."""

import datetime as dt

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import IdColumn, UtcDateTime


class KnownAddress(SQLModel, table=True):
    """A keyed hash of an address: what was written in a private message, or, without a message,
    what a system that checks addresses says of the account.
    """

    __tablename__ = "known_address"
    __table_args__ = (
        UniqueConstraint("mention_id", "digest", name="uq_known_address"),
        Index("ix_known_address_digest", "digest"),
        Index("ix_known_address_author", "author_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    author_id: int = Field(foreign_key="author.id", sa_type=IdColumn)
    mention_id: int | None = Field(default=None, foreign_key="mention.id", sa_type=IdColumn)
    digest: str = Field(max_length=64)
    at: dt.datetime = Field(sa_type=UtcDateTime)

"""Which accounts belong to one customer, why, and what a CRM says of them."""

import datetime as dt
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.identity import LinkEventKind, LinkStatus
from storage.columns import IdColumn, JsonColumn, UtcDateTime, enum_column


class IdentityLink(SQLModel, table=True):
    """Two accounts that are, or may be, one person; `author_id` is the smaller number.

    `status` is that of the newest event. `evidence` is a list of {"kind", "text", "mention", "at"}.
    """

    __tablename__ = "identity_link"
    __table_args__ = (
        UniqueConstraint("author_id", "other_id", name="uq_identity_link_pair"),
        Index("ix_identity_link_other", "other_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    author_id: int = Field(foreign_key="author.id", sa_type=IdColumn)
    other_id: int = Field(foreign_key="author.id", sa_type=IdColumn)
    status: LinkStatus = Field(
        sa_column=Column(enum_column(LinkStatus, "identity_link_status"), nullable=False)
    )
    confidence: float
    evidence: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JsonColumn, nullable=False)
    )
    created_at: dt.datetime = Field(sa_type=UtcDateTime)


class IdentityEvent(SQLModel, table=True):
    """Something that happened to a link; never removed.

    `before` and `changes` are what has to be put back when the event is undone; `undone_by` names
    the event that did so.
    """

    __tablename__ = "identity_event"
    __table_args__ = (Index("ix_identity_event_link", "link_id", "id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    link_id: int = Field(foreign_key="identity_link.id", sa_type=IdColumn)
    kind: LinkEventKind = Field(
        sa_column=Column(enum_column(LinkEventKind, "identity_event_kind"), nullable=False)
    )
    at: dt.datetime = Field(sa_type=UtcDateTime)
    user_id: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)
    changes: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JsonColumn, nullable=False)
    )
    before: LinkStatus | None = Field(
        default=None,
        sa_column=Column(enum_column(LinkStatus, "identity_event_before"), nullable=True),
    )
    undone_by: int | None = Field(default=None, sa_type=IdColumn)


class NamedIdentifier(SQLModel, table=True):
    """An order, ticket or booking number that an account named in a post."""

    __tablename__ = "named_identifier"
    __table_args__ = (
        UniqueConstraint("mention_id", "value", name="uq_named_identifier"),
        Index("ix_named_identifier_value", "value"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    value: str = Field(max_length=64)
    author_id: int = Field(foreign_key="author.id", index=True, sa_type=IdColumn)
    mention_id: int = Field(foreign_key="mention.id", sa_type=IdColumn)


class CustomerFact(SQLModel, table=True):
    """What a CRM or a person says of the owner of an account; a customer's tier is made of these.

    Times are the application's.
    """

    __tablename__ = "customer_fact"

    author_id: int = Field(primary_key=True, foreign_key="author.id", sa_type=IdColumn)
    tier: str | None = Field(default=None, max_length=32)
    attributes: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JsonColumn, nullable=False)
    )
    source: str = Field(max_length=32)
    updated_at: dt.datetime = Field(sa_type=UtcDateTime)

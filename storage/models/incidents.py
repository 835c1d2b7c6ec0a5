"""Incidents, the cases in them, what is said to all, and the traces by which they are found."""

import datetime as dt
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.incident import IncidentStatus, StatementKind
from storage.columns import IdColumn, JsonColumn, UtcDateTime, enum_column


class Incident(SQLModel, table=True):
    """Something that many customers write about at once. `anchor` says what ties them together."""

    __table_args__ = (Index("ix_incident_live", "status", "last_post_at"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    title: str = Field(max_length=200)
    anchor: str = Field(max_length=100)
    status: IncidentStatus = Field(
        sa_column=Column(enum_column(IncidentStatus, "incident_status"), nullable=False)
    )
    opened_at: dt.datetime = Field(sa_type=UtcDateTime)
    last_post_at: dt.datetime = Field(sa_type=UtcDateTime)
    closed_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)


class IncidentCase(SQLModel, table=True):
    """A case in an incident; a case is in one at most. `left_at`: a person took it out again."""

    __tablename__ = "incident_case"
    __table_args__ = (Index("ix_incident_case_incident", "incident_id", "joined_at"),)

    case_id: int = Field(primary_key=True, foreign_key="case.id", sa_type=IdColumn)
    incident_id: int = Field(foreign_key="incident.id", sa_type=IdColumn)
    joined_at: dt.datetime = Field(sa_type=UtcDateTime)
    left_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    left_by: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)
    statement_id: int | None = Field(default=None, foreign_key="reply.id", sa_type=IdColumn)
    follow_up_id: int | None = Field(default=None, foreign_key="reply.id", sa_type=IdColumn)


class IncidentStatement(SQLModel, table=True):
    """Words for every case of an incident in one language; nothing is sent before `approved_at`."""

    __tablename__ = "incident_statement"
    __table_args__ = (
        UniqueConstraint("incident_id", "kind", "language", name="uq_incident_statement"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    incident_id: int = Field(foreign_key="incident.id", sa_type=IdColumn)
    kind: StatementKind = Field(
        sa_column=Column(enum_column(StatementKind, "incident_statement_kind"), nullable=False)
    )
    language: str = Field(max_length=16)
    text: str
    approved_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    approved_by: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)


class MentionTrace(SQLModel, table=True):
    """What a recent post is recognised by; goes with its mention, and by itself after some days.

    `vector` holds the sentence embedding in half precision: personal data, which an erasure takes
    along (ON DELETE CASCADE, storage.traces.forget).
    """

    __tablename__ = "mention_trace"
    __table_args__ = (
        Index("ix_mention_trace_at", "at"),
        Index("ix_mention_trace_placed", "placed_at", "at"),
        Index("ix_mention_trace_case", "case_id"),
    )

    mention_id: int = Field(
        sa_column=Column(IdColumn, ForeignKey("mention.id", ondelete="CASCADE"), primary_key=True)
    )
    case_id: int = Field(foreign_key="case.id", sa_type=IdColumn)
    customer_id: int = Field(sa_type=IdColumn)
    at: dt.datetime = Field(sa_type=UtcDateTime)
    urgent: bool
    complaint: bool | None = None
    topics: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JsonColumn, nullable=False)
    )
    markers: list[str] = Field(default_factory=list, sa_column=Column(JsonColumn, nullable=False))
    vector: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    placed_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)


class TopicArrival(SQLModel, table=True):
    """How many posts that are owed an answer came in one minute, by topic; no personal data."""

    __tablename__ = "topic_arrival"

    minute: dt.datetime = Field(primary_key=True, sa_type=UtcDateTime)
    topic: str = Field(primary_key=True, max_length=24)
    posts: int

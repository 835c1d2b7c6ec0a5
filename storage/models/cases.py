"""Cases, what happened to them, and their clocks."""

import datetime as dt
from typing import Any

from sqlalchemy import Column, Index, false, text
from sqlmodel import Field, SQLModel

from domain.case import CaseEventKind, CaseStatus
from domain.classification import Sentiment, Topic, Urgency
from domain.sla import SlaMetric
from storage.columns import IdColumn, JsonColumn, UtcDateTime, enum_column


class Case(SQLModel, table=True):
    """One customer's matter.

    `waiting_since` and `due_at` are set while an answer is owed. `rank` orders the inbox
    (domain.priority); `overdue` (the missed deadline has been taken note of), `certainty` (that an
    answer is owed), `ignored_before` and `tier` (the customer's) are what it was made of.
    `reply_pending` hides a case whose approved reply is on its way; `attention`
    says in words what a person must decide. `claimed_until` is real time, not the scenario's.
    `brand_topic_id` is that of the newest post with one.
    `version` grows whenever the thread changes, so that nobody answers what he has not read.
    """

    __table_args__ = (
        # each order of the inbox, status by status; what is filtered by stands behind the rank
        Index(
            "ix_case_rank",
            "status",
            "rank",
            "platform",
            "language",
            "urgency",
            "reply_pending",
            "due_at",
            "brand_topic_id",
        ),
        Index("ix_case_waiting", "status", "waiting_since", "id"),
        Index("ix_case_recent", "status", "last_activity_at", "id"),
        Index("ix_case_customer", "customer_id", "last_activity_at"),
        Index("ix_case_due", "status", "due_at"),
        Index("ix_case_overdue", "status", "overdue", "due_at"),
        Index("ix_case_claimed", "claimed_until"),
        Index("ix_case_language", "language"),
        Index(
            "ix_case_critical",
            "status",
            "waiting_since",
            sqlite_where=text("urgency = 'critical'"),
            postgresql_where=text("urgency = 'critical'"),
        ),
        Index(
            "ix_case_attention",
            "status",
            "rank",
            sqlite_where=text("attention IS NOT NULL"),
            postgresql_where=text("attention IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    customer_id: int = Field(foreign_key="customer.id", sa_type=IdColumn)
    platform: str = Field(max_length=24)
    title: str = Field(max_length=200)
    status: CaseStatus = Field(
        sa_column=Column(enum_column(CaseStatus, "case_status"), nullable=False)
    )
    urgency: Urgency = Field(sa_column=Column(enum_column(Urgency, "case_urgency"), nullable=False))
    topic: Topic = Field(sa_column=Column(enum_column(Topic, "case_topic"), nullable=False))
    sentiment: Sentiment = Field(
        sa_column=Column(enum_column(Sentiment, "case_sentiment"), nullable=False)
    )
    brand_topic_id: int | None = Field(default=None, sa_type=IdColumn)
    private: bool
    language: str | None = Field(default=None, max_length=16)
    followers: int | None = None
    opened_at: dt.datetime = Field(sa_type=UtcDateTime)
    last_activity_at: dt.datetime = Field(sa_type=UtcDateTime)
    waiting_since: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    at_risk_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    first_replied_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    snoozed_until: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    unanswered_posts: int = 0
    rank: float = 0.0
    overdue: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    certainty: float = Field(default=1.0, sa_column_kwargs={"server_default": "1"})
    ignored_before: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    tier: str | None = Field(default=None, max_length=32)
    reply_pending: bool = False
    attention: str | None = Field(default=None, max_length=500)
    assignee_id: int | None = Field(
        default=None, foreign_key="user_account.id", index=True, sa_type=IdColumn
    )
    claimed_until: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True, sa_type=IdColumn)
    version: int = 1


class CaseEvent(SQLModel, table=True):
    """Something that happened to a case; never changed, never removed."""

    __tablename__ = "case_event"
    __table_args__ = (Index("ix_case_event_case", "case_id", "at"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    case_id: int = Field(foreign_key="case.id", sa_type=IdColumn)
    kind: CaseEventKind = Field(
        sa_column=Column(enum_column(CaseEventKind, "case_event_kind"), nullable=False)
    )
    at: dt.datetime = Field(sa_type=UtcDateTime)
    user_id: int | None = Field(default=None, foreign_key="user_account.id", sa_type=IdColumn)
    mention_id: int | None = Field(default=None, foreign_key="mention.id", sa_type=IdColumn)
    reply_id: int | None = Field(default=None, foreign_key="reply.id", sa_type=IdColumn)
    detail: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JsonColumn, nullable=False)
    )


class SlaClock(SQLModel, table=True):
    """One running or stopped deadline of a case, as listenpost.services.clocks reads its events.

    `answered` says that what the clock waited for came: a person's answer, a resolution; an
    automatic answer stops nothing. The seconds are those that count on the policy's calendar. A
    clock with `paused_at` stands still since then.
    """

    __tablename__ = "sla_clock"
    __table_args__ = (
        Index("ix_sla_clock_case", "case_id"),
        Index("ix_sla_clock_started", "started_at"),
        Index(
            "ix_sla_clock_running",
            "due_at",
            "at_risk_at",
            "metric",
            "stopped_at",
            "paused_at",
            sqlite_where=text("stopped_at IS NULL AND paused_at IS NULL"),
            postgresql_where=text("stopped_at IS NULL AND paused_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    case_id: int = Field(foreign_key="case.id", sa_type=IdColumn)
    metric: SlaMetric = Field(
        sa_column=Column(enum_column(SlaMetric, "sla_clock_metric"), nullable=False)
    )
    urgency: Urgency = Field(
        sa_column=Column(enum_column(Urgency, "sla_clock_urgency"), nullable=False)
    )
    policy: str | None = Field(default=None, max_length=60)
    target_seconds: int | None = None
    started_at: dt.datetime = Field(sa_type=UtcDateTime)
    due_at: dt.datetime = Field(sa_type=UtcDateTime)
    at_risk_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    paused_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    stopped_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered: bool = False
    counted_seconds: int | None = None
    automatic_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    automatic_seconds: int | None = None

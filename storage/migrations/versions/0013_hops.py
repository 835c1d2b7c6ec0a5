"""where customers were sent, and what came of it

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
CHANNELS = ("reply", "message", "article", "phone", "chat", "email", "store", "specialist")
TOPICS = (
    "account",
    "billing",
    "order",
    "refund",
    "product",
    "outage",
    "staff",
    "safety",
    "booking",
    "other",
)


def upgrade() -> None:
    op.create_table(
        "hop",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("mention_id", KEY, nullable=True),
        sa.Column("reply_id", KEY, nullable=True),
        sa.Column("user_id", KEY, nullable=True),
        _one_of("from_kind", *CHANNELS),
        sa.Column("from_platform", sa.String(24), nullable=True),
        _one_of("to_kind", *CHANNELS),
        sa.Column("to_platform", sa.String(24), nullable=True),
        sa.Column("channel", sa.String(60), nullable=True),
        sa.Column("route", sa.String(100), nullable=True),
        _one_of("asked_by", "agent", "customer", "rule"),
        sa.Column("why", sa.String(300), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _one_of("outcome", "open", "arrived", "solved", "returned", "silent"),
        sa.Column("context_carried", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("carried_by", sa.String(100), nullable=True),
        sa.Column("carried_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        _refers("case_id", "case"),
        _refers("mention_id", "mention"),
        _refers("reply_id", "reply"),
        _refers("user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hop")),
    )
    op.create_index("ix_hop_case", "hop", ["case_id"])
    op.create_index("ix_hop_at", "hop", ["at"])
    op.create_index("ix_hop_outcome", "hop", ["outcome", "at"])
    op.create_index("ix_hop_reply", "hop", ["reply_id"])
    _choices()
    _surveys()


def downgrade() -> None:
    op.execute("DELETE FROM case_event WHERE kind = 'hopped'")
    op.drop_table("survey")
    op.drop_table("route_choice")
    op.drop_table("hop")


def _choices() -> None:
    table = "route_choice"
    op.create_table(
        table,
        sa.Column("reply_id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=True),
        _one_of("topic", *TOPICS, table=table),
        sa.Column("platform", sa.String(24), nullable=False),
        sa.Column("chosen", sa.String(60), nullable=False),
        _one_of("chosen_kind", *CHANNELS, table=table),
        sa.Column("recommended", sa.String(60), nullable=True),
        _one_of("recommended_kind", *CHANNELS, table=table, nullable=True),
        sa.Column("rule", sa.String(200), nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        _one_of("outcome", "open", "settled", "came_back", table=table),
        sa.Column("closed_at", MOMENT, nullable=True),
        _refers("reply_id", "reply", table=table),
        _refers("user_id", "user_account", table=table),
        sa.PrimaryKeyConstraint("reply_id", name=op.f("pk_route_choice")),
    )
    op.create_index("ix_route_choice_open", table, ["outcome", "sent_at"])
    op.create_index("ix_route_choice_topic", table, ["topic", "chosen_kind", "outcome"])


def _surveys() -> None:
    op.create_table(
        "survey",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("reply_id", KEY, nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("skipped", sa.String(200), nullable=True),
        _refers("case_id", "case", table="survey"),
        _refers("reply_id", "reply", table="survey"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_survey")),
    )
    op.create_index("ix_survey_asked", "survey", ["asked_at"])


def _refers(column: str, to: str, *, table: str = "hop") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _one_of(
    column: str, *values: str, table: str = "hop", nullable: bool = False
) -> sa.Column[str]:
    kind = sa.Enum(
        *values, name=f"{table}_{column}", native_enum=False, create_constraint=True, length=24
    )
    return sa.Column(column, kind, nullable=nullable)

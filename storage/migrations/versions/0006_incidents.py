"""incidents and priority

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
TABLES = ("topic_arrival", "mention_trace", "incident_statement", "incident_case", "incident")


def upgrade() -> None:
    with op.batch_alter_table("case") as batch:
        batch.add_column(
            sa.Column("overdue", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(sa.Column("certainty", sa.Float(), nullable=False, server_default="1"))
        batch.add_column(
            sa.Column("ignored_before", sa.Integer(), nullable=False, server_default="0")
        )
        batch.add_column(sa.Column("tier", sa.String(length=32), nullable=True))
        batch.create_index("ix_case_overdue", ["status", "overdue", "due_at"])
    _incidents()
    _traces()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    with op.batch_alter_table("case") as batch:
        batch.drop_index("ix_case_overdue")
        for column in ("tier", "ignored_before", "certainty", "overdue"):
            batch.drop_column(column)


def _refers(
    table: str, column: str, to: str, ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=ondelete)


def _one_of(column: str, name: str, *values: str) -> sa.Column[str]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)
    return sa.Column(column, kind, nullable=False)


def _incidents() -> None:
    op.create_table(
        "incident",
        sa.Column("id", KEY, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("anchor", sa.String(100), nullable=False),
        _one_of("status", "incident_status", "open", "closed"),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("last_post_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index("ix_incident_live", "incident", ["status", "last_post_at"])
    op.create_table(
        "incident_case",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("incident_id", KEY, nullable=False),
        sa.Column("joined_at", MOMENT, nullable=False),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.Column("left_by", KEY, nullable=True),
        sa.Column("statement_id", KEY, nullable=True),
        sa.Column("follow_up_id", KEY, nullable=True),
        _refers("incident_case", "case_id", "case"),
        _refers("incident_case", "incident_id", "incident"),
        _refers("incident_case", "left_by", "user_account"),
        _refers("incident_case", "statement_id", "reply"),
        _refers("incident_case", "follow_up_id", "reply"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_incident_case")),
    )
    op.create_index("ix_incident_case_incident", "incident_case", ["incident_id", "joined_at"])
    op.create_table(
        "incident_statement",
        sa.Column("id", KEY, nullable=False),
        sa.Column("incident_id", KEY, nullable=False),
        _one_of("kind", "incident_statement_kind", "statement", "follow_up"),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("approved_at", MOMENT, nullable=True),
        sa.Column("approved_by", KEY, nullable=True),
        _refers("incident_statement", "incident_id", "incident"),
        _refers("incident_statement", "approved_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_statement")),
        sa.UniqueConstraint("incident_id", "kind", "language", name="uq_incident_statement"),
    )


def _traces() -> None:
    op.create_table(
        "mention_trace",
        sa.Column("mention_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("topics", JSON, nullable=False),
        sa.Column("markers", JSON, nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("placed_at", MOMENT, nullable=True),
        _refers("mention_trace", "mention_id", "mention", ondelete="CASCADE"),
        _refers("mention_trace", "case_id", "case"),
        sa.PrimaryKeyConstraint("mention_id", name=op.f("pk_mention_trace")),
    )
    op.create_index("ix_mention_trace_at", "mention_trace", ["at"])
    op.create_index("ix_mention_trace_placed", "mention_trace", ["placed_at", "at"])
    op.create_index("ix_mention_trace_case", "mention_trace", ["case_id"])
    op.create_table(
        "topic_arrival",
        sa.Column("minute", MOMENT, nullable=False),
        sa.Column("topic", sa.String(24), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("minute", "topic", name=op.f("pk_topic_arrival")),
    )

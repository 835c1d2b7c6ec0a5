"""cases, teams and presence

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _teams()
    _presence()
    _changes()
    _corrections()
    with op.batch_alter_table("case") as batch:
        batch.add_column(sa.Column("team_id", KEY, nullable=True))
        batch.create_foreign_key(op.f("fk_case_team_id"), "team", ["team_id"], ["id"])
        batch.create_index(op.f("ix_case_team_id"), ["team_id"])


def downgrade() -> None:
    with op.batch_alter_table("case") as batch:
        batch.drop_index(op.f("ix_case_team_id"))
        batch.drop_constraint(op.f("fk_case_team_id"), type_="foreignkey")
        batch.drop_column("team_id")
    for table in ("correction", "case_change", "asked", "presence", "staffing", "team_member", "team"):
        op.drop_table(table)


def _teams() -> None:
    op.create_table(
        "team",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name="uq_team_name"),
    )
    op.create_table(
        "team_member",
        sa.Column("team_id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        _refers("team_member", "team_id", "team"),
        _refers("team_member", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("team_id", "user_id", name=op.f("pk_team_member")),
    )
    op.create_table(
        "staffing",
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("languages", JSON, nullable=False),
        sa.Column("skills", JSON, nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("away_until", MOMENT, nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        _refers("staffing", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_staffing")),
    )


def _presence() -> None:
    op.create_table(
        "presence",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("typed_at", MOMENT, nullable=True),
        _refers("presence", "case_id", "case"),
        _refers("presence", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("case_id", "user_id", name=op.f("pk_presence")),
    )
    op.create_index(op.f("ix_presence_seen_at"), "presence", ["seen_at"])
    op.create_table(
        "asked",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _refers("asked", "case_id", "case"),
        _refers("asked", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("case_id", "user_id", name=op.f("pk_asked")),
    )
    op.create_index(op.f("ix_asked_user_id"), "asked", ["user_id"])


def _changes() -> None:
    op.create_table(
        "case_change",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", _kind(), nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("other_id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("moved", JSON, nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("after", JSON, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("undone_by", KEY, nullable=True),
        _refers("case_change", "case_id", "case"),
        _refers("case_change", "other_id", "case"),
        _refers("case_change", "user_id", "user_account"),
        _refers("case_change", "undone_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_change")),
    )
    op.create_index("ix_case_change_case", "case_change", ["case_id"])
    op.create_index("ix_case_change_other", "case_change", ["other_id"])


def _corrections() -> None:
    op.create_table(
        "correction",
        sa.Column("id", KEY, nullable=False),
        sa.Column("mention_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=True),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("head", sa.String(24), nullable=False),
        sa.Column("before", sa.String(24), nullable=False),
        sa.Column("after", sa.String(24), nullable=False),
        sa.Column("model", sa.String(100), nullable=False),
        _refers("correction", "mention_id", "mention"),
        _refers("correction", "case_id", "case"),
        _refers("correction", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index(op.f("ix_correction_mention_id"), "correction", ["mention_id"])


def _kind() -> sa.Enum:
    return sa.Enum(
        "merge",
        "split",
        name="case_change_kind",
        native_enum=False,
        create_constraint=True,
        length=24,
    )


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))

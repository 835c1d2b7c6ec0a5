"""macros, approvals and offers

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
EVENTS = "('approval_asked', 'returned', 'recalled', 'goodwill')"


def upgrade() -> None:
    op.create_table(
        "macro",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("language", sa.String(16), nullable=True),
        sa.Column("team_id", KEY, nullable=True),
        sa.Column("changed_by", KEY, nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("used", sa.Integer(), nullable=False, server_default="0"),
        _refers("macro", "team_id", "team"),
        _refers("macro", "changed_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_macro")),
    )
    op.create_index("ix_macro_name", "macro", ["name"])
    op.create_index("ix_macro_team_id", "macro", ["team_id"])
    _approvals()
    _offers()


def _approvals() -> None:
    op.create_table(
        "approval",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("reply_id", KEY, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reasons", JSON, nullable=False),
        sa.Column("promises", JSON, nullable=True),
        _one_of("approval_status", "status", "waiting", "approved", "returned", "taken_back"),
        sa.Column("asked_by", KEY, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("decided_by", KEY, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("comment", sa.String(1000), nullable=True),
        _refers("approval", "case_id", "case"),
        _refers("approval", "reply_id", "reply"),
        _refers("approval", "asked_by", "user_account"),
        _refers("approval", "decided_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    op.create_index("ix_approval_status", "approval", ["status", "asked_at"])
    op.create_index("ix_approval_reply", "approval", ["reply_id"])
    op.create_index("ix_approval_case", "approval", ["case_id"])


def _offers() -> None:
    op.create_table(
        "goodwill_offer",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("reply_id", KEY, nullable=True),
        sa.Column("rule", sa.String(60), nullable=False),
        _one_of("goodwill_offer_gesture", "gesture", "voucher", "senior"),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("reasons", JSON, nullable=False),
        _one_of(
            "goodwill_offer_status", "status", "proposed", "granted", "declined", "withdrawn"
        ),
        sa.Column("code", sa.String(64), nullable=True),
        sa.Column("purses", JSON, nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("decided_by", KEY, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        _refers("goodwill_offer", "case_id", "case"),
        _refers("goodwill_offer", "customer_id", "customer"),
        _refers("goodwill_offer", "reply_id", "reply"),
        _refers("goodwill_offer", "decided_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goodwill_offer")),
    )
    op.create_index("ix_goodwill_offer_case", "goodwill_offer", ["case_id"])
    op.create_index("ix_goodwill_offer_at", "goodwill_offer", ["proposed_at"])
    op.create_table(
        "goodwill_purse",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_goodwill_purse")),
    )


def downgrade() -> None:
    op.execute(f"DELETE FROM case_event WHERE kind IN {EVENTS}")  # noqa: S608  our own words
    op.execute("UPDATE reply SET status = 'drafted' WHERE status = 'awaiting_approval'")
    for table in ("goodwill_purse", "goodwill_offer", "approval", "macro"):
        op.drop_table(table)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _one_of(name: str, column: str, *values: str) -> sa.Column[str]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)
    return sa.Column(column, kind, nullable=False)

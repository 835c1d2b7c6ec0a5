"""indexes for scale, and the full-text search

Revision ID: 0009
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage import search_schema

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


NEW = {
    "ix_case_rank": [
        "status", "rank", "platform", "language", "urgency", "reply_pending", "due_at",
    ],
    "ix_case_waiting": ["status", "waiting_since", "id"],
    "ix_case_recent": ["status", "last_activity_at", "id"],
    "ix_case_claimed": ["claimed_until"],
    "ix_case_language": ["language"],
}
OLD = {
    "ix_case_inbox": ["status", "reply_pending", "rank"],
    "ix_case_waiting": ["status", "waiting_since"],
}
NOTED = sa.text("attention IS NOT NULL")


def upgrade() -> None:
    _replace(OLD, NEW)
    op.create_index(
        "ix_case_attention",
        "case",
        ["status", "rank"],
        sqlite_where=NOTED,
        postgresql_where=NOTED,
    )
    op.create_table(
        "search_pending",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_pending")),
    )
    search_schema.create(op.get_bind())
    op.execute('INSERT INTO search_pending (case_id) SELECT id FROM "case"')


def downgrade() -> None:
    search_schema.drop(op.get_bind())
    op.drop_table("search_pending")
    op.drop_index("ix_case_attention", "case")
    _replace(NEW, OLD)


def _replace(old: dict[str, list[str]], new: dict[str, list[str]]) -> None:
    for name in old:
        op.drop_index(name, "case")
    for name, columns in new.items():
        op.create_index(name, "case", columns)

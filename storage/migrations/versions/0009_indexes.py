"""indexes for scale, and the full-text search

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage import search_schema

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
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

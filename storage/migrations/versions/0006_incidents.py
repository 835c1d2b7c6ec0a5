"""incidents and priority

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


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


def downgrade() -> None:
    with op.batch_alter_table("case") as batch:
        batch.drop_index("ix_case_overdue")
        for column in ("tier", "ignored_before", "certainty", "overdue"):
            batch.drop_column(column)

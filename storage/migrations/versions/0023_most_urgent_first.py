"""the queue's order, and what is stored and judged in a minute

Revision ID: 0023
Revises: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("task") as batch:
        batch.add_column(sa.Column("turn_at", MOMENT, nullable=True))
    op.execute("UPDATE task SET turn_at = run_at")
    with op.batch_alter_table("task") as batch:
        batch.alter_column("turn_at", existing_type=MOMENT, nullable=False)
        batch.drop_index("ix_task_due")
        batch.create_index("ix_task_turn", ["kind", "given_up_at", "turn_at", "id"])
    op.create_table(
        "throughput",
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("minute", MOMENT, nullable=False),
        sa.Column("stored", sa.Integer(), nullable=False),
        sa.Column("judged", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", "minute", name=op.f("pk_throughput")),
    )


def downgrade() -> None:
    op.drop_table("throughput")
    with op.batch_alter_table("task") as batch:
        batch.drop_index("ix_task_turn")
        batch.create_index("ix_task_due", ["kind", "given_up_at", "run_at"])
        batch.drop_column("turn_at")

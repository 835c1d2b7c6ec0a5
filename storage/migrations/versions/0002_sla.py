"""clocks, policies and business hours

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


RUNNING = "ix_sla_clock_running"
COLUMNS = (
    ("policy", sa.String(60)),
    ("target_seconds", sa.Integer()),
    ("at_risk_at", sa.DateTime(timezone=True)),
    ("paused_at", sa.DateTime(timezone=True)),
    ("counted_seconds", sa.Integer()),
    ("automatic_at", sa.DateTime(timezone=True)),
    ("automatic_seconds", sa.Integer()),
)


def upgrade() -> None:
    op.add_column("case", sa.Column("at_risk_at", sa.DateTime(timezone=True), nullable=True))
    for name, kind in COLUMNS:
        op.add_column("sla_clock", sa.Column(name, kind, nullable=True))
    op.create_index("ix_sla_clock_started", "sla_clock", ["started_at"])
    op.drop_index(RUNNING, table_name="sla_clock")
    running = sa.text("stopped_at IS NULL AND paused_at IS NULL")
    op.create_index(
        RUNNING,
        "sla_clock",
        ["due_at", "at_risk_at", "metric", "stopped_at", "paused_at"],
        sqlite_where=running,
        postgresql_where=running,
    )


def downgrade() -> None:
    op.drop_index(RUNNING, table_name="sla_clock")
    running = sa.text("stopped_at IS NULL")
    op.create_index(
        RUNNING, "sla_clock", ["due_at"], sqlite_where=running, postgresql_where=running
    )
    op.drop_index("ix_sla_clock_started", table_name="sla_clock")
    for name, _ in reversed(COLUMNS):
        op.drop_column("sla_clock", name)
    op.drop_column("case", "at_risk_at")

"""when the author of a request edited it so that it asks nothing

Revision ID: 0032
Revises: 0031
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ledger_entry", sa.Column("edited_away_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("ledger_entry", "edited_away_at")

"""when the holder of a session last proved who it is

Revision ID: 0025
Revises: 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("user_session") as batch:
        batch.add_column(sa.Column("proved_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    with op.batch_alter_table("user_session") as batch:
        batch.drop_column("proved_at")

"""whether a recent post complains, by which incidents are found

Revision ID: 0031
Revises: 0030
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mention_trace", sa.Column("complaint", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("mention_trace", "complaint")

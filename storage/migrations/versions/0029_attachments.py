"""photos, videos and links of a post, as addresses

Revision ID: 0029
Revises: 0028
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kept = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.add_column("mention", sa.Column("attachments", kept, nullable=True))


def downgrade() -> None:
    op.drop_column("mention", "attachments")

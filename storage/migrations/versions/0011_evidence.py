"""what carried a judgement

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("mention_id", _ID, nullable=False),
        sa.Column("spans", _JSON, nullable=False),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["mention_id"], ["mention.id"], name=op.f("fk_evidence_mention_id_mention")
        ),
        sa.PrimaryKeyConstraint("mention_id", name=op.f("pk_evidence")),
    )


def downgrade() -> None:
    op.drop_table("evidence")

"""hashes of e-mail addresses that accounts gave us

Revision ID: 0030
Revises: 0029
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "known_address"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", KEY, nullable=False),
        sa.Column("author_id", KEY, nullable=False),
        sa.Column("mention_id", KEY, nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["author.id"], name=op.f("fk_known_address_author_id_author")
        ),
        sa.ForeignKeyConstraint(
            ["mention_id"], ["mention.id"], name=op.f("fk_known_address_mention_id_mention")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_address")),
        sa.UniqueConstraint("mention_id", "digest", name="uq_known_address"),
    )
    op.create_index("ix_known_address_digest", TABLE, ["digest"])
    op.create_index("ix_known_address_author", TABLE, ["author_id"])


def downgrade() -> None:
    op.drop_table(TABLE)

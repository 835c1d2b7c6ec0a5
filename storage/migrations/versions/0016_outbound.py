"""how much one customer is written to

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
PURPOSES = ("answer", "statement", "follow_up", "survey", "automatic")
COLUMNS = ("purpose", "sending_at", "held", "override", "rules_version", "micro_usd")


def upgrade() -> None:
    with op.batch_alter_table("reply") as batch:
        batch.add_column(
            sa.Column("purpose", sa.String(length=24), nullable=False, server_default="answer")
        )
        batch.add_column(sa.Column("sending_at", TIME))
        batch.add_column(sa.Column("held", sa.String(length=500)))
        batch.add_column(sa.Column("override", sa.String(length=300)))
        batch.add_column(sa.Column("rules_version", sa.String(length=64)))
        batch.add_column(
            sa.Column("micro_usd", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch.create_check_constraint(
            op.f("ck_reply_reply_purpose"), sa.column("purpose").in_(PURPOSES)
        )
    op.execute("UPDATE reply SET sending_at = sent_at WHERE sent_at IS NOT NULL")


def downgrade() -> None:
    with op.batch_alter_table("reply") as batch:
        batch.drop_constraint(op.f("ck_reply_reply_purpose"), type_="check")
        for name in reversed(COLUMNS):
            batch.drop_column(name)

"""who asked for a gesture of goodwill

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = "fk_goodwill_offer_proposed_by"


def upgrade() -> None:
    with op.batch_alter_table("goodwill_offer") as batch:
        batch.add_column(sa.Column("proposed_by", KEY))
        batch.create_foreign_key(op.f(NAME), "user_account", ["proposed_by"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("goodwill_offer") as batch:
        batch.drop_constraint(op.f(NAME), type_="foreignkey")
        batch.drop_column("proposed_by")

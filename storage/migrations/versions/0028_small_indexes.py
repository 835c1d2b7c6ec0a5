"""small indexes of mentions: our own by thread, and what nobody has judged by its author

Revision ID: 0028
Revises: 0027
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

SMALL = {
    "ix_mention_ours": ("conversation_id", "by_brand IS 1"),
    "ix_mention_unjudged_of": ("author_id", "triaged_at IS NULL"),
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":  # elsewhere storage.indexes makes them afterwards
        for name, (column, where) in SMALL.items():
            op.create_index(name, "mention", [column], sqlite_where=sa.text(where))


def downgrade() -> None:
    for name in SMALL:
        op.drop_index(name, table_name="mention", if_exists=True)

"""the audit's chain; rows from before it are chained and marked, without anybody's words

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from domain.audit import Head, following
from storage.columns import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
INDEXES = {
    "ix_audit_entry_user_id": ["user_id", "number"],
    "ix_audit_entry_action": ["action", "number"],
    "ix_audit_entry_at": ["at"],
}
ROWS = sa.table(
    "audit_entry",
    sa.column("id", KEY),
    sa.column("at", UtcDateTime()),
    sa.column("user_id", KEY),
    sa.column("action", sa.String()),
    sa.column("subject", sa.String()),
    sa.column("detail", JSON),
    sa.column("number", sa.BigInteger()),
    sa.column("before_chain", sa.Boolean()),
    sa.column("previous", sa.String()),
    sa.column("hash", sa.String()),
)


def upgrade() -> None:
    head = op.create_table(
        "audit_head",
        sa.Column("id", KEY, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    with op.batch_alter_table("audit_entry") as batch:
        batch.add_column(sa.Column("number", sa.BigInteger()))
        batch.add_column(sa.Column("before_chain", sa.Boolean()))
        batch.add_column(sa.Column("previous", sa.String(length=64)))
        batch.add_column(sa.Column("hash", sa.String(length=64)))
    last = _chain(op.get_bind())
    op.bulk_insert(head, [{"id": 1, "number": last.number, "hash": last.hash}])
    with op.batch_alter_table("audit_entry") as batch:
        batch.alter_column("number", existing_type=sa.BigInteger(), nullable=False)
        batch.alter_column("before_chain", existing_type=sa.Boolean(), nullable=False)
        batch.alter_column("previous", existing_type=sa.String(length=64), nullable=False)
        batch.alter_column("hash", existing_type=sa.String(length=64), nullable=False)
        batch.create_unique_constraint(op.f("uq_audit_entry_number"), ["number"])
        for name, columns in INDEXES.items():
            batch.create_index(name, columns)


def _chain(connection: sa.Connection) -> Head:
    """Number and chain what is there, and take out of it what people had typed."""
    head = Head()
    for row in connection.execute(sa.select(ROWS).order_by(ROWS.c.id)).mappings().all():
        entry = following(
            head,
            row["action"],
            row["subject"],
            _detail(row["detail"]),
            user_id=row["user_id"],
            at=row["at"],
            before_chain=True,
        )
        connection.execute(
            sa.update(ROWS)
            .where(ROWS.c.id == row["id"])
            .values(
                detail=dict(entry.detail),
                number=entry.number,
                before_chain=True,
                previous=entry.previous,
                hash=entry.hash,
            )
        )
        head = Head(number=entry.number, hash=entry.hash)
    return head


def _detail(value: Any) -> dict[str, Any]:
    found = json.loads(value) if isinstance(value, str) else value
    return found if isinstance(found, dict) else {}


def downgrade() -> None:
    with op.batch_alter_table("audit_entry") as batch:
        for name in INDEXES:
            batch.drop_index(name)
        batch.drop_constraint(op.f("uq_audit_entry_number"), type_="unique")
        for column in ("hash", "previous", "before_chain", "number"):
            batch.drop_column(column)
    op.drop_table("audit_head")

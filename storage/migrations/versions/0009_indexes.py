"""indexes for scale, and the full-text search

Revision ID: 0009
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


NEW = {
    "ix_case_rank": [
        "status", "rank", "platform", "language", "urgency", "reply_pending", "due_at",
    ],
    "ix_case_waiting": ["status", "waiting_since", "id"],
    "ix_case_recent": ["status", "last_activity_at", "id"],
    "ix_case_claimed": ["claimed_until"],
    "ix_case_language": ["language"],
}
OLD = {
    "ix_case_inbox": ["status", "reply_pending", "rank"],
    "ix_case_waiting": ["status", "waiting_since"],
}
SEARCH = {
    "sqlite": [
        "CREATE VIRTUAL TABLE case_search USING fts5(words, tokenize='ascii', detail=none, "
        "columnsize=0, prefix='2 3')",
    ],
    "postgresql": [
        "CREATE TABLE case_search (case_id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
        "CREATE INDEX ix_case_search_words ON case_search USING gin (words) "
        "WITH (fastupdate = off)",
    ],
}
SECURE_DELETE = "INSERT INTO case_search(case_search, rank) VALUES ('secure-delete', 1)"
SECURE_DELETE_FROM = (3, 42, 0)  # of SQLite; before it `storage.search.purge` does the same
NOTED = sa.text("attention IS NOT NULL")


def upgrade() -> None:
    _replace(OLD, NEW)
    op.create_index(
        "ix_case_attention",
        "case",
        ["status", "rank"],
        sqlite_where=NOTED,
        postgresql_where=NOTED,
    )
    op.create_table(
        "search_pending",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_pending")),
    )
    _create_search()
    op.execute('INSERT INTO search_pending (case_id) SELECT id FROM "case"')


def downgrade() -> None:
    op.execute("DROP TABLE IF EXISTS case_search")
    op.drop_table("search_pending")
    op.drop_index("ix_case_attention", "case")
    _replace(NEW, OLD)


def _replace(old: dict[str, list[str]], new: dict[str, list[str]]) -> None:
    for name in old:
        op.drop_index(name, "case")
    for name, columns in new.items():
        op.create_index(name, "case", columns)


def _create_search() -> None:
    """Its words follow with the triggers (see env.py) and `storage.search.refresh`."""
    dialect = op.get_bind().dialect
    for statement in SEARCH[dialect.name]:
        op.execute(statement)
    version = getattr(dialect.dbapi, "sqlite_version_info", ())
    if dialect.name == "sqlite" and version >= SECURE_DELETE_FROM:
        op.execute(SECURE_DELETE)

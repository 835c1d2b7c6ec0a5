"""self-service articles

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLES = ("article_sent", "article_passage", "article_edition", "article")
STATES = ("current", "changed", "broken", "withdrawn")


def upgrade() -> None:
    state = sa.Enum(
        *STATES, name="article_state", native_enum=False, create_constraint=True, length=24
    )
    op.create_table(
        "article",
        sa.Column("id", KEY, nullable=False),
        sa.Column("source", sa.String(500), nullable=False),
        sa.Column("external_id", sa.String(500), nullable=False),
        sa.Column("group_key", sa.String(500), nullable=False),
        sa.Column("title", sa.String(500), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("url", sa.String(2048), nullable=False),
        sa.Column("language", sa.String(16), nullable=True),
        sa.Column("reads_as", sa.String(16), nullable=True),
        sa.Column("state", state, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("imported_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("checked_at", MOMENT, nullable=True),
        sa.Column("last_error", sa.String(500), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("source", "external_id", name="uq_article_source"),
    )
    op.create_index("ix_article_checked", "article", ["checked_at", "id"])
    op.create_index("ix_article_url", "article", ["url"])
    op.create_table(
        "article_edition",
        sa.Column("id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_edition")),
    )
    _passages()
    _sent()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _passages() -> None:
    op.create_table(
        "article_passage",
        sa.Column("id", KEY, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("model", sa.String(100), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_article_passage_article_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_passage")),
        sa.UniqueConstraint("article_id", "place", name="uq_article_passage"),
    )
    op.create_index("ix_article_passage_model", "article_passage", ["model"])


def _sent() -> None:
    op.create_table(
        "article_sent",
        sa.Column("reply_id", KEY, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("solved", sa.Boolean(), nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["reply.id"], name=op.f("fk_article_sent_reply_id")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_sent_article_id")
        ),
        sa.PrimaryKeyConstraint("reply_id", "article_id", name=op.f("pk_article_sent")),
    )
    op.create_index("ix_article_sent_open", "article_sent", ["solved", "sent_at"])
    op.create_index("ix_article_sent_article", "article_sent", ["article_id", "sent_at"])

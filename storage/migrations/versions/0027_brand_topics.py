"""topics of the brand's own, learned from examples

Revision ID: 0027
Revises: 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
CASE_RANK = ["status", "rank", "platform", "language", "urgency", "reply_pending", "due_at"]
PULSE_SLOT = [
    "slot",
    "sentiment",
    "platform",
    "topic",
    "language",
    "followers",
    "author_id",
    "mention_id",
]
TOPIC = "brand_topic_id"


def upgrade() -> None:
    _tables()
    op.add_column("classification", sa.Column(TOPIC, KEY, nullable=True))
    op.add_column("classification", sa.Column("brand_topic_p", sa.Float(), nullable=True))
    op.add_column("case", sa.Column(TOPIC, KEY, nullable=True))
    op.add_column("pulse_post", sa.Column(TOPIC, KEY, nullable=True))
    if op.get_bind().dialect.name == "sqlite":  # elsewhere storage.indexes makes them afterwards
        _index([*CASE_RANK, TOPIC], [*PULSE_SLOT, TOPIC])


def downgrade() -> None:
    _index(CASE_RANK, PULSE_SLOT)
    op.drop_column("pulse_post", TOPIC)
    op.drop_column("case", TOPIC)
    op.drop_column("classification", "brand_topic_p")
    op.drop_column("classification", TOPIC)
    for table in ("post_vector", "brand_topic_state", "brand_topic_example", "brand_topic"):
        op.drop_table(table)


def _index(case_rank: list[str], pulse_slot: list[str]) -> None:
    """What is filtered by stands in the index that is read."""
    op.drop_index("ix_case_rank", table_name="case", if_exists=True)
    op.create_index("ix_case_rank", "case", case_rank)
    op.drop_index("ix_pulse_post_slot", table_name="pulse_post", if_exists=True)
    op.create_index("ix_pulse_post_slot", "pulse_post", pulse_slot)


def _tables() -> None:
    op.create_table(
        "brand_topic",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("merged_into", KEY, nullable=True),
        sa.Column("weights", sa.LargeBinary(), nullable=False),
        sa.Column("learned", JSON, nullable=False),
        sa.Column("quality", JSON, nullable=False),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["brand_topic.id"], name=op.f("fk_brand_topic_merged_into_brand_topic")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand_topic")),
    )
    _examples()
    op.create_table(
        "brand_topic_state",
        sa.Column("id", KEY, nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("learned", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand_topic_state")),
    )
    op.create_table(
        "post_vector",
        sa.Column("mention_id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["mention_id"],
            ["mention.id"],
            name=op.f("fk_post_vector_mention_id_mention"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("mention_id", name=op.f("pk_post_vector")),
    )
    op.create_index("ix_post_vector_at", "post_vector", ["at", "mention_id"])


def _examples() -> None:
    op.create_table(
        "brand_topic_example",
        sa.Column("id", KEY, nullable=False),
        sa.Column("topic_id", KEY, nullable=False),
        sa.Column("mention_id", KEY, nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("about", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.Column("added_by", KEY, nullable=True),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_id"],
            ["brand_topic.id"],
            name=op.f("fk_brand_topic_example_topic_id_brand_topic"),
        ),
        sa.ForeignKeyConstraint(
            ["mention_id"],
            ["mention.id"],
            name=op.f("fk_brand_topic_example_mention_id_mention"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["added_by"],
            ["user_account.id"],
            name=op.f("fk_brand_topic_example_added_by_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand_topic_example")),
        sa.UniqueConstraint("topic_id", "mention_id", name="uq_brand_topic_example"),
    )
    op.create_index("ix_brand_topic_example_mention", "brand_topic_example", ["mention_id"])

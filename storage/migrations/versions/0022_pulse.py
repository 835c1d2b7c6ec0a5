"""what trends are counted from, and saved views

Revision ID: 0022
Revises: 0021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TOPICS = (
    "account", "billing", "order", "refund", "product", "outage", "staff", "safety", "booking",
    "other",
)  # fmt: skip
MOODS = ("negative", "neutral", "positive")
NOT_SEARCHED = -1
SECONDS = 900
HEARD = """
INSERT INTO pulse_post
  (mention_id, author_id, slot, platform, language, topic, sentiment, followers, edition)
SELECT m.id, m.author_id, {slot}, m.platform, coalesce(m.language, ''), c.topic, c.sentiment,
  a.followers, {edition}
FROM mention m
JOIN classification c ON c.mention_id = m.id
JOIN author a ON a.id = m.author_id
WHERE NOT m.by_brand
  AND c.id = (SELECT max(d.id) FROM classification d WHERE d.mention_id = m.id)
"""


def upgrade() -> None:
    _posts()
    _names()
    _views()
    _fill()


def downgrade() -> None:
    op.drop_table("saved_view")
    op.drop_table("pulse_name")
    op.drop_table("pulse_post")


def _posts() -> None:
    op.create_table(
        "pulse_post",
        sa.Column("mention_id", KEY, autoincrement=False, nullable=False),
        sa.Column("author_id", KEY, nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=24), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("topic", _choice(TOPICS, "pulse_post_topic"), nullable=False),
        sa.Column("sentiment", _choice(MOODS, "pulse_post_sentiment"), nullable=False),
        sa.Column("followers", sa.Integer(), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["author.id"], name=op.f("fk_pulse_post_author_id")),
        sa.ForeignKeyConstraint(
            ["mention_id"], ["mention.id"], name=op.f("fk_pulse_post_mention_id")
        ),
        sa.PrimaryKeyConstraint("mention_id", name=op.f("pk_pulse_post")),
    )
    op.create_index(
        "ix_pulse_post_slot",
        "pulse_post",
        ["slot", "sentiment", "platform", "topic", "language", "followers", "author_id", "mention_id"],  # fmt: skip
    )
    op.create_index("ix_pulse_post_author", "pulse_post", ["author_id"])
    op.create_index("ix_pulse_post_edition", "pulse_post", ["edition"])


def _names() -> None:
    op.create_table(
        "pulse_name",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("mention_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["mention_id"], ["mention.id"], name=op.f("fk_pulse_name_mention_id")
        ),
        sa.PrimaryKeyConstraint("name", "slot", "mention_id", name=op.f("pk_pulse_name")),
    )
    op.create_index("ix_pulse_name_mention", "pulse_name", ["mention_id"])


def _views() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("page", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_saved_view_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("user_id", "page", "name", name=op.f("uq_saved_view")),
    )


def _fill() -> None:
    """What was heard before, as the newest judgement says."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    epoch = (
        "CAST(strftime('%s', m.published_at) AS INTEGER)"
        if sqlite
        else "CAST(floor(extract(epoch FROM m.published_at)) AS BIGINT)"
    )
    op.execute(HEARD.format(slot=f"{epoch} / {SECONDS}", edition=NOT_SEARCHED))


def _choice(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)

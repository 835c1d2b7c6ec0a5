"""identity links and privacy

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
LINK_STATUS = ("suggested", "linked", "rejected", "unlinked")
LINK_EVENT = ("suggested", "strengthened", "linked", "rejected", "unlinked")


def upgrade() -> None:
    _extend_customer()
    _extend_author()
    _make_links()
    _make_facts()
    op.create_table(
        "tombstone",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("erased_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_tombstone")),
    )
    op.create_table(
        "seen_signature",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_seen_signature")),
    )
    op.create_index("ix_seen_signature_at", "seen_signature", ["at"])


def _extend_customer() -> None:
    with op.batch_alter_table("customer") as batch:
        batch.add_column(sa.Column("tier", sa.String(length=32), nullable=True))
        batch.add_column(
            sa.Column("attributes", JSON, nullable=False, server_default=sa.text("'{}'"))
        )
        batch.add_column(sa.Column("erased_at", MOMENT, nullable=True))


def _extend_author() -> None:
    with op.batch_alter_table("author") as batch:
        batch.add_column(sa.Column("home_customer_id", NUMBER, nullable=True))
        batch.add_column(sa.Column("profile_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("erased_at", MOMENT, nullable=True))
        batch.create_foreign_key(
            op.f("fk_author_home_customer_id"), "customer", ["home_customer_id"], ["id"]
        )
        batch.create_index(op.f("ix_author_home_customer_id"), ["home_customer_id"])
        batch.create_index("ix_author_handle", ["platform", "handle"])
    op.execute("UPDATE author SET home_customer_id = customer_id, profile_at = created_at")


def _make_links() -> None:
    op.create_table(
        "identity_link",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("author_id", NUMBER, nullable=False),
        sa.Column("other_id", NUMBER, nullable=False),
        sa.Column("status", _one_of(LINK_STATUS, "identity_link_status"), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("evidence", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        _refers("identity_link", "author_id", "author"),
        _refers("identity_link", "other_id", "author"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_link")),
        sa.UniqueConstraint("author_id", "other_id", name="uq_identity_link_pair"),
    )
    op.create_index("ix_identity_link_other", "identity_link", ["other_id"])
    op.create_table(
        "identity_event",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("link_id", NUMBER, nullable=False),
        sa.Column("kind", _one_of(LINK_EVENT, "identity_event_kind"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("user_id", NUMBER, nullable=True),
        sa.Column("changes", JSON, nullable=False),
        sa.Column("before", _one_of(LINK_STATUS, "identity_event_before"), nullable=True),
        sa.Column("undone_by", NUMBER, nullable=True),
        _refers("identity_event", "link_id", "identity_link"),
        _refers("identity_event", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_event")),
    )
    op.create_index("ix_identity_event_link", "identity_event", ["link_id", "id"])


def _make_facts() -> None:
    op.create_table(
        "named_identifier",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.Column("author_id", NUMBER, nullable=False),
        sa.Column("mention_id", NUMBER, nullable=False),
        _refers("named_identifier", "author_id", "author"),
        _refers("named_identifier", "mention_id", "mention"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_named_identifier")),
        sa.UniqueConstraint("mention_id", "value", name="uq_named_identifier"),
    )
    op.create_index("ix_named_identifier_value", "named_identifier", ["value"])
    op.create_index(op.f("ix_named_identifier_author_id"), "named_identifier", ["author_id"])
    op.create_table(
        "customer_fact",
        sa.Column("author_id", NUMBER, nullable=False, autoincrement=False),
        sa.Column("tier", sa.String(length=32), nullable=True),
        sa.Column("attributes", JSON, nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        _refers("customer_fact", "author_id", "author"),
        sa.PrimaryKeyConstraint("author_id", name=op.f("pk_customer_fact")),
    )


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _one_of(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)


def downgrade() -> None:
    tables = ("seen_signature", "tombstone", "customer_fact", "named_identifier")
    for table in (*tables, "identity_event", "identity_link"):
        op.drop_table(table)
    with op.batch_alter_table("author") as batch:
        batch.drop_index("ix_author_handle")
        batch.drop_index(op.f("ix_author_home_customer_id"))
        batch.drop_constraint(op.f("fk_author_home_customer_id"), type_="foreignkey")
        for column in ("home_customer_id", "profile_at", "erased_at"):
            batch.drop_column(column)
    with op.batch_alter_table("customer") as batch:
        for column in ("tier", "attributes", "erased_at"):
            batch.drop_column(column)

"""one-time passwords, sign-in by a provider, and counts of wrong passwords

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
OF_AN_ACCOUNT = ("one_time_until", "issuer", "subject", "failed_at", "seen_at")
OF_A_SESSION = ("seen_at", "address", "browser")


def upgrade() -> None:
    with op.batch_alter_table("user_account") as batch:
        batch.add_column(sa.Column("one_time_until", MOMENT))
        batch.add_column(sa.Column("issuer", sa.String(length=255)))
        batch.add_column(sa.Column("subject", sa.String(length=255)))
        batch.add_column(sa.Column("seen_at", MOMENT))
        batch.add_column(sa.Column("failed_at", MOMENT))
        batch.create_unique_constraint(op.f("uq_user_account_issuer"), ["issuer", "subject"])
    with op.batch_alter_table("user_session") as batch:
        batch.add_column(sa.Column("seen_at", MOMENT))
        batch.add_column(sa.Column("address", sa.String(length=64)))
        batch.add_column(sa.Column("browser", sa.String(length=80)))
    _counts()
    _browsers()


def downgrade() -> None:
    op.drop_table("known_browser")
    op.drop_table("sign_in_count")
    op.execute("DELETE FROM user_session")  # of one-time passwords, too
    with op.batch_alter_table("user_session") as batch:
        for name in OF_A_SESSION:
            batch.drop_column(name)
    with op.batch_alter_table("user_account") as batch:
        batch.drop_constraint(op.f("uq_user_account_issuer"), type_="unique")
        for name in OF_AN_ACCOUNT:
            batch.drop_column(name)


def _counts() -> None:
    op.create_table(
        "sign_in_count",
        sa.Column("scope", sa.String(length=120), nullable=False),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=True),
        sa.Column("until", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_sign_in_count_user_id")
        ),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_sign_in_count")),
    )
    op.create_index(op.f("ix_sign_in_count_last_at"), "sign_in_count", ["last_at"])
    op.create_index(op.f("ix_sign_in_count_user_id"), "sign_in_count", ["user_id"])


def _browsers() -> None:
    op.create_table(
        "known_browser",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_known_browser_user_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_known_browser")),
    )
    op.create_index(op.f("ix_known_browser_seen_at"), "known_browser", ["seen_at"])
    op.create_index(op.f("ix_known_browser_user_id"), "known_browser", ["user_id"])

"""what somebody is told, and where

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KINDS = (
    "critical", "incident", "spike", "stopped", "silence", "breached", "reply", "promise",
    "at_risk", "token", "budget", "weekly",
)  # fmt: skip
UNTOLD = sa.text("notification_id IS NULL")
UNSENT = sa.text("sent_at IS NULL")
CRITICAL = sa.text("urgency = 'critical'")


def upgrade() -> None:
    _notifications()
    _notices()
    op.create_index(
        "ix_case_critical",
        "case",
        ["status", "waiting_since"],
        sqlite_where=CRITICAL,
        postgresql_where=CRITICAL,
    )


def downgrade() -> None:
    op.drop_index("ix_case_critical", "case")
    op.drop_table("notice")
    op.drop_table("notification")


def _notifications() -> None:
    op.create_table(
        "notification",
        sa.Column("id", KEY, nullable=False),
        sa.Column("destination", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("kinds", JSON, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("not_before", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=300), nullable=True),
        sa.Column("failed_at", MOMENT, nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("lease_owner", sa.String(length=100), nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
    )
    op.create_index(
        "ix_notification_unsent",
        "notification",
        ["destination"],
        sqlite_where=UNSENT,
        postgresql_where=UNSENT,
    )
    op.create_index("ix_notification_sent", "notification", ["destination", "sent_at"])


def _notices() -> None:
    kind = sa.Enum(
        *KINDS, name="notice_kind", native_enum=False, create_constraint=True, length=24
    )
    op.create_table(
        "notice",
        sa.Column("id", KEY, nullable=False),
        sa.Column("destination", sa.String(length=32), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("subject_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("noticed_at", MOMENT, nullable=False),
        sa.Column("notification_id", KEY, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_notice_case_id")),
        sa.ForeignKeyConstraint(
            ["notification_id"], ["notification.id"], name=op.f("fk_notice_notification_id")
        ),
        sa.UniqueConstraint("destination", "kind", "subject_id", name=op.f("uq_notice")),
    )
    op.create_index(
        "ix_notice_untold",
        "notice",
        ["destination"],
        sqlite_where=UNTOLD,
        postgresql_where=UNTOLD,
    )
    op.create_index("ix_notice_notification", "notice", ["notification_id"])
    op.create_index("ix_notice_case", "notice", ["case_id"])

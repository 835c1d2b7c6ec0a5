"""context codes and what other systems are told

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
WAITS = sa.text("delivered_at IS NULL AND dead_at IS NULL")
TABLES = ("ticket", "webhook_message", "handoff_guess", "handoff_pin", "handoff_use", "handoff")


def upgrade() -> None:
    _codes()
    _uses()
    _pins()
    _webhooks()
    _tickets()


def downgrade() -> None:
    op.execute(
        "DELETE FROM case_event WHERE kind IN "
        "('handed_off', 'handoff_opened', 'handoff_revoked', 'ticket_opened', 'ticket_changed')"
    )
    for table in TABLES:
        op.drop_table(table)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _one_of(column: str, name: str, *values: str) -> sa.Column[str]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)
    return sa.Column(column, kind, nullable=False)


def _codes() -> None:
    op.create_table(
        "handoff",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("reply_id", KEY, nullable=True),
        _one_of("channel", "handoff_channel", "phone", "store", "chat", "email", "helpdesk"),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("in_public", sa.Boolean(), nullable=False),
        sa.Column("made_by", KEY, nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("revoked_by", KEY, nullable=True),
        sa.Column("carried_at", MOMENT, nullable=True),
        _refers("handoff", "case_id", "case"),
        _refers("handoff", "reply_id", "reply"),
        _refers("handoff", "made_by", "user_account"),
        _refers("handoff", "revoked_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff")),
        sa.UniqueConstraint("code_hash", name="uq_handoff_code_hash"),
    )
    for column in ("case_id", "reply_id", "expires_at"):
        name = column.removesuffix("_id").removesuffix("_at")
        op.create_index(f"ix_handoff_{name}", "handoff", [column])


def _uses() -> None:
    op.create_table(
        "handoff_use",
        sa.Column("id", KEY, nullable=False),
        sa.Column("handoff_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _one_of("reader", "handoff_use_reader", "staff", "pin", "customer"),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("who", sa.String(length=80), nullable=True),
        sa.Column("visit_hash", sa.String(length=64), nullable=True),
        sa.Column("visit_until", MOMENT, nullable=True),
        _refers("handoff_use", "handoff_id", "handoff"),
        _refers("handoff_use", "case_id", "case"),
        _refers("handoff_use", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff_use")),
        sa.UniqueConstraint("visit_hash", name="uq_handoff_use_visit_hash"),
    )
    op.create_index("ix_handoff_use_handoff", "handoff_use", ["handoff_id"])
    op.create_index("ix_handoff_use_case", "handoff_use", ["case_id"])


def _pins() -> None:
    op.create_table(
        "handoff_pin",
        sa.Column("id", KEY, nullable=False),
        sa.Column("handoff_id", KEY, nullable=False),
        sa.Column("pin_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        _refers("handoff_pin", "handoff_id", "handoff"),
        _refers("handoff_pin", "made_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff_pin")),
    )
    op.create_index("ix_handoff_pin_handoff", "handoff_pin", ["handoff_id"])
    op.create_index("ix_handoff_pin_expires", "handoff_pin", ["expires_at"])
    op.create_table(
        "handoff_guess",
        sa.Column("who_hash", sa.String(length=64), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("who_hash", name=op.f("pk_handoff_guess")),
    )
    op.create_index("ix_handoff_guess_since", "handoff_guess", ["since"])


def _webhooks() -> None:
    op.create_table(
        "webhook_message",
        sa.Column("id", KEY, nullable=False),
        sa.Column("endpoint", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("not_before", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=300), nullable=True),
        sa.Column("lease_owner", sa.String(length=100), nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("delivered_at", MOMENT, nullable=True),
        sa.Column("dead_at", MOMENT, nullable=True),
        _refers("webhook_message", "case_id", "case"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_message")),
    )
    op.create_index(
        "ix_webhook_message_waiting",
        "webhook_message",
        ["endpoint", "case_id", "id"],
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )
    for name, column in (("case", "case_id"), ("dead", "dead_at"), ("delivered", "delivered_at")):
        op.create_index(f"ix_webhook_message_{name}", "webhook_message", [column])


def _tickets() -> None:
    statuses = ("requested", "sending", "open", "solved", "unknown", "failed")
    op.create_table(
        "ticket",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("handoff_id", KEY, nullable=False),
        sa.Column("helpdesk", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        _one_of("status", "ticket_status", *statuses),
        sa.Column("requested_by", KEY, nullable=True),
        sa.Column("requested_at", MOMENT, nullable=False),
        sa.Column("remote_id", sa.String(length=64), nullable=True),
        sa.Column("remote_url", sa.String(length=500), nullable=True),
        sa.Column("remote_status", sa.String(length=32), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=500), nullable=True),
        sa.Column("not_before", MOMENT, nullable=True),
        sa.Column("lease_owner", sa.String(length=100), nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        _refers("ticket", "case_id", "case"),
        _refers("ticket", "handoff_id", "handoff"),
        _refers("ticket", "requested_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("key", name="uq_ticket_key"),
    )
    op.create_index("ix_ticket_case", "ticket", ["case_id"])
    op.create_index("ix_ticket_handoff", "ticket", ["handoff_id"])
    op.create_index("ix_ticket_status", "ticket", ["status", "not_before"])

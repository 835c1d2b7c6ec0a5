"""coverage, limits and budgets

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
PULSE = ("pulse_heard", "pulse_due", "pulse_credit")
PROOFS = ("known", "end", "filled")
HOLES = ("open", "closed", "reported")
ALERTS = (
    "silent",
    "token_expires",
    "token_expired",
    "sign_in_failed",
    "permission_missing",
    "out_of_credit",
    "budget_spent",
    "retired",
    "misconfigured",
    "forecast",
)


def upgrade() -> None:
    op.add_column("poll", sa.Column("walk_began_at", TIME))
    for name in PULSE:
        op.add_column("poll", sa.Column(name, sa.Float()))
    op.add_column("mention", sa.Column("edited_at", TIME))
    op.add_column("mention", sa.Column("deleted_at", TIME))
    _coverage()
    _money()
    op.create_table(
        "arrival",
        sa.Column("listener", sa.String(length=64), nullable=False),
        sa.Column("hour", TIME, nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("listener", "hour", name=op.f("pk_arrival")),
    )
    op.create_table(
        "listener_alert",
        sa.Column("id", ID, nullable=False),
        sa.Column("listener", sa.String(length=64), nullable=False),
        sa.Column("kind", _one_of(ALERTS, "listener_alert_kind"), nullable=False),
        sa.Column("detail", sa.String(length=500), nullable=False),
        sa.Column("began_at", TIME, nullable=False),
        sa.Column("ended_at", TIME),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listener_alert")),
    )
    op.create_index(
        "ix_listener_alert_listener", "listener_alert", ["listener", "kind", "ended_at"]
    )
    op.create_table(
        "mention_revision",
        sa.Column("id", ID, nullable=False),
        sa.Column("mention_id", ID, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("replaced_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["mention_id"], ["mention.id"], name=op.f("fk_mention_revision_mention_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention_revision")),
    )
    op.create_index(op.f("ix_mention_revision_mention_id"), "mention_revision", ["mention_id"])


def downgrade() -> None:
    for table in (
        "mention_revision",
        "listener_alert",
        "arrival",
        "api_limit",
        "paid_read",
        "spending",
        "coverage_hole",
        "coverage",
    ):
        op.drop_table(table)
    op.drop_column("mention", "deleted_at")
    op.drop_column("mention", "edited_at")
    for name in PULSE:
        op.drop_column("poll", name)
    op.drop_column("poll", "walk_began_at")


def _coverage() -> None:
    op.create_table(
        "coverage",
        sa.Column("id", ID, nullable=False),
        sa.Column("listener", sa.String(length=64), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.Column("proof", _one_of(PROOFS, "coverage_proof"), nullable=False),
        sa.Column("proved_at", TIME, nullable=False),
        sa.Column("walks", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage")),
    )
    op.create_index("ix_coverage_listener", "coverage", ["listener", "until"])
    op.create_table(
        "coverage_hole",
        sa.Column("id", ID, nullable=False),
        sa.Column("listener", sa.String(length=64), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.Column("state", _one_of(HOLES, "coverage_hole_state"), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("closed_at", TIME),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_hole")),
    )
    op.create_index("ix_coverage_hole_listener", "coverage_hole", ["listener", "state", "until"])


def _money() -> None:
    op.create_table(
        "spending",
        sa.Column("listener", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("reads", sa.Integer(), nullable=False),
        sa.Column("micro_usd", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("listener", "day", name=op.f("pk_spending")),
    )
    op.create_table(
        "paid_read",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.String(length=24), nullable=False),
        sa.Column("external_id", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("account", "day", "what", "external_id", name=op.f("pk_paid_read")),
    )
    op.create_table(
        "api_limit",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("endpoint", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("left", sa.Float(), nullable=False),
        sa.Column("remaining", sa.Integer()),
        sa.Column("most", sa.Integer()),
        sa.Column("resets_at", TIME),
        sa.Column("seen_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("account", "endpoint", "name", name=op.f("pk_api_limit")),
    )


def _one_of(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)

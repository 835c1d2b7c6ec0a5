"""the ledger of ignored requests and promises

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)
SETTLEMENTS = (
    "answered_here",
    "answered_natively",
    "answered_by_customer",
    "withdrawn",
    "self_resolved",
    "not_for_us",
    "corrected",
    "open",
    "not_needed",
)
PROBABILITY = {
    "sqlite": "json_extract(c.scores, '$.urgency.none')",
    "postgresql": "CAST(c.scores -> 'urgency' ->> 'none' AS double precision)",
}


def upgrade() -> None:
    _ledger()
    _promises()
    op.create_index(
        "ix_mention_unjudged",
        "mention",
        ["published_at"],
        sqlite_where=sa.text("triaged_at IS NULL"),
        postgresql_where=sa.text("triaged_at IS NULL"),
    )
    _fill()


def downgrade() -> None:
    op.drop_index("ix_mention_unjudged", table_name="mention")
    for table in ("promise", "case_seen", "ledger_touch", "ledger_entry"):
        op.drop_table(table)


def _ledger() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("mention_id", ID, autoincrement=False, nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("platform", sa.String(length=24), nullable=False),
        sa.Column("published_at", WHEN, nullable=False),
        sa.Column("judged_at", WHEN, nullable=False),
        sa.Column("due_at", WHEN, nullable=True),
        sa.Column("answerable_until", WHEN, nullable=True),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("decided", sa.Boolean(), nullable=False),
        sa.Column("settlement", _values("ledger_entry_settlement", *SETTLEMENTS), nullable=False),
        sa.PrimaryKeyConstraint("mention_id", name=op.f("pk_ledger_entry")),
    )
    rows = ["settlement", "published_at", "platform", "decided", "probability"]
    op.create_index("ix_ledger_entry_rows", "ledger_entry", rows)
    op.create_index("ix_ledger_entry_case", "ledger_entry", ["case_id"])
    op.create_table(
        "ledger_touch",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_touch")),
    )
    op.create_table(
        "case_seen",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_seen_case_id")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_case_seen_user_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "user_id", "version", name=op.f("pk_case_seen")),
    )


def _promises() -> None:
    op.create_table(
        "promise",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("reply_id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("made_at", WHEN, nullable=False),
        sa.Column("due_at", WHEN, nullable=False),
        sa.Column(
            "status", _values("promise_status", "open", "kept", "broken", "dropped"), nullable=False
        ),
        sa.Column("settled_at", WHEN, nullable=True),
        sa.Column("settled_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_promise_case_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_promise_reply_id")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user_account.id"], name=op.f("fk_promise_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["user_account.id"], name=op.f("fk_promise_settled_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
    )
    op.create_index("ix_promise_due", "promise", ["status", "due_at"])
    op.create_index("ix_promise_case", "promise", ["case_id"])
    op.create_index("ix_promise_reply", "promise", ["reply_id"])


def _fill() -> None:
    """What was judged before gets its row; the worker settles the touched cases at its next tick."""
    none = PROBABILITY[op.get_bind().dialect.name]
    op.execute(
        f"""
        INSERT INTO ledger_entry (mention_id, case_id, platform, published_at, judged_at,
                                  probability, decided, settlement)
        SELECT m.id, m.case_id, m.platform, m.published_at, m.triaged_at,
               COALESCE(1.0 - {none}, CASE WHEN m.needs_answer THEN 1.0 ELSE 0.0 END),
               m.needs_answer, CASE WHEN m.needs_answer THEN 'open' ELSE 'not_needed' END
        FROM mention AS m LEFT JOIN classification AS c ON c.id =
             (SELECT MAX(n.id) FROM classification AS n WHERE n.mention_id = m.id)
        WHERE m.triaged_at IS NOT NULL AND m.needs_answer IS NOT NULL AND NOT m.by_brand
        """  # noqa: S608  nothing of it comes from outside
    )
    op.execute('INSERT INTO ledger_touch (case_id) SELECT id FROM "case"')


def _values(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)

"""what the columns with a fixed set of values may hold

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

Place = tuple[str, str, str]
"""Table, column, name of the CHECK without its prefix."""

BEFORE: dict[Place, tuple[str, ...]] = {
    ("case_event", "kind", "case_event_kind"): (
        "opened",
        "customer_wrote",
        "reopened",
        "raised",
        "claimed",
        "released",
        "drafted",
        "approved",
        "replied",
        "reply_failed",
        "answered_elsewhere",
        "snoozed",
        "woke",
        "resolved",
        "dismissed",
        "corrected",
    ),
    ("case", "status", "case_status"): (
        "open",
        "waiting",
        "snoozed",
        "resolved",
        "not_actionable",
    ),
    ("poll", "state", "poll_state"): (
        "new",
        "listening",
        "rate_limited",
        "unavailable",
        "sign_in_failed",
        "permission_missing",
        "out_of_credit",
        "retired",
        "crashed",
    ),
    ("sla_clock", "metric", "sla_clock_metric"): ("first_response", "next_response"),
    ("mention", "kind", "mention_kind"): ("post", "comment", "visitor_post"),
    ("listener_alert", "kind", "listener_alert_kind"): (
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
    ),
}

ADDED: dict[Place, tuple[str, ...]] = {
    ("case_event", "kind", "case_event_kind"): (
        "merged",
        "split",
        "undone",
        "noted",
        "routed",
        "assigned",
        "edited",
        "withdrawn",
        "restored",
        "erased",
        "promise_kept",
        "promise_broken",
        "promise_dropped",
        "hopped",
        "reply_held",
        "reply_forced",
        "handed_off",
        "handoff_opened",
        "handoff_revoked",
        "ticket_opened",
        "ticket_changed",
        "approval_asked",
        "returned",
        "recalled",
        "goodwill",
    ),
    ("case", "status", "case_status"): ("merged",),
    ("poll", "state", "poll_state"): ("budget_spent", "token_expired", "misconfigured"),
    ("sla_clock", "metric", "sla_clock_metric"): ("resolution",),
    ("mention", "kind", "mention_kind"): ("message",),
    ("listener_alert", "kind", "listener_alert_kind"): ("surge",),
}
"""Values that a column may hold from now on, beside those of BEFORE."""


def upgrade() -> None:
    for place, added in ADDED.items():
        _allow(place, BEFORE[place] + added)


def downgrade() -> None:
    op.execute("DELETE FROM sla_clock WHERE metric = 'resolution'")  # told from the events again
    op.execute("UPDATE mention SET kind = 'post' WHERE kind = 'message'")
    op.execute("DELETE FROM listener_alert WHERE kind = 'surge'")
    for place in ADDED:
        _allow(place, BEFORE[place])


def _allow(place: Place, values: tuple[str, ...]) -> None:
    table, column, name = place
    check = op.f(f"ck_{table}_{name}")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(check, type_="check")
        batch.create_check_constraint(check, sa.column(column).in_(values))

"""Those who are left, by name, the longest waiting first; and all of them as a file."""

from __future__ import annotations

import streamlit as st

from dashboard import words
from dashboard.components.case_list import card_list
from dashboard.components.ledger_bar import reason_choice
from dashboard.desk import desk
from dashboard.ledger_filters import LedgerFilter
from dashboard.places import open_case, path_of_inbox
from dashboard.tongue import _
from domain.classification import Urgency
from domain.role import Actor
from domain.text import one_line
from listenpost.services import ledger
from listenpost.services.ledger import IGNORED, LedgerReport, Unanswered
from listenpost.services.ledger_csv import as_csv

SHOWN = 25
MOST_IN_FILE = 50_000
_BACK = {"view": "overdue", "order": "arrival"}


def ledger_names(user: Actor, wanted: LedgerFilter, found: LedgerReport) -> None:
    """Show the oldest of them for the reason that is asked for."""
    period = found.period
    st.header(_("Longest waiting"), anchor=False)
    app = desk().app
    reasons = (wanted.reason,) if wanted.reason else IGNORED
    with st.container(horizontal=True, vertical_alignment="bottom", key="ledger_names"):
        reason_choice(wanted)
        st.download_button(
            "CSV",
            data=lambda: as_csv(
                ledger.unanswered(app, user, period, reasons=reasons, limit=MOST_IN_FILE)
            ),
            file_name="ignored.csv",
            mime="text/csv",
            icon=":material/download:",
            key="ledger_csv",
            on_click="ignore",
        )
    rows = ledger.unanswered(app, user, period, reasons=reasons, limit=SHOWN)
    if not rows:
        st.caption(_("Nobody.") if found.ignored_total else _("Nobody is ignored. Well done."))
        return
    clicked = card_list(
        [_card(one, path_of_inbox(user.role)) for one in rows],
        label=_("Longest waiting requests"),
        key="ignored",
    ).case_id
    if clicked is not None:
        open_case(user.role, clicked, _BACK)
    total = sum(found.ignored[one] for one in reasons if one in found.ignored)
    if total > len(rows):
        st.caption(
            _("The {number} oldest of {total}; the file has them all.").format(
                number=len(rows), total=words.count(total)
            )
        )


def _card(one: Unanswered, path: str) -> dict[str, object]:
    urgency = Urgency(one.urgency)
    return {
        "case": one.case_id,
        "href": f"{path}?view=overdue&order=arrival&case={one.case_id}",
        "color": words.URGENCY_COLORS[urgency],
        "urgency": words.URGENCIES[urgency],
        "private": "",
        "customer": one.customer,
        "platform": one.platform,
        "network": words.platform(one.platform),
        "title": one_line(one.text) or _("(no text)"),
        "due": _("{span} old").format(span=words.duration(one.age)),
        "due_color": "red",
        "facts": [
            {"text": words.REASONS[one.reason], "strong": True},
            {"text": one.owner or _("no owner"), "strong": False},
        ],
        "note": "",
    }

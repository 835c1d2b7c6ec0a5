"""What we promised and whether we did it: how many, and each broken one with its case."""

from __future__ import annotations

import streamlit as st

from dashboard import plain, words
from dashboard.components.case_list import card_list
from dashboard.components.share_picture import told
from dashboard.desk import desk
from dashboard.places import open_case, path_of_inbox
from dashboard.tongue import _
from domain.promise import PromiseStatus
from domain.role import Role
from domain.text import one_line
from listenpost.services.promise_report import PromiseReport
from listenpost.services.promises import Promised

SHOWN = 25
_BACK = {"view": "promises"}


def promise_board(found: PromiseReport, role: Role) -> None:
    """Show the promises of a period; a click on a broken one opens its case."""
    if not any(found.numbers.values()):
        st.caption(_("No promise fell due in this period."))
        return
    st.html(_figures(found))
    if not found.broken:
        st.caption(_("None was broken. Well done."))
        return
    clicked = card_list(
        [_card(one, path_of_inbox(role)) for one in found.broken[:SHOWN]],
        label=_("Broken promises"),
        key="broken",
    ).case_id
    if clicked is not None:
        open_case(role, clicked, _BACK)
    if len(found.broken) > SHOWN:
        shown = _("The {number} oldest of {total}.")
        st.caption(shown.format(number=SHOWN, total=words.count(len(found.broken))))


def _figures(found: PromiseReport) -> str:
    facts = {
        _("Kept", "promises"): words.count(found.numbers[PromiseStatus.KEPT]),
        _("Broken", "promises"): words.count(found.numbers[PromiseStatus.BROKEN]),
        _("Open", "promises"): words.count(found.numbers[PromiseStatus.OPEN]),
        _("Of those kept or broken, kept"): told(found.kept),
    }
    return f'<section class="lp-card lp-facts">{plain.facts(facts)}</section>'


def _card(one: Promised, path: str) -> dict[str, object]:
    late = desk().app.clock.now() - one.due_at
    return {
        "case": one.case_id,
        "href": f"{path}?view=promises&case={one.case_id}",
        "color": "red",
        "urgency": _("broken"),
        "private": "",
        "customer": one.customer,
        "platform": one.platform,
        "network": words.platform(one.platform),
        "title": one_line(one.words),
        "due": _("{span} late").format(span=words.duration(late)),
        "due_color": "red",
        "facts": [{"text": one.owner or _("no owner"), "strong": True}],
        "note": "",
    }

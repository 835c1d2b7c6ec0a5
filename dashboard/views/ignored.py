"""Ignored requests: what needed an answer, what became of it, and who is left, by name."""

from __future__ import annotations

import streamlit as st

from dashboard import plain, words
from dashboard.components.case_list import card_list
from dashboard.components.ledger_bar import ledger_bar, reason_choice
from dashboard.components.ledger_picture import ledger_picture
from dashboard.desk import desk
from dashboard.ledger_filters import LedgerFilter
from dashboard.places import open_case, path_of_inbox
from dashboard.session import signed_in
from dashboard.tongue import _
from domain.classification import Urgency
from domain.role import Actor
from domain.text import one_line
from listenpost.services import ledger
from listenpost.services.ledger import IGNORED, LedgerReport, Period, Unanswered
from listenpost.services.ledger_csv import as_csv

SHOWN = 25
MOST_IN_FILE = 50_000
REFRESH_SECONDS = 20
_BACK = {"view": "overdue", "order": "arrival"}


def show() -> None:
    """The page."""
    st.title(_("Ignored"), anchor=False)
    st.caption(
        _("Every request stands in one row: answered, settled otherwise, pending, or ignored.")
    )
    _live()


@st.fragment(run_every=REFRESH_SECONDS)
def _live() -> None:
    user, app = signed_in(), desk().app
    wanted = ledger_bar(ledger.teams(app, user))
    period = ledger.period(
        app,
        since=app.clock.now() - wanted.span,
        platforms=wanted.platforms,
        teams=wanted.teams,
    )
    found = ledger.report(app, user, period)
    if not found.needed:
        with st.container(key="empty"):
            st.header(_("Nobody is ignored"), anchor=False, text_alignment="center")
            st.caption(_("No request needed an answer in this period."), text_alignment="center")
        return
    st.html(plain.element("p", headline(found), class_="lp-headline"))
    _unjudged(found)
    _figures(found)
    ledger_picture(found)
    _names(user, period, wanted, found)


def _figures(found: LedgerReport) -> None:
    guess = found.expected
    with st.grid("auto", min_column_width=170):
        st.metric(
            _("Needed an answer"),
            words.count(found.needed),
            _("expected {low} to {high}").format(
                low=words.whole(guess.low), high=words.whole(guess.high)
            ),
            delta_color="off",
            delta_arrow="off",
            border=True,
            help=_(
                "Counted by the rules and people's corrections; expected is the sum of the "
                "model's probabilities over everything heard, with a 95 % interval."
            ),
        )
        settled = sum(found.settled.values())
        st.metric(_("Settled"), words.count(settled), border=True)
        st.metric(_("Pending"), words.count(found.pending_total), border=True)
        share = (
            _("{share} of all").format(share=words.percent(found.ignored_share, 1))
            if found.ignored_share is not None
            else None
        )
        st.metric(
            _("Past their deadline"),
            words.count(found.ignored_total),
            share,
            delta_color="off",
            delta_arrow="off",
            border=True,
        )


def headline(found: LedgerReport) -> str:
    """What is ignored and why, in one sentence."""
    if not found.ignored_total:
        return words.counted(
            found.needed,
            "{number} request needed an answer, and it is not ignored.",
            "{number} requests needed an answer, and none is ignored.",
        )
    left = [(words.REASONS[row], number) for row, number in found.ignored.items() if number]
    why = ", ".join(f"{words.count(number)} {name.lower()}" for name, number in left)
    return words.counted(
        found.ignored_total,
        "{number} of {needed} requests is past its deadline without an answer: {why}.",
        "{number} of {needed} requests are past their deadline without an answer: {why}.",
        needed=words.count(found.needed),
        why=why,
    )


def _unjudged(found: LedgerReport) -> None:
    if found.unjudged:
        st.caption(
            words.counted(
                found.unjudged,
                "{number} post not judged by the model yet.",
                "{number} posts not judged by the model yet.",
            )
        )


def _names(user: Actor, period: Period, wanted: LedgerFilter, found: LedgerReport) -> None:
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

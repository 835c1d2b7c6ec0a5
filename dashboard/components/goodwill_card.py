"""Goodwill in a case: what a rule proposes and why, what a lead granted, and telling of it."""

from __future__ import annotations

import streamlit as st

from dashboard import plain
from dashboard.components.reply_editor import add_words
from dashboard.desk import desk
from dashboard.refusals import act
from dashboard.tongue import N_, Table, _
from domain.goodwill import Gesture, OfferStatus
from domain.role import Actor, Permission, may
from listenpost.language import spoken_for
from listenpost.services import goodwill
from listenpost.services.case_view import CaseView
from listenpost.services.goodwill import Gestured

_COLORS = {
    OfferStatus.PROPOSED: "blue",
    OfferStatus.GRANTED: "green",
    OfferStatus.DECLINED: "gray",
    OfferStatus.WITHDRAWN: "gray",
}
_NAMES = Table({Gesture.VOUCHER: N_("Voucher"), Gesture.SENIOR: N_("A senior colleague")})
_STATES = Table(
    {
        OfferStatus.PROPOSED: N_("proposed"),
        OfferStatus.GRANTED: N_("granted"),
        OfferStatus.DECLINED: N_("declined"),
        OfferStatus.WITHDRAWN: N_("withdrawn"),
    }
)


def goodwill_card(view: CaseView, user: Actor) -> None:
    """Show what there is, where the rules speak of anything."""
    if not desk().app.goodwill.rules or not may(user.role, Permission.ANSWER):
        return
    found = goodwill.of_case(desk().app, user, view.row.case_id)
    if not found:
        return
    with st.container(border=True, key="goodwill"):
        st.header(_("Goodwill"), anchor=False)
        for place, one in enumerate(found):
            head(one)
            _actions(view, one, user, f"goodwill-{view.row.case_id}-{place}")


def head(one: Gestured) -> None:
    """What it is, how it stands, and why."""
    asked = one.offer_id and one.status is OfferStatus.PROPOSED
    state = _("asked for") if asked else _STATES[one.status]
    name = " ".join(filter(None, (_NAMES[one.gesture], one.worth)))
    st.html(
        f'<div class="lp-row">{plain.badge(state, _COLORS[one.status])}'
        + plain.element("b", name, class_="lp-strong")
        + plain.element(
            "span", f"{one.rule}: {', '.join(map(spoken_for.said, one.reasons))}", class_="lp-soft"
        )
        + "</div>"
    )


def decide(one: Gestured, user: Actor, name: str) -> None:
    """For a lead: grant or decline what was asked for."""
    if one.offer_id is None:
        return
    app, number = desk().app, one.offer_id
    code = ""
    if not goodwill.may_grant(app, user, one.asked_by):
        st.caption(_("You asked for this: another lead grants it."))
        if st.button(_("Take it back"), type="tertiary", key=f"{name}-decline"):
            act(lambda: goodwill.decline(app, user, number), _("Taken back."))
        return
    if one.gesture is Gesture.VOUCHER:
        code = st.text_input(_("Voucher code"), key=f"{name}-code", max_chars=goodwill.LONGEST_CODE)
    with st.container(horizontal=True):
        if st.button(_("Grant"), icon=":material/redeem:", key=f"{name}-grant"):
            act(lambda: goodwill.grant(app, user, number, code=code), _("Granted."))
        if st.button(_("Decline"), type="tertiary", key=f"{name}-decline"):
            act(lambda: goodwill.decline(app, user, number), _("Declined."))


def _actions(view: CaseView, one: Gestured, user: Actor, name: str) -> None:
    app, leads = desk().app, may(user.role, Permission.APPROVE_REPLIES)
    if one.offer_id is None:
        if st.button(_("Ask a lead"), icon=":material/volunteer_activism:", key=f"{name}-ask"):
            act(
                lambda: goodwill.ask(app, user, one.case_id, one.gesture),
                _("Asked: the customer is told of it only once it is granted."),
            )
    elif one.status is OfferStatus.PROPOSED and leads:
        decide(one, user, name)
    elif one.status is OfferStatus.GRANTED and one.gesture is Gesture.VOUCHER:
        number = one.offer_id
        with st.container(horizontal=True):
            if st.button(_("Put into the reply"), icon=":material/add:", key=f"{name}-put"):
                add_words(view, goodwill.sentence(one, view.row.language))
                st.rerun()
            if leads and st.button(_("Take back"), type="tertiary", key=f"{name}-back"):
                act(lambda: goodwill.withdraw(app, user, number), _("Taken back."))

"""Tickets of a case in helpdesks: how they stand there, and asking for another one."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import plain, words
from dashboard.desk import desk
from dashboard.refusals import act
from dashboard.tongue import _
from domain.helpdesk import TicketStatus
from domain.role import Actor
from listenpost.language import spoken_for
from listenpost.services import tickets
from listenpost.services.tickets import TicketRow


def tickets_of(case_id: int, user: Actor) -> Sequence[TicketRow]:
    """The tickets; none where no helpdesk is set up, so that the page asks nothing then."""
    app = desk().app
    return tickets.of_case(app, user, case_id) if app.helpdesks else []


def show_tickets(found: Sequence[TicketRow], user: Actor, *, answers: bool) -> None:
    """One line each: "In zendesk #123, solved there"."""
    for one in found:
        name = (
            _("In {helpdesk} #{number}").format(helpdesk=one.helpdesk, number=one.number)
            if one.number
            else _("In {helpdesk}").format(helpdesk=one.helpdesk)
        )
        link = plain.web_link(one.url)
        where = plain.outward(name, link) if link else plain.element("span", name)
        badge = plain.badge(*words.TICKETS[one.status])
        there = plain.element("span", one.there, class_="lp-soft")
        st.html(f'<div class="lp-row">{where}{badge}{there}</div>')
        if one.why and one.status in (TicketStatus.FAILED, TicketStatus.UNKNOWN):
            st.caption(plain.markdown(spoken_for.said(one.why)))
        if answers and one.status is TicketStatus.FAILED:
            _again(one, user)


def _again(one: TicketRow, user: Actor) -> None:
    if st.button(_("Make it after all"), key=f"ticket-{one.ticket_id}"):
        act(lambda: tickets.retry(desk().app, user, one.ticket_id), _("It is being made."))


def ask_for_ticket(case_id: int, user: Actor) -> None:
    """A button for the helpdesks that are set up."""
    app = desk().app
    if not app.helpdesks:
        return
    chosen = st.menu_button(
        _("Make a ticket"),
        sorted(app.helpdesks),
        icon=":material/confirmation_number:",
        key=f"ticket-for-{case_id}",
        help=_("The case goes on there, with its story; how it stands there is shown here."),
    )
    if chosen is not None:
        act(
            lambda: tickets.request(app, user, case_id, chosen),
            _("A ticket in {helpdesk}.").format(helpdesk=chosen),
        )

"""The inbox: what waits for an answer, most urgent on top."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import filters, places, words
from dashboard.components import bulk, visit
from dashboard.components.above import above, afresh
from dashboard.components.case_list import case_list, fresh_words
from dashboard.components.company import in_words
from dashboard.components.filter_bar import filter_bar
from dashboard.components.held import held_line
from dashboard.components.incident_banner import banner
from dashboard.components.practice_desk import practice_offer
from dashboard.components.take_next import take_next
from dashboard.components.undo_bar import undo_bar
from dashboard.desk import desk
from dashboard.session import signed_in
from dashboard.tongue import N_, Table, _
from dashboard.views import case, incident
from domain.role import Actor, Permission, may
from listenpost.services import company, connected_list, inbox
from listenpost.services.inbox import InboxFilter, InboxView

ROWS_A_PAGE = 25
REFRESH_SECONDS = 4
_EMPTY = Table(
    {
        InboxView.TO_ANSWER: N_("Nobody is waiting. Everyone who wrote has been answered."),
        InboxView.MINE: N_("You hold no case at the moment. Take the next one when you are ready."),
        InboxView.TEAM: N_("Your team has nothing to answer at the moment."),
        InboxView.AT_RISK: N_("No deadline is near."),
        InboxView.UNASSIGNED: N_("Every open case has somebody working on it."),
        InboxView.OVERDUE: N_("No deadline has been missed. Well done."),
        InboxView.CHECK: N_("No reply needs a second look."),
        InboxView.WAITING: N_("No answered case is waiting for its customer."),
        InboxView.SNOOZED: N_("Nothing is snoozed."),
        InboxView.CLOSED: N_("No case has been closed yet."),
        InboxView.PROMISES: N_("Nothing is promised at the moment."),
        InboxView.ALL: N_("No case yet. As soon as a listener hears a request, it appears here."),
    }
)


def show() -> None:
    """The list, or the case that the address names.

    What comes and goes above the search stands in containers of its own: the browser knows a block
    by its place among its neighbours, and one that moves is taken away with its focus and words.
    """
    case_id = filters.number(st.query_params, filters.CASE)
    if case_id is not None:
        case.show(case_id)
        return
    incident_id = filters.number(st.query_params, filters.INCIDENT)
    if incident_id is not None:
        incident.show(incident_id)
        return
    visit.over()
    user = signed_in()
    undo_bar(user, on_list=True)
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.title(_("Inbox"), anchor=False, width="content")
        if may(user.role, Permission.ANSWER):
            take_next(user, kind="primary")
    afresh()
    _live()


@st.fragment(run_every=REFRESH_SECONDS)
def _live() -> None:
    """Views, filters and rows; runs every few seconds without the rest of the page."""
    user = signed_in()
    with st.container():
        above([*banner(user), *held_line(user)])
    wanted = filters.from_query(st.query_params)
    page = max(filters.number(st.query_params, filters.PAGE) or 1, 1)
    shown = inbox.page(
        desk().app, user, wanted, limit=ROWS_A_PAGE + 1, offset=(page - 1) * ROWS_A_PAGE
    )
    filter_bar(wanted, shown)
    if shown.rows:
        _list(shown.rows, wanted, page, user)
    else:
        _empty(wanted, page)


def _list(rows: list[inbox.InboxRow], wanted: InboxFilter, page: int, user: Actor) -> None:
    query = {**filters.to_query(wanted), **({filters.PAGE: str(page)} if page > 1 else {})}
    more = len(rows) > ROWS_A_PAGE
    clicked = case_list(
        rows[:ROWS_A_PAGE],
        label=_("Cases: {view}").format(view=words.VIEWS[wanted.view]),
        key="cases",
        path="",
        company=_company(rows),
        query=query,
        bulk=bulk.bulk_words() if may(user.role, Permission.ANSWER) else None,
        fresh=fresh_words(f"{query} {bulk.deeds()}", full=more),
    )
    if clicked.asked is not None:
        bulk.do(clicked.asked, user, {row.case_id for row in rows})
        st.rerun()
    if clicked.case_id is not None:
        st.query_params[filters.CASE] = str(clicked.case_id)
        st.rerun()
    _pages(page, more=more)


def _company(rows: list[inbox.InboxRow]) -> dict[int, list[str]]:
    """Who is looking at which of these cases."""
    found = company.others(desk().app, signed_in(), [row.case_id for row in rows])
    return {case_id: [in_words(one) for one in here] for case_id, here in found.items()}


def _pages(page: int, *, more: bool) -> None:
    if page == 1 and not more:
        return
    with st.container(horizontal=True, horizontal_alignment="center", vertical_alignment="center"):
        if st.button(
            _("Previous"), icon=":material/chevron_left:", disabled=page == 1, key="previous"
        ):
            _turn(page - 1)
        st.caption(_("Page {page}").format(page=page))
        if st.button(
            _("Next"), icon=":material/chevron_right:", disabled=not more, key="following"
        ):
            _turn(page + 1)


def _turn(page: int) -> None:
    st.query_params[filters.PAGE] = str(page)
    afresh()
    st.rerun(scope="fragment")


def _empty(wanted: InboxFilter, page: int) -> None:
    with st.container(key="empty", horizontal_alignment="center"):
        if page > 1 or wanted != replace(InboxFilter(), view=wanted.view):
            st.header(_("Nothing matches"), anchor=False, text_alignment="center")
            st.caption(_("Choose another filter, or look at all cases."), text_alignment="center")
        elif _nothing_connected(signed_in()):
            _unconnected(signed_in())
        elif _nobody_wrote():
            st.header(_("Nobody has written yet"), anchor=False, text_alignment="center")
            st.caption(
                _("Listenpost is listening: what people write appears here by itself."),
                text_alignment="center",
            )
        else:
            st.header(_("All clear"), anchor=False, text_alignment="center")
            st.caption(_EMPTY[wanted.view], text_alignment="center")


def _nobody_wrote() -> bool:
    """Whether no case was ever opened."""
    counts = inbox.counts(desk().app, signed_in(), InboxFilter())
    return counts[InboxView.ALL] == 0


def _nothing_connected(user: Actor) -> bool:
    """Asked only where there is nothing to show; agents have old cases to look at even then."""
    if not connected_list.nothing_yet(desk().app, user):
        return False
    return may(user.role, Permission.MANAGE_ACCOUNTS) or _nobody_wrote()


def _unconnected(user: Actor) -> None:
    """Nobody is listened to: an admin is led to a first account, the others to an admin."""
    st.header(_("Nothing is connected yet"), anchor=False, text_alignment="center")
    if not may(user.role, Permission.MANAGE_ACCOUNTS):
        st.caption(
            _("No network is listened to. Ask an admin to connect a first account."),
            text_alignment="center",
        )
        return
    st.caption(
        _("Connect a first account: what people write there then appears here."),
        text_alignment="center",
    )
    label = _("Connect an account")
    st.page_link(places.page(places.ACCOUNTS), label=label, icon=":material/add_link:")
    practice_offer(user)

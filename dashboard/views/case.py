"""One case: the conversation and the reply on the left, who and why on the right."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import filters, plain, words
from dashboard.components import about
from dashboard.components.approval_card import rivals, said_before, waits_for_second
from dashboard.components.article_offer import article_offer
from dashboard.components.border import undo_line
from dashboard.components.case_actions_bar import actions_bar
from dashboard.components.case_list import due_color, urgency_word, whose
from dashboard.components.channel_card import channel_card, chosen_channel
from dashboard.components.company import company_line
from dashboard.components.corrections import corrections_menu
from dashboard.components.customer_card import customer_card
from dashboard.components.goodwill_card import goodwill_card
from dashboard.components.handoffs import handoffs
from dashboard.components.held import on_its_way, outlook_line
from dashboard.components.incident_banner import of_case
from dashboard.components.macro_picker import macro_picker
from dashboard.components.notes import notes_box
from dashboard.components.promised import promised
from dashboard.components.reply_editor import just_sent, opens_next, read_before, reply_editor
from dashboard.components.take_next import take_next
from dashboard.components.template_picker import template_picker
from dashboard.components.thread import thread
from dashboard.components.topic_line import topic_line
from dashboard.components.undecided import undecided
from dashboard.components.undo_bar import undo_bar
from dashboard.components.unread import unread
from dashboard.components.visit import visit
from dashboard.desk import desk
from dashboard.session import flash, signed_in, time_zone
from dashboard.tongue import N_, Table, _
from domain.case import CaseStatus
from domain.classification import Topic
from domain.errors import BadInput
from domain.role import Actor, Permission, may
from listenpost.language import spoken_for
from listenpost.services import case_mark, case_view, company, inbox
from listenpost.services.border import home_of
from listenpost.services.case_mark import CaseMark
from listenpost.services.case_view import CaseView
from listenpost.services.seen import seen

REFRESH_SECONDS = 4
_INFO = ":material/info:"
_ENDED = Table(
    {
        CaseStatus.RESOLVED: N_("This case is resolved: nobody waits for an answer."),
        CaseStatus.NOT_ACTIONABLE: N_("This case was set aside as not for us."),
    }
)


def show(case_id: int) -> None:
    """The case with this number, or the way back where there is none.

    What comes and goes above the editor stands in containers of its own: the browser knows a block
    by its place among its neighbours, and one that moves is taken away with its focus and words.
    """
    app, user = desk().app, signed_in()
    home = home_of(app, case_id)
    if home != case_id:
        _open(home)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if st.button(
            _("Back to the list"), icon=":material/arrow_back:", type="tertiary", key="back"
        ):
            leave()
        if may(user.role, Permission.ANSWER):
            take_next(user, kind="tertiary")
    drawn, view = case_mark.mark(app, user, case_id), _read(case_id, user)
    if view is None:
        return
    here = visit(case_id, user)
    seen(app, user, case_id, version=view.version)
    answers = may(user.role, Permission.ANSWER)
    with st.container():
        _top(view, user)
    left, right = st.columns([1.75, 1], gap="medium")
    with left:
        with st.container():
            thread(view.thread, here=here, user=user)
        if answers:
            _answer(view, user)
    with right:
        promised(case_id, user)
        goodwill_card(view, user)
        handoffs(view, user)
        clicked = customer_card(view, user)
        topic_line(view, user)
        about.urgency(view, correct=partial(corrections_menu, view, user) if answers else None)
        notes_box(view, user)
        said_before(view, user)
        about.history(view.history, here=here, user=user)
    if clicked is not None:
        _open(clicked)
    _watch(case_id, drawn)  # at the end: drawing anew at once, it would forget what was clicked


def _read(case_id: int, user: Actor) -> CaseView | None:
    """The case; where there is none, that is said."""
    channel = chosen_channel(case_id)
    try:
        return case_view.view(desk().app, user, case_id, read=read_before(case_id), channel=channel)
    except BadInput as error:
        st.title(_("No such case"), anchor=False)
        st.text(spoken_for.said(str(error)))
        return None


def leave() -> None:
    """Back to the list, as it was filtered."""
    case_id = filters.number(st.query_params, filters.CASE)
    if case_id is not None:
        company.gone(desk().app, signed_in(), case_id)
    del st.query_params[filters.CASE]
    st.rerun()


def _open(case_id: int) -> None:
    st.query_params[filters.CASE] = str(case_id)
    st.rerun()


def _top(view: CaseView, user: Actor) -> None:
    undo_bar(user)
    _head(view)
    company_line(view.row.case_id)
    of_case(view, user)
    actions_bar(view, user, leave=leave, go=_open)
    undo_line(view, user, may_undo=may(user.role, Permission.ANSWER))


def _head(view: CaseView) -> None:
    row = view.row
    with st.container(key=f"case_head-{row.case_id}", gap="xsmall"):
        st.html(
            plain.element("h1", row.customer, dir="auto", class_="lp-title")
            + f'<div class="lp-row">{_facts(view)}</div>'
        )
        if row.attention:
            st.warning(plain.markdown(spoken_for.said(row.attention)), icon=":material/warning:")
        if row.snoozed_until and row.status is CaseStatus.SNOOZED:
            now = desk().app.clock.now()
            until = words.both(row.snoozed_until, now, time_zone())
            st.info(
                _("Comes back {when}, or when the customer writes.").format(when=until),
                icon=":material/snooze:",
            )


def _facts(view: CaseView) -> str:
    row = view.row
    is_open = row.status is CaseStatus.OPEN
    word, color = (
        (urgency_word(row.urgency), words.URGENCY_COLORS[row.urgency])
        if is_open
        else words.STATUSES[row.status]
    )
    facts = (
        words.platform(row.platform),
        words.language(row.language),
        "" if row.topic is Topic.OTHER else words.label(row.topic),
        _("case {number}").format(number=row.case_id),
    )
    parts = [plain.badge(word, color)]
    if row.private and is_open:
        parts.append(plain.badge(_("private data"), "violet"))
    if row.time_left:
        parts.append(
            plain.element(
                "span", spoken_for.said(row.time_left), class_=f"lp-due lp-{due_color(row)}"
            )
        )
    if row.holder:
        parts.append(plain.badge(words.capital(whose(row)) if row.mine else whose(row), "green"))
    parts.append(plain.element("span", " · ".join(filter(None, facts)), class_="lp-soft"))
    return "".join(parts)


def _answer(view: CaseView, user: Actor) -> None:
    """The reply, or what stands in its way."""
    with st.container():
        undecided(view, user)
    if view.row.reply_pending:
        if just_sent(view.row.case_id):  # the look for news was faster than the editor
            _go_on(user)
        if waits_for_second(view, user):
            return
        if view.undecided_reply is None:
            on_its_way(view, user)
        return
    if _rests(view):
        return
    with st.container():
        rivals(view)
        channel_card(view)
        if not view.choices:
            st.info(_("Listenpost cannot answer on this network: answer there."), icon=_INFO)
            return
        article_offer(view)
        outlook_line(view, user)
        macro_picker(view, user)
        template_picker(view)
    reply_editor(view, after_sending=lambda: _go_on(user))
    unread(view)


def _rests(view: CaseView) -> bool:
    """Whether nobody waits for an answer: no reply is suggested until somebody wants to write."""
    case_id, told = view.row.case_id, _ENDED.get(view.row.status)
    wanted = f"write-again-{case_id}"
    if told is None or view.draft is not None or st.session_state.get(wanted):
        return False
    with st.container(key="ended"):
        st.info(told, icon=":material/check_circle:")
        if st.button(_("Write again"), icon=":material/edit:", key=f"again-{case_id}"):
            st.session_state[wanted] = True
            st.rerun()
    return True


def _go_on(user: Actor) -> None:
    """After sending: the next case of the same list, or the list."""
    wanted = filters.for_work(filters.from_query(st.query_params))
    flash(_("Your reply is on its way."))
    next_case = inbox.take_next(desk().app, user, wanted) if opens_next() else None
    if next_case is None:
        leave()
    else:
        _open(next_case)


@st.fragment(run_every=REFRESH_SECONDS)
def _watch(case_id: int, drawn: CaseMark | None) -> None:
    """Draw the page again when the case has changed; what is being typed stays."""
    if case_mark.mark(desk().app, signed_in(), case_id) != drawn:
        st.rerun()

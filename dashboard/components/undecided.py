"""A reply of which nobody knows whether it arrived: a person looks and decides."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import filters, plain, words
from dashboard.components.reply_editor import forget_words
from dashboard.desk import desk
from dashboard.refusals import act, refusals_shown
from dashboard.session import flash
from dashboard.tongue import N_, Table, _
from domain.reply import ReplyKind, ReplyStatus
from domain.role import Actor
from listenpost.language import spoken_for
from listenpost.services import respond, stuck
from listenpost.services.app import App
from listenpost.services.case_view import CaseView
from listenpost.services.stuck import OtherWay

Decision = Callable[[App, Actor, int], None]
_SEND_AGAIN: tuple[str, str, Decision, str] = (
    N_("Send it again"),
    ":material/send:",
    respond.send_again,
    N_("The reply is on its way again."),
)
_DECISIONS: dict[ReplyStatus, tuple[tuple[str, str, Decision, str], ...]] = {
    ReplyStatus.UNKNOWN: (
        (
            N_("It is there"),
            ":material/check:",
            respond.mark_sent,
            N_("Noted: the reply is public."),
        ),
        _SEND_AGAIN,
        (
            N_("Give up"),
            ":material/close:",
            respond.give_up,
            N_("Noted: this reply will not be sent."),
        ),
    ),
    ReplyStatus.FAILED: (_SEND_AGAIN,),
    ReplyStatus.REJECTED: (),
}
_QUESTIONS = Table(
    {
        ReplyStatus.UNKNOWN: N_("Did this reply arrive?"),
        ReplyStatus.FAILED: N_("This reply was not sent"),
        ReplyStatus.REJECTED: N_("This reply was refused"),
    }
)


def undecided(view: CaseView, user: Actor) -> None:
    """Ask, if there is such a reply."""
    item = next((i for i in view.thread if i.reply_id == view.undecided_reply), None)
    if view.undecided_reply is None or item is None or item.reply_status is None:
        return
    with st.container(border=True, key="undecided"):
        st.header(_QUESTIONS[item.reply_status], anchor=False)
        if item.reply_status is ReplyStatus.UNKNOWN:
            st.caption(
                _(
                    "The network did not confirm it. Listenpost is looking for it and never sends "
                    "it twice by itself. If you look on the network, you can decide here."
                )
            )
        st.text(item.text)
        if item.reply_status is not ReplyStatus.UNKNOWN:
            _ended(view, user, view.undecided_reply)
        with st.container(horizontal=True):
            for label, icon, decide, done in _DECISIONS[item.reply_status]:
                if st.button(_(label), icon=icon, key=f"decide-{label}-{view.undecided_reply}"):
                    _apply(decide, user, view.undecided_reply, _(done))


def _ended(view: CaseView, user: Actor, reply_id: int) -> None:
    """Why, by which rule, and the other ways that its words could take."""
    found = stuck.ending(desk().app, user, reply_id)
    st.caption(
        plain.markdown(" ".join(filter(None, (spoken_for.said(found.why), _rule(found.rule)))))
    )
    if not found.ways:
        return
    with st.container(horizontal=True):
        for way in found.ways:
            if st.button(
                _draft(way, here=way.case_id == view.row.case_id),
                icon=":material/alt_route:",
                key=f"way-{way.case_id}-{way.kind}",
            ):
                _redirect(user, reply_id, way)


def _draft(way: OtherWay, *, here: bool) -> str:
    private = way.kind is ReplyKind.PRIVATE
    if here:
        return _("Draft it in private") if private else _("Draft it in public")
    text = (
        _("Draft it in private on {network}, case {case}")
        if private
        else _("Draft it in public on {network}, case {case}")
    )
    return text.format(network=words.platform(way.platform), case=way.case_id)


def _rule(rule: str) -> str:
    return _("(Rule: {rule}.)").format(rule=rule) if rule else ""


def _redirect(user: Actor, reply_id: int, way: OtherWay) -> None:
    with refusals_shown():
        stuck.redirect(desk().app, user, reply_id, way)
        forget_words(way.case_id)
        flash(_("The words are your draft now: read them, then send."))
        st.query_params[filters.CASE] = str(way.case_id)
        st.rerun()


def _apply(decide: Decision, user: Actor, reply_id: int, done: str) -> None:
    act(lambda: decide(desk().app, user, reply_id), done)

"""One incident: who is in it, how it grows, what everybody is told, and its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from dashboard import filters, plain, words
from dashboard.desk import desk
from dashboard.refusals import act, refusals_shown
from dashboard.session import flash, signed_in, time_zone
from dashboard.tongue import _
from domain.errors import BadInput
from domain.incident import IncidentStatus, StatementKind
from domain.role import Actor, Permission, may
from listenpost.language import spoken_for
from listenpost.services import statements
from listenpost.services.statements import IncidentView, Member, Sent

SHOWN = 50


def show(incident_id: int) -> None:
    """The incident with this number, or the way back where there is none."""
    user = signed_in()
    if st.button(_("Back to the list"), icon=":material/arrow_back:", type="tertiary", key="back"):
        _leave()
    try:
        view = statements.view(desk().app, user, incident_id)
    except BadInput as error:
        st.title(_("No such incident"), anchor=False)
        st.text(spoken_for.said(str(error)))
        return
    _head(view)
    leads = may(user.role, Permission.APPROVE_STATEMENTS)
    if leads and view.status is IncidentStatus.OPEN:
        _words(view, user)
        _end(view, user)
    elif not leads and view.status is IncidentStatus.OPEN:
        st.caption(_("A lead approves what everybody is told."))
    _members(view)


def _leave() -> None:
    st.query_params.pop(filters.INCIDENT, None)
    st.rerun()


def _head(view: IncidentView) -> None:
    now, zone = desk().app.clock.now(), time_zone()
    open_ = view.status is IncidentStatus.OPEN
    state = plain.badge(
        _("Incident") if open_ else _("Closed incident"), "red" if open_ else "gray"
    )
    facts = words.counted(
        view.cases,
        "{number} case, {recent} in the last hour",
        "{number} cases, {recent} in the last hour",
        recent=words.count(view.joined_last_hour),
    )
    since = _("found {when}").format(when=words.both(view.opened_at, now, zone))
    st.html(
        plain.element("h1", view.title, dir="auto", class_="lp-title")
        + f'<div class="lp-row">{state}'
        + plain.element("span", f"{facts} · {since}", class_="lp-soft")
        + "</div>"
    )


def _words(view: IncidentView, user: Actor) -> None:
    """The statement in each language, to approve, then to send."""
    told = sum(member.told for member in view.members)
    with st.expander(
        _("Statement: {part} of {whole} have it").format(part=told, whole=view.cases),
        icon=":material/campaign:",
        expanded=told < view.cases,
    ):
        texts = _editors(view.words, "statement")
        kind = StatementKind.STATEMENT
        approve = partial(statements.approve, desk().app, user, view.incident_id, kind, texts)
        if st.button(_("Approve these words"), icon=":material/done_all:", key="approve"):
            act(approve, _("Approved."))
        if view.approved and st.button(
            _("Send to everybody who has not had it"),
            type="primary",
            icon=":material/send:",
            key="send_statement",
        ):
            _send(partial(statements.send, desk().app, user, view.incident_id, kind))


def _end(view: IncidentView, user: Actor) -> None:
    with st.expander(_("It is over"), icon=":material/task_alt:"):
        texts = _editors(view.follow_up, "over")
        if st.button(
            _("Tell everybody and close"),
            type="primary",
            icon=":material/send:",
            key="close_incident",
        ):
            app, number = desk().app, view.incident_id

            def close() -> Sent:
                statements.approve(app, user, number, StatementKind.FOLLOW_UP, texts)
                return statements.close(app, user, number)

            _send(close)


def _editors(texts: Mapping[str, str], name: str) -> dict[str, str]:
    return {
        language: st.text_area(
            words.language(language), value=text, key=f"{name}-{language}", height=90
        )
        for language, text in texts.items()
    }


def _members(view: IncidentView) -> None:
    st.header(_("Cases"), anchor=False)
    for member in view.members[:SHOWN]:
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"incident_member_{member.case_id}"
        ):
            st.html(_line(member))
            if st.button(_("Open"), type="tertiary", key=f"member-{member.case_id}"):
                st.query_params.pop(filters.INCIDENT, None)
                st.query_params[filters.CASE] = str(member.case_id)
                st.rerun()
    if len(view.members) > SHOWN:
        st.caption(_("and {number} more").format(number=words.count(len(view.members) - SHOWN)))


def _line(member: Member) -> str:
    facts = [words.platform(member.platform), words.language(member.language)]
    state = _("told that it is over") if member.told_it_is_over else _("has the statement")
    facts.append(state if member.told or member.told_it_is_over else "")
    return (
        plain.element("span", member.customer, class_="lp-strong", dir="auto")
        + plain.element("p", words.title(member.title), dir="auto")
        + plain.element("p", " · ".join(filter(None, facts)), class_="lp-soft")
    )


def _send(action: Callable[[], Sent]) -> None:
    with refusals_shown():
        found = action()
        left = sum(found.left_out.values())
        told = words.counted(
            found.sent, "On its way to {number} case.", "On its way to {number} cases."
        )
        if left:
            why = spoken_for.whys(found.left_out)
            rest = words.counted(
                left, "{number} case left out: {why}", "{number} cases left out: {why}", why=why
            )
            told = f"{told} {rest}"
        flash(told)
        st.rerun()

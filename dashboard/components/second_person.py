"""What a second person decides: approve, change and approve, or return with a comment."""

from __future__ import annotations

import streamlit as st

from dashboard import plain, words
from dashboard.desk import desk
from dashboard.refusals import act
from dashboard.session import time_zone
from dashboard.tongue import N_, Table, _
from domain.approval import ApprovalStatus
from domain.errors import NotConfirmed
from domain.reply import ReplyKind
from domain.role import Actor
from domain.text_diff import Change, changes
from listenpost.language import spoken_for
from listenpost.services import approvals
from listenpost.services.approvals import Decided, Waiting

_TAGS = {Change.ADDED: "ins", Change.REMOVED: "del", Change.SAME: "span"}
_SAID: Table[ApprovalStatus, tuple[str, words.Color]] = Table(
    {
        ApprovalStatus.WAITING: (N_("waits for a second person"), "orange"),
        ApprovalStatus.APPROVED: (N_("approved"), "green"),
        ApprovalStatus.RETURNED: (N_("returned"), "red"),
        ApprovalStatus.TAKEN_BACK: (N_("taken back"), "gray"),
    }
)


def decision(one: Waiting, user: Actor) -> None:
    """The reply, why it waits, and what can be done about it."""
    key = f"approval-{one.approval_id}"
    st.html(
        '<div class="lp-row">'
        + "".join(plain.badge(spoken_for.said(reason), "orange") for reason in one.reasons)
        + plain.element("span", _facts(one), class_="lp-soft")
        + "</div>"
    )
    text = st.text_area(_("Reply"), value=one.text, key=f"{key}-text", height=150)
    if text.strip() != one.text:
        st.html(difference(one.text, text.strip()))
    if one.mine:
        st.info(_("You wrote this reply: somebody else decides."), icon=":material/group:")
        return
    comment = st.text_input(_("Comment, for returning it"), key=f"{key}-comment", max_chars=500)
    with st.container(horizontal=True):
        if st.button(
            _("Approve and send"), type="primary", icon=":material/check:", key=f"{key}-yes"
        ):
            act(lambda: _approve(one, user, text), _("Approved: it is on its way."))
        if st.button(_("Return"), icon=":material/undo:", key=f"{key}-no"):
            app = desk().app
            act(
                lambda: approvals.give_back(app, user, one.approval_id, comment),
                _("Returned to its author."),
            )


def decided(found: list[Decided]) -> None:
    """Who said what of the replies of a case, with what was changed."""
    now, zone = desk().app.clock.now(), time_zone()
    for one in found:
        word, color = _SAID[one.status]
        when = words.both(one.at, now, zone) if one.at else ""
        who = " · ".join(
            filter(
                None,
                (
                    _("by {name}").format(name=one.author),
                    one.by and _("{name} decided").format(name=one.by),
                    when,
                ),
            )
        )
        st.html(
            f'<div class="lp-row">{plain.badge(word, color)}'
            + plain.element("span", who, class_="lp-soft")
            + "</div>"
        )
        if one.before != one.after:
            st.html(difference(one.before, one.after))
        if one.comment:
            st.text(one.comment)


def difference(before: str, after: str) -> str:
    """What was changed, as HTML of our own around escaped words."""
    parts = (plain.element(_TAGS[change], text) for change, text in changes(before, after))
    return f'<p class="lp-diff" dir="auto">{"".join(parts)}</p>'


def _facts(one: Waiting) -> str:
    now, zone = desk().app.clock.now(), time_zone()
    how = _("in private") if one.kind is ReplyKind.PRIVATE else _("in public")
    due = _("due {when}").format(when=words.both(one.due_at, now, zone)) if one.due_at else ""
    return " · ".join(
        filter(
            None,
            (_("by {name}").format(name=one.author), how, words.platform(one.platform), due),
        )
    )


def _approve(one: Waiting, user: Actor, text: str) -> None:
    """What looks wrong is shown once; the second click says that it was seen."""
    seen = f"approval-{one.approval_id}-seen"
    changed = text if text.strip() != one.text else None
    try:
        approvals.approve(
            desk().app,
            user,
            one.approval_id,
            version=one.version,
            text=changed,
            confirmed=frozenset(st.session_state.get(seen, ())),
        )
    except NotConfirmed as error:
        st.session_state[seen] = error.doubts
        raise

"""Merging, splitting and handing over a case, behind one button; and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard import plain, words
from dashboard.desk import desk
from dashboard.refusals import act
from dashboard.session import time_zone
from dashboard.tongue import N_, Table, _
from domain.case import CaseChangeKind
from domain.role import Actor
from listenpost.services import assignment, regrouping, undoing
from listenpost.services.border import Border, border
from listenpost.services.case_view import CaseView

_DONE = Table(
    {
        CaseChangeKind.MERGE: N_("Merged with case {other} by {name}, {when}."),
        CaseChangeKind.SPLIT: N_("Split from case {other} by {name}, {when}."),
    }
)


def border_menu(view: CaseView, user: Actor, *, go: Callable[[int], None]) -> None:
    """The button with what can be done; `go` opens the case where things are afterwards."""
    with st.popover(_("Merge, split"), icon=":material/call_split:", key="border"):
        found = border(desk().app, user, view.row.case_id)
        _merge(view, user, go)
        _split(view, user, found, go)
        _hand_over(view, user, found)


def undo_line(view: CaseView, user: Actor, *, may_undo: bool) -> None:
    """What was last merged or split here, and the way back."""
    last = border(desk().app, user, view.row.case_id).last
    if last is None:
        return
    now = desk().app.clock.now()
    when = words.both(last.at, now, time_zone())
    with st.container(horizontal=True, vertical_alignment="center", key="undo_line"):
        done = _DONE[last.kind].format(other=last.other_id, name=last.by, when=when)
        st.html(plain.element("span", done, class_="lp-soft"))
        if may_undo and st.button(
            _("Undo"), icon=":material/undo:", type="tertiary", key=f"undo_change-{last.id}"
        ):
            act(partial(undoing.undo, desk().app, user, last.id), _("As it was before."), st.rerun)


def _merge(view: CaseView, user: Actor, go: Callable[[int], None]) -> None:
    titles = {
        row.case_id: f"{row.case_id}: {words.title(row.title)}"[:70] for row in view.other_cases
    }
    if not titles:
        st.caption(_("This customer has no other case to merge with."))
        return
    mine = view.row.case_id
    chosen = st.selectbox(
        _("The same matter as"),
        list(titles),
        format_func=lambda one: titles[one],
        key=f"merge_with-{mine}",
    )
    app = desk().app
    with st.container(horizontal=True):
        if st.button(_("Take it in here"), icon=":material/call_merge:", key=f"merge_in-{mine}"):
            merge = partial(regrouping.merge, app, user, kept_id=mine, other_id=chosen)
            act(merge, _("Merged."), st.rerun)
        if st.button(
            _("Move this one there"), icon=":material/arrow_outward:", key=f"merge_away-{mine}"
        ):
            merge = partial(regrouping.merge, app, user, kept_id=chosen, other_id=mine)
            act(merge, _("Merged."), partial(go, chosen))


def _split(view: CaseView, user: Actor, found: Border, go: Callable[[int], None]) -> None:
    if len(found.posts) < 2:
        st.caption(_("One post: nothing to split off."))
        return
    chosen = st.multiselect(
        _("Posts about another matter"),
        list(found.posts),
        format_func=lambda one: found.posts[one],
        placeholder=_("Choose options"),
        key=f"split-{view.row.case_id}",
    )
    if st.button(
        _("Make them a case"),
        icon=":material/call_split:",
        key=f"split_off-{view.row.case_id}",
        disabled=not chosen,
    ):
        made: list[int] = []

        def split() -> None:
            made.append(regrouping.split(desk().app, user, view.row.case_id, mention_ids=chosen))

        act(split, _("Split: this is the new case."), lambda: go(made[0]))


def _hand_over(view: CaseView, user: Actor, found: Border) -> None:
    if not found.colleagues:
        return
    chosen = st.selectbox(
        _("Hand over to"),
        list(found.colleagues),
        index=None,
        format_func=lambda name: found.colleagues[name],
        placeholder=_("A colleague"),
        key=f"hand_over_to-{view.row.case_id}",
    )
    if chosen and st.button(
        _("Hand over"), icon=":material/person_add:", key=f"hand_over-{view.row.case_id}"
    ):
        give = partial(assignment.assign, desk().app, user, view.row.case_id, name=chosen)
        act(
            give,
            _("{name} has it now.").format(name=found.colleagues[chosen]),
            st.rerun,
        )

"""Notes between colleagues on a case; customers never see them."""

from __future__ import annotations

import streamlit as st

from dashboard import plain, words
from dashboard.desk import desk
from dashboard.refusals import refusals_shown
from dashboard.session import flash, time_zone
from dashboard.tongue import _
from domain.case import CaseEventKind
from domain.role import Actor
from listenpost.services import notes
from listenpost.services.case_view import CaseView


def notes_box(view: CaseView, user: Actor) -> None:
    """The notes, newest last, and a field for another one."""
    written = [item for item in view.history if item.kind is CaseEventKind.NOTED]
    label = _("Notes ({number})").format(number=len(written)) if written else _("Notes")
    with st.expander(label, icon=":material/sticky_note_2:", expanded=bool(written)):
        now, zone = desk().app.clock.now(), time_zone()
        for item in written:
            when = words.both(item.at, now, zone)
            by = item.by or str(item.detail.get("who", ""))
            st.html(plain.element("p", f"{by}, {when}", class_="lp-soft"))
            st.text(str(item.detail.get("text", "")), width="stretch")
            if asked := item.detail.get("asked"):
                told = _("Asked: {names}").format(names=", ".join(map(str, asked)))
                st.html(plain.element("p", told, class_="lp-soft"))
        _write(view, user)


def _write(view: CaseView, user: Actor) -> None:
    with st.form(f"note-{view.row.case_id}", clear_on_submit=True, border=False):
        text = st.text_area(
            _("A note for colleagues"),
            placeholder=_("Only colleagues see it."),
            max_chars=notes.LONGEST_NOTE,
            height=80,
            label_visibility="collapsed",
        )
        names = {one.user_id: one.name for one in notes.colleagues(desk().app, user)}
        tell = st.multiselect(
            _("Ask a colleague to look"),
            list(names),
            format_func=lambda number: names[number],
            placeholder=_("Nobody"),
            select_all=False,  # Enter takes the one that was typed, never all that are alike
            filter_mode="contains",
            key=f"tell-{view.row.case_id}",
        )
        if not st.form_submit_button(_("Add note"), icon=":material/add_comment:"):
            return
    with refusals_shown():
        asked = notes.add(desk().app, user, view.row.case_id, text, tell=tell)
        flash(_("Noted; asked {names}.").format(names=", ".join(asked)) if asked else _("Noted."))
        st.rerun()

"""When the window is closed: an approved template, its blanks filled in, put into the editor."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import words
from dashboard.components.reply_editor import begin_with
from dashboard.desk import desk
from dashboard.refusals import refusals_shown
from dashboard.tongue import _
from domain.message_template import MessageTemplate, fill
from listenpost.services import message_templates
from listenpost.services.case_view import CaseView


def template_picker(view: CaseView) -> None:
    """Offer what the network still takes; nothing while anything may be written."""
    app = desk().app
    found = message_templates.offered(app, view.target, view.row.language, now=app.clock.now())
    if not found:
        return
    with st.expander(
        _("Send an approved template"), icon=":material/schedule_send:", expanded=True
    ):
        chosen = st.selectbox(
            _("Template"),
            options=range(len(found)),
            format_func=lambda place: _label(found[place]),
            key=f"template-{view.row.case_id}",
        )
        st.text(found[chosen].body)
        values = _blanks(view, found[chosen])
        put = f"template-put-{view.row.case_id}"
        if st.button(_("Put into the reply"), icon=":material/add:", key=put):
            with refusals_shown():
                begin_with(view, fill(found[chosen], values))
                st.rerun()


def _label(one: MessageTemplate) -> str:
    spoken = words.language(one.language.split("_")[0])
    return f"{one.name}, {spoken}, {one.category}, {one.costs}"


def _blanks(view: CaseView, template: MessageTemplate) -> Sequence[str]:
    begun = message_templates.begun(template, view.row.customer)
    place = f"blank-{view.row.case_id}-{template.name}-{template.language}"
    return [
        st.text_input(f"{{{{{number}}}}} {name}", value=value, key=f"{place}-{number}")
        for number, (name, value) in enumerate(
            zip(template.parameters, begun, strict=True), start=1
        )
    ]

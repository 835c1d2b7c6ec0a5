"""One entry of a list as a form: what is wrong is said at its field, and nothing else is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from dashboard import entry_place
from dashboard.components.entry_control import control
from dashboard.components.section_save import save
from dashboard.entry_field import Entry, EntryField, Kind, entered, shown
from dashboard.entry_place import NEW, Place
from dashboard.section_lists import SectionList
from dashboard.tongue import _
from domain.role import Actor
from listenpost.services.section_list import SectionView

ENTRY = "entry"
"""Which entry is opened, in the page's address."""
_OPENED = "entry_opened"
WIDE = frozenset({Kind.WORDS, Kind.LINES, Kind.OPENING})
"""What stands in a row of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """What was looked at when the form was opened: a save is about this, and nothing newer."""

    place: Place
    version: int
    entry: Entry


def close() -> None:
    """The list is looked at again: what is opened next is as it is then."""
    st.session_state.pop(_OPENED, None)


def entry_form(user: Actor, view: SectionView, found: SectionList, place: Place) -> None:
    """Change what stands there, or add one."""
    opened = _opened(view, place)
    fields = found.fields_at(place)
    prefix = f"entry-{view.row.name}-{entry_place.written(place)}-{opened.version}"
    slots: dict[str, Any] = {}
    with st.form(prefix, border=False):
        values = _fields(fields, opened.entry, prefix, slots)
        with st.container(horizontal=True):
            saved = st.form_submit_button(
                _("Save"), icon=":material/save:", type="primary", key="entry_save"
            )
            given_up = st.form_submit_button(_("Cancel"), type="tertiary", key="entry_cancel")
    if given_up:
        leave()
    if saved:
        content = view.content
        wanted = entered(fields, opened.entry, values)
        save(
            user,
            view,
            partial(entry_place.changed, content, place, wanted),
            slots | {"": slots[found.at]} if found.at else slots,
            under=entry_place.path(content, place),
            version=opened.version,
            then=leave,
        )


def leave() -> None:
    """Back to the list."""
    st.query_params.pop(ENTRY, None)
    st.rerun()


def heading(found: SectionList, view: SectionView, place: Place) -> tuple[str, str]:
    """How the form is called, and what it belongs to."""
    entry = entry_place.entry_at(view.content, place) or {}
    name = _(found.new) if place[-1] == NEW else str(entry.get("name", ""))
    above = (
        entry_place.entry_at(view.content, place[:-2]) if len(place) > len(found.path) + 1 else None
    )
    if above is None:
        return name, ""
    told = _("Below {rule}: what is left empty here is as that rule says.")
    return name, told.format(rule=above.get("name", ""))


def _opened(view: SectionView, place: Place) -> _Opened:
    known: _Opened | None = st.session_state.get(_OPENED)
    if known is None or known.place != place:
        entry = entry_place.entry_at(view.content, place) or {}
        known = _Opened(place=place, version=view.version, entry=entry)
        st.session_state[_OPENED] = known
    return known


def _fields(
    fields: Sequence[EntryField], entry: Entry, prefix: str, slots: dict[str, Any]
) -> dict[str, Any]:
    """Groups under their headings; short fields beside each other, long ones below."""
    values: dict[str, Any] = {}
    for group in _groups(fields):
        if group[0].group:
            st.header(_(group[0].group), anchor=False)
        short = [one for one in group if one.kind not in WIDE]
        if short:
            with st.grid("auto", min_column_width=260):
                for one in short:
                    with st.container(key=f"{prefix}-{one.name}-place"):
                        values[one.name] = control(one, shown(one, entry), f"{prefix}-{one.name}")
                        slots[one.name] = st.empty()
        for one in group:
            if one.kind in WIDE:
                values[one.name] = control(one, shown(one, entry), f"{prefix}-{one.name}")
                slots[one.name] = st.empty()
    return values


def _groups(fields: Sequence[EntryField]) -> list[list[EntryField]]:
    found: list[list[EntryField]] = []
    for one in fields:
        if one.group or not found:
            found.append([])
        found[-1].append(one)
    return found

"""A list of the settings: what holds is told in words; each entry is changed, moved, taken out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import streamlit as st

from dashboard import entry_place, plain
from dashboard.components import what_holds
from dashboard.components.entry_form import ENTRY
from dashboard.components.section_save import save
from dashboard.desk import desk
from dashboard.entry_choices import Choices, choices
from dashboard.entry_facts import facts
from dashboard.entry_field import Entry, Kind, Known
from dashboard.entry_place import NEW, Place
from dashboard.section_lists import CHANNELS, SectionList, lists_of
from dashboard.tongue import N_, Table, _
from domain.role import Actor
from listenpost.services.section_list import SectionView
from listenpost.settings.layers import Content

_SEEN = "list_seen"
_DEEDS = Table(
    {
        "up": N_("Move up"),
        "down": N_("Move down"),
        "below": N_("Add a rule below it"),
        "remove": N_("Remove"),
    }
)
_ICONS = {"up": "arrow_upward", "down": "arrow_downward", "below": "add", "remove": "delete"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """One list as it is drawn now; `seen` is the version that was drawn before, and clicked on.

    `known` is asked for each value of each entry, and looks up each kind of them once.
    """

    user: Actor
    view: SectionView
    found: SectionList
    fixed: bool
    seen: int
    known: Callable[[Known], Choices]


def list_desk(user: Actor, view: SectionView, *, fixed: bool) -> None:
    """Every list of the section; `fixed`: they are only told, as the environment sets them."""
    name = view.row.name
    seen = st.session_state.get(_SEEN, {}).get(name, view.version)
    st.session_state[_SEEN] = {name: view.version}
    known = cache(partial(choices, app=desk().app))
    for found in lists_of(name):
        _show(_List(user=user, view=view, found=found, fixed=fixed, seen=seen, known=known))


def _show(one: _List) -> None:
    found = one.found
    if found.title:
        st.header(_(found.title), anchor=False)
    entries = _entries(one.view.content, found)
    if found.about and (found.title or entries):
        st.caption(_(found.about))
    if not entries:
        st.caption(_(found.none))
    _level(one, found.path, entries)
    if not one.fixed:
        _add(one)


def _entries(content: Content, found: SectionList) -> Sequence[Entry]:
    level: Any = content
    for key in found.path:
        level = level.get(key) or {}
    return level or ()


def _level(one: _List, way: Place, entries: Sequence[Entry]) -> None:
    """Entries beside each other in one list, each with those below it."""
    for number, entry in enumerate(entries):
        place = (*way, number)
        with st.container(
            border=True,
            horizontal=True,
            vertical_alignment="center",
            horizontal_alignment="distribute",
            key=f"entry-{_key(place)}",
        ):
            st.html(_line(one, entry, place), width="stretch")
            if not one.fixed:
                _deeds(one, place, number, len(entries))
        below = entry.get(one.found.below) if one.found.below else None
        if below:
            with st.container(key=f"below-{_key(place)}"):
                _level(one, (*place, one.found.below), below)


def _key(place: Place) -> str:
    return "-".join(map(str, place))


def _line(one: _List, entry: Entry, place: Place) -> str:
    """Its name, what it says, and longer words below."""
    found, name = one.found, str(entry.get("name", ""))
    fields = found.fields_at(place)
    told = facts(fields, entry, lambda kind, value: one.known(kind).show(value), whole=found.whole)
    long = [str(entry.get(field.name, "")) for field in fields if field.kind is Kind.WORDS]
    return (
        '<div class="lp-row">'
        + plain.element("span", name, class_="lp-strong", dir="auto")
        + (what_holds.open_badge(name) if found is CHANNELS else "")
        + "</div>"
        + plain.element("div", " · ".join(told), class_="lp-soft")
        + "".join(plain.element("div", text, class_="lp-words", dir="auto") for text in long)
    )


def _add(one: _List) -> None:
    key = f"add-{_key(one.found.path)}"
    if st.button(_(one.found.add), icon=":material/add:", key=key):
        _open((*one.found.path, NEW))


def _open(place: Place) -> None:
    st.query_params[ENTRY] = entry_place.written(place)
    st.rerun()


def _deeds(one: _List, place: Place, number: int, of: int) -> None:
    """What can be done with it."""
    possible = _possible(one.found, number, of)
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        if st.button(
            _("Change"), icon=":material/edit:", type="tertiary", key=f"change-{_key(place)}"
        ):
            _open(place)
        chosen = st.menu_button(
            _("More") if len(possible) > 1 else _("Remove"),
            possible,
            format_func=lambda deed: f":material/{_ICONS[deed]}: {_DEEDS[deed]}",
            type="tertiary",
            key=f"more-{_key(place)}",
        )
    if chosen == "below":
        _open((*place, one.found.below, NEW))
    elif chosen:
        content, done = _after(one.view.content, place, chosen)
        _change(one, content, done)


def _possible(found: SectionList, number: int, of: int) -> list[str]:
    wanted: Mapping[str, bool] = {
        "up": found.ordered and number > 0,
        "down": found.ordered and number < of - 1,
        "below": bool(found.below),
        "remove": True,
    }
    return [deed for deed, is_so in wanted.items() if is_so]


def _after(content: Content, place: Place, deed: str) -> tuple[Content, str]:
    """The section once it is done, and what is said then."""
    if deed == "remove":
        return entry_place.removed(content, place), _("Removed.")
    by = -1 if deed == "up" else 1
    return entry_place.moved(content, place, by), _("Moved.")


def _change(one: _List, content: Content, done: str) -> None:
    save(one.user, one.view, lambda: content, {}, version=one.seen, done=done)

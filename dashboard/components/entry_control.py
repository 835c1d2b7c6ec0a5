"""The control that one field of an entry is entered with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from dashboard import words
from dashboard.components.opening_fields import opening_fields
from dashboard.desk import desk
from dashboard.entry_choices import Choices, choices
from dashboard.entry_field import EntryField, Kind
from dashboard.tongue import _


def control(field: EntryField, begin: Any, key: str) -> Any:
    """Show it; what is entered, as `entry_field` has it."""
    return _CONTROLS[field.kind](field, begin, key)


def _text(field: EntryField, begin: str, key: str) -> str:
    label, about = _(field.label), _about(field, key)
    found: str = st.text_input(label, begin, autocomplete="off", **about)
    return found


def _area(field: EntryField, begin: str, key: str) -> str:
    lines = begin.count("\n") + (3 if field.kind is Kind.LINES else 5)
    label, about = _(field.label), _about(field, key)
    found: str = st.text_area(label, begin, height=28 * min(lines, 14), **about)
    return found


def _one(field: EntryField, begin: str | None, key: str) -> str | None:
    offered, show = _offered(field, [begin] if begin else [])
    found: str | None = st.selectbox(
        _(field.label),
        offered,
        index=offered.index(begin) if begin else None,
        format_func=lambda one: words.capital(show(one)),
        **_about(field, key),
    )
    return found


def _several(field: EntryField, begin: list[str], key: str) -> list[str]:
    offered, show = _offered(field, begin)
    return st.multiselect(
        _(field.label),
        offered,
        default=begin,
        format_func=show,
        accept_new_options=field.written,
        select_all=False,
        **_about(field, key),
    )


def _offered(field: EntryField, begin: list[str]) -> tuple[list[str], Callable[[str], str]]:
    """What holds can be chosen again, though nobody knows it any more."""
    found = choices(field.known, desk().app) if field.known else Choices(offered=())
    unknown = [one for one in begin if one not in found.offered]
    return [*unknown, *map(str, found.offered)], found.show


def _number(field: EntryField, begin: float | None, key: str) -> float | None:
    """No limit here: what is too small is refused by the service, with its reason."""
    label, hours = _(field.label), _("hours")
    if field.kind is Kind.HOURS:
        label = f"{label} ({hours})"
    return st.number_input(label, value=begin, format="%.10g", **_about(field, key))


def _whole(field: EntryField, begin: int | None, key: str) -> int | None:
    label, about = _(field.label), _about(field, key)
    found: int | None = st.number_input(label, value=begin, step=1, **about)
    return found


def _switch(field: EntryField, begin: bool, key: str) -> bool:
    return st.toggle(_(field.label), begin, key=key, help=_(field.help) if field.help else None)


def _either(field: EntryField, begin: bool | None, key: str) -> bool | None:
    told: Mapping[bool | None, str] = {None: _(field.empty), True: _("yes"), False: _("no")}
    found: bool | None = st.selectbox(
        _(field.label),
        list(told),
        index=list(told).index(begin),
        format_func=told.__getitem__,
        key=key,
    )
    return found


def _opening(field: EntryField, begin: Mapping[str, Any], key: str) -> dict[str, Any]:
    return opening_fields(_(field.label), _(field.help), begin, key)


def _about(field: EntryField, key: str) -> dict[str, Any]:
    """What all of them have; an empty text would be taken for a text."""
    return {
        "key": key,
        "help": _(field.help) if field.help else None,
        "placeholder": _(field.empty) if field.empty else None,
    }


_CONTROLS: Mapping[Kind, Callable[[EntryField, Any, str], Any]] = {
    Kind.TEXT: _text,
    Kind.WORDS: _area,
    Kind.LINES: _area,
    Kind.ONE: _one,
    Kind.SEVERAL: _several,
    Kind.WHOLE: _whole,
    Kind.NUMBER: _number,
    Kind.HOURS: _number,
    Kind.SWITCH: _switch,
    Kind.EITHER: _either,
    Kind.OPENING: _opening,
}

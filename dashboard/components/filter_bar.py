"""The inbox's views with their counts, search and filters; the page's address is their state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard import filters, words
from dashboard.components.above import afresh
from dashboard.components.case_list import urgency_word
from dashboard.components.filter_control import known
from dashboard.components.seed import seed
from dashboard.desk import desk
from dashboard.tongue import N_, _
from domain.classification import Urgency
from listenpost.services import brand_topics
from listenpost.services.inbox import InboxFilter, InboxOrder, InboxPage, InboxView

_FIELDS = {
    "view": "view",
    "platform": "platforms",
    "urgency": "urgencies",
    "language": "languages",
    "about": "brand_topics",
    "search": "search",
    "order": "order",
}
_LONG = frozenset({"language", "about"})
"""Lists that may be longer than pills can be."""
_COMMON = N_(
    "Many cases hold these words: you see the newest 1,000 of them, and the most urgent open ones. "
    "Another word, or an order's number, finds older ones."
)


def filter_bar(wanted: InboxFilter, shown: InboxPage) -> None:
    """Show what the address asks for, with the numbers of what is shown."""
    counts = shown.counts
    seed("view", wanted.view)
    st.segmented_control(
        _("View"),
        list(InboxView),
        key="view",
        required=True,
        format_func=lambda view: f"{words.VIEWS[view]} {words.count(counts[view])}",
        label_visibility="collapsed",
        on_change=_changed,
        args=("view",),
        wrap=False,
    )
    with st.container(horizontal=True, vertical_alignment="center", key="search_row"):
        seed("search", wanted.search)
        st.text_input(
            _("Search"),
            key="search",
            type="search",
            live=True,
            max_chars=filters.LONGEST_SEARCH,
            placeholder=_("Search names and posts"),
            label_visibility="collapsed",
            on_change=_changed,
            args=("search",),
        )
        _more(wanted, shown.languages)
    with st.container():
        if wanted.search and counts[InboxView.ALL].more:
            st.caption(_(_COMMON))


def _more(wanted: InboxFilter, languages: Sequence[str]) -> None:
    number = filters.chosen(wanted)
    label = _("Filter ({number})").format(number=number) if number else _("Filter")
    with st.popover(label, icon=":material/tune:", key="filters"):
        _choices(_("Network"), "platform", known(wanted.platforms), wanted.platforms)
        _choices(_("Urgency"), "urgency", list(Urgency), wanted.urgencies, urgency_word)
        _choices(_("Language"), "language", languages, wanted.languages, words.language)
        names = brand_topics.names(desk().app)
        if names:
            _choices(_("About"), "about", list(names), wanted.brand_topics, names.__getitem__)
        seed("order", wanted.order)
        st.selectbox(
            _("Order"),
            list(InboxOrder),
            key="order",
            format_func=lambda order: words.ORDERS[order],
            on_change=_changed,
            args=("order",),
        )
        if number:
            st.button(_("Clear"), icon=":material/close:", on_click=_clear, key="clear")


def _choices(
    label: str,
    key: str,
    options: Sequence[Any],
    chosen: Sequence[Any],
    word: Callable[[Any], str] = words.platform,
) -> None:
    seed(key, [option for option in options if option in chosen])
    if key in _LONG:
        st.multiselect(
            label,
            options,
            key=key,
            format_func=word,
            placeholder=_("Choose options"),
            on_change=_changed,
            args=(key,),
        )
    else:
        st.pills(
            label,
            options,
            key=key,
            selection_mode="multi",
            format_func=word,
            on_change=_changed,
            args=(key,),
            wrap=True,
        )


def _changed(key: str) -> None:
    """A widget changed: its part of the address follows, from the first page; the rest stays.

    The others are not asked: one that was just drawn again may not have its value yet.
    """
    afresh()
    value = st.session_state.get(key) or getattr(InboxFilter(), _FIELDS[key])
    several = isinstance(value, list)
    part: dict[str, Any] = {_FIELDS[key]: tuple(value) if several else value}
    wanted = replace(filters.from_query(st.query_params), **part)
    st.query_params.from_dict(filters.to_query(wanted))


def _clear() -> None:
    wanted = filters.from_query(st.query_params)
    st.query_params.from_dict(filters.to_query(InboxFilter(view=wanted.view, search=wanted.search)))

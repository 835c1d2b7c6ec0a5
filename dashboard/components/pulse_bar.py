"""The pulse's filters and saved views; the page's address is their state."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from dashboard import plain, pulse_filters, words
from dashboard.components import filter_control
from dashboard.components.seed import seed
from dashboard.desk import desk
from dashboard.pulse_filters import PulsePlace
from dashboard.session import flash
from dashboard.tongue import _
from domain.classification import Topic
from domain.errors import BadInput
from domain.role import Actor
from listenpost.language import spoken_for
from listenpost.services import brand_topics, pulse, saved_views
from listenpost.services.pulse import DAYS, PulseFilter

PAGE = "pulse"
_ALL = ""


def pulse_bar(user: Actor) -> PulsePlace:
    """Show the bar; returns what the address asks for."""
    place = pulse_filters.from_query(st.query_params)
    with st.container(horizontal=True, vertical_alignment="bottom", key="pulse_bar"):
        filter_control.period(
            "pulse_days", DAYS, place.wanted.days, changed=_changed, label="collapsed"
        )
        with st.popover(_filters_label(place.wanted), icon=":material/tune:", key="pulse_filters"):
            _filters(user, place.wanted)
        with st.popover(_("Views"), icon=":material/bookmark:", key="pulse_views"):
            _views(user, place)
    return place


def _filters_label(wanted: PulseFilter) -> str:
    lists = (wanted.platforms, wanted.languages, wanted.topics, wanted.brand_topics)
    chosen = sum(map(bool, (*lists, wanted.campaign)))
    return _("Filter ({number})").format(number=chosen) if chosen else _("Filter")


def _filters(user: Actor, wanted: PulseFilter) -> None:
    filter_control.networks("pulse_platforms", wanted.platforms, changed=_changed)
    topics = [topic.value for topic in Topic]
    filter_control.several(
        _("Topic"), "pulse_topics", topics, wanted.topics, named=_topic, changed=_changed
    )
    _own(wanted)
    heard = pulse.languages(desk().app, user, days=DAYS[-1])
    languages = [*heard, *(one for one in wanted.languages if one not in heard)]
    seed("pulse_languages", list(wanted.languages))
    st.multiselect(
        _("Language"),
        languages,
        key="pulse_languages",
        format_func=words.language,
        placeholder=_("Choose options"),
        on_change=_changed,
    )
    campaigns = pulse.campaigns(desk().app)
    if campaigns:
        seed("pulse_campaign", wanted.campaign if wanted.campaign in campaigns else _ALL)
        st.selectbox(
            _("Campaign"),
            [_ALL, *campaigns],
            key="pulse_campaign",
            format_func=lambda name: name or _("All posts"),
            on_change=_changed,
        )


def _own(wanted: PulseFilter) -> None:
    names = brand_topics.names(desk().app)
    if names:
        seed("pulse_about", [one for one in wanted.brand_topics if one in names])
        st.multiselect(
            _("About"),
            list(names),
            key="pulse_about",
            format_func=names.__getitem__,
            placeholder=_("Choose options"),
            on_change=_changed,
        )


def _topic(name: str) -> str:
    return words.capital(words.label(name))


def _changed() -> None:
    state = st.session_state
    place = pulse_filters.from_query(st.query_params)
    wanted = PulseFilter(
        days=state.get("pulse_days") or DAYS[0],
        platforms=tuple(state.get("pulse_platforms") or ()),
        languages=tuple(state.get("pulse_languages") or ()),
        topics=tuple(state.get("pulse_topics") or ()),
        campaign=state.get("pulse_campaign") or "",
        brand_topics=tuple(state.get("pulse_about") or ()),
    )
    go(replace(place, wanted=wanted, name=""))


def go(place: PulsePlace) -> None:
    """Let the address say this."""
    st.query_params.from_dict(pulse_filters.to_query(place))


def _views(user: Actor, place: PulsePlace) -> None:
    found = saved_views.listed(desk().app, user, PAGE)
    for one in found:
        with st.container(horizontal=True, vertical_alignment="center", key=f"view_{one.view_id}"):
            st.button(
                one.name,
                key=f"view_open_{one.view_id}",
                type="tertiary",
                on_click=_open,
                args=(one.query,),
                width="stretch",
            )
            st.button(
                _("Remove {name}").format(name=one.name),
                key=f"view_remove_{one.view_id}",
                icon=":material/delete:",
                type="tertiary",
                on_click=_remove,
                args=(user, one.view_id),
            )
    if not found:
        st.caption(_("A view keeps the filters of this page under a name."))
    with st.form("pulse_view", clear_on_submit=True, border=False):
        name = st.text_input(_("Name"), max_chars=saved_views.LONGEST_NAME, key="pulse_view_name")
        if st.form_submit_button(_("Save this view"), icon=":material/bookmark_add:"):
            query = urlencode(pulse_filters.to_query(place))
            try:
                saved_views.save(desk().app, user, PAGE, name, query)
            except BadInput as error:
                st.error(plain.markdown(spoken_for.said(str(error))))
            else:
                flash(_("View saved."))
                st.rerun()


def _open(query: str) -> None:
    go(pulse_filters.from_query(dict(parse_qsl(query))))


def _remove(user: Actor, view_id: int) -> None:
    saved_views.remove(desk().app, user, view_id)

"""Topics of the brand's own: leads keep them, and see how well they do."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import filters, plain, words
from dashboard.components import topic_card
from dashboard.components.line_card import line_card
from dashboard.components.topic_desk import topic_desk
from dashboard.desk import desk
from dashboard.refusals import act
from dashboard.session import signed_in
from dashboard.tongue import _
from domain.role import Actor
from listenpost.services import brand_topics, topic_reach
from listenpost.services.brand_topics import TopicRow
from listenpost.services.topic_reach import DAYS

TOPIC = "topic"
REFRESH_SECONDS = 3


def show() -> None:
    """All topics, or the one that the address names."""
    user = signed_in()
    found = brand_topics.listed(desk().app, user)
    number = filters.number(st.query_params, TOPIC)
    chosen = next((one for one in found if one.topic_id == number), None)
    if chosen is None:
        _all(user, found)
    else:
        _one(user, chosen, [one for one in found if one is not chosen])


def _all(user: Actor, found: list[TopicRow]) -> None:
    st.title(_("Topics"), anchor=False)
    st.caption(
        _(
            "What your customers write about beyond the ten topics that every brand has. Each is "
            "learned from a few examples, in any language; new posts get it by themselves."
        )
    )
    if found:
        _earlier(user)
    with st.expander(_("Add a topic"), icon=":material/add:", expanded=not found):
        _add(user)
    for one in found:
        key = f"topic-{one.topic_id}"
        if line_card(topic_card.line(one), key=key, opens=f"open-{one.topic_id}"):
            st.query_params[TOPIC] = str(one.topic_id)
            st.rerun()


def _add(user: Actor) -> None:
    with st.form("add_topic", clear_on_submit=True, border=False):
        name = st.text_input(_("Name"), max_chars=brand_topics.LONGEST_NAME)
        description = st.text_area(
            _("What is meant, for colleagues"), max_chars=brand_topics.LONGEST_DESCRIPTION
        )
        added = st.form_submit_button(_("Add the topic"), icon=":material/add:", type="primary")
    if added:
        act(
            partial(brand_topics.save, desk().app, user, name=name, description=description),
            _("Added."),
        )


@st.fragment(run_every=REFRESH_SECONDS)
def _earlier(user: Actor) -> None:
    """Let a worker give the topics to earlier posts, and see how far it is."""
    done = topic_reach.progress(desk().app, user)
    if done is not None:
        part = min(done.done / done.total, 1.0) if done.total else 0.0
        st.progress(
            part,
            text=_("Looking at earlier posts: {done} of {total}").format(
                done=words.count(done.done), total=words.count(done.total)
            ),
        )
        return
    with st.popover(_("Give them to earlier posts"), icon=":material/history:", key="earlier"):
        days = st.segmented_control(
            _("Period"),
            DAYS,
            default=DAYS[0],
            required=True,
            format_func=words.period,
            key="earlier_days",
        )
        if st.button(_("Begin"), icon=":material/play_arrow:", key="earlier_begin"):
            act(
                partial(topic_reach.apply, desk().app, user, days=days or DAYS[0]),
                _("A worker looks at them now."),
            )


def _one(user: Actor, one: TopicRow, others: list[TopicRow]) -> None:
    if st.button(
        _("Back to all topics"), icon=":material/arrow_back:", type="tertiary", key="back"
    ):
        del st.query_params[TOPIC]
        st.rerun()
    st.html(plain.element("h1", one.name, dir="auto", class_="lp-title"))
    if one.description:
        st.text(one.description)
    _quality(user, one.topic_id)
    topic_desk(one, user, others)


@st.fragment(run_every=REFRESH_SECONDS)
def _quality(user: Actor, topic_id: int) -> None:
    """How well it does, as soon as a worker has learned it."""
    found = brand_topics.listed(desk().app, user)
    st.html("".join(topic_card.quality(one) for one in found if one.topic_id == topic_id))

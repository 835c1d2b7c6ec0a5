"""What a lead does with one topic: its name, its examples, what it would take, merge, remove."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard import plain, words
from dashboard.desk import desk
from dashboard.refusals import act
from dashboard.tongue import _
from domain.role import Actor
from listenpost.services import brand_topics, topic_reach
from listenpost.services.brand_topics import ExampleRow, TopicRow
from listenpost.services.topic_reach import Likely

SHOWN = 50


def topic_desk(one: TopicRow, user: Actor, others: Sequence[TopicRow]) -> None:
    """Everything of one topic."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.header(_("Examples"), anchor=False)
        _add(one, user)
        _examples(one, user)
    with right:
        st.header(_("What it would take"), anchor=False)
        _preview(one, user)
        st.header(_("Name"), anchor=False)
        _rename(one, user)
        _merge(one, user, others)


def _add(one: TopicRow, user: Actor) -> None:
    with st.form(f"example-{one.topic_id}", clear_on_submit=True, border=False):
        text = st.text_area(
            _("Words that a customer could have written"), max_chars=brand_topics.LONGEST_TEXT
        )
        against = st.checkbox(_("They are not about it"))
        added = st.form_submit_button(_("Add the example"), icon=":material/add:")
    if added:
        act(
            partial(brand_topics.add_text, desk().app, user, one.topic_id, text, about=not against),
            _("Added."),
        )


def _examples(one: TopicRow, user: Actor) -> None:
    found = brand_topics.examples(desk().app, user, one.topic_id)
    for row in found[:SHOWN]:
        _example(row, user)
    if len(found) > SHOWN:
        left = words.count(len(found) - SHOWN)
        st.caption(_("and {number} older ones").format(number=left))
    if not found:
        st.caption(
            _("No example yet. Agents add the post in front of them; here you can type some.")
        )


def _example(row: ExampleRow, user: Actor) -> None:
    with st.container(border=True, key=f"example-{row.example_id}"):
        st.text(row.text)
        with st.container(horizontal=True, vertical_alignment="center"):
            if not row.about:
                st.badge(_("not about it"), color="orange")
            if row.added_by:
                st.caption(_("by {name}").format(name=plain.markdown(row.added_by)))
            if st.button(_("Take back"), key=f"take-back-{row.example_id}", type="tertiary"):
                act(
                    partial(brand_topics.take_back, desk().app, user, row.example_id),
                    _("It is no example any more."),
                )


def _preview(one: TopicRow, user: Actor) -> None:
    found = topic_reach.preview(desk().app, user, one.topic_id)
    st.caption(
        _("Posts of the last 7 days that nobody has judged, the likeliest first.")
        if found
        else _("No post of the last 7 days comes near.")
    )
    for row in found:
        _likely(one, row, user)


def _likely(one: TopicRow, row: Likely, user: Actor) -> None:
    with st.container(border=True, key=f"likely-{row.mention_id}"):
        st.text(row.text)
        with st.container(horizontal=True, vertical_alignment="center"):
            share = _("{share} likely").format(share=words.percent(row.probability))
            st.badge(share, color="green" if row.taken else "gray")
            for about, label, icon in (
                (True, _("About it"), ":material/check:"),
                (False, _("Not about it"), ":material/close:"),
            ):
                if st.button(label, icon=icon, key=f"likely-{about}-{row.mention_id}"):
                    act(
                        partial(
                            brand_topics.say,
                            desk().app,
                            user,
                            row.mention_id,
                            one.topic_id,
                            about=about,
                        ),
                        _("Noted."),
                    )


def _rename(one: TopicRow, user: Actor) -> None:
    with st.form(f"topic-{one.topic_id}", border=False):
        name = st.text_input(_("Name"), one.name, max_chars=brand_topics.LONGEST_NAME)
        description = st.text_area(
            _("What is meant, for colleagues"),
            one.description,
            max_chars=brand_topics.LONGEST_DESCRIPTION,
        )
        saved = st.form_submit_button(_("Save"), icon=":material/save:")
    if saved:
        act(
            partial(
                brand_topics.save,
                desk().app,
                user,
                name=name,
                description=description,
                topic_id=one.topic_id,
            ),
            _("Saved."),
        )


def _merge(one: TopicRow, user: Actor, others: Sequence[TopicRow]) -> None:
    names = {row.topic_id: row.name for row in others}
    if names:
        into = st.selectbox(
            _("Merge it into"),
            list(names),
            index=None,
            placeholder=_("Choose a topic"),
            format_func=names.__getitem__,
            key=f"merge-into-{one.topic_id}",
        )
        if into is not None and st.button(_("Merge"), icon=":material/merge:", key="merge-topic"):
            act(partial(brand_topics.merge, desk().app, user, one.topic_id, into), _("Merged."))
    with st.popover(_("Remove"), icon=":material/delete:", key="remove-topic"):
        st.caption(_("Its examples are forgotten, and no post is about it any more."))
        if st.button(_("Remove it"), type="primary", key="remove-topic-now"):
            act(partial(brand_topics.remove, desk().app, user, one.topic_id), _("Removed."))

"""What the post that is being answered is about, of the brand's own topics; one click says it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import plain, words
from dashboard.desk import desk
from dashboard.refusals import act, refusals_shown
from dashboard.session import flash
from dashboard.tongue import _
from domain.role import Actor, Permission, may
from listenpost.services import brand_topics
from listenpost.services.brand_topics import Said
from listenpost.services.case_view import CaseView

MOST_PILLS = 12


def topic_line(view: CaseView, user: Actor) -> None:
    """The post's topic with how likely it is; nothing where the brand has no topics."""
    names = brand_topics.names(desk().app)
    if not names or view.judgement is None:
        return
    said = brand_topics.said_of(desk().app, user, view.answers_to)
    with st.container(border=True, key="brand_topic"):
        st.header(_("About"), anchor=False)
        if said is None:
            st.caption(_("None of your own topics."))
        else:
            st.html(f'<div class="lp-row">{_badge(said)}</div>')
        if may(user.role, Permission.ANSWER):
            _choose(view, user, names, said)


def _badge(said: Said) -> str:
    how = (
        _("a person said so")
        if said.by_person
        else _("{share} likely").format(share=words.percent(said.probability))
    )
    return plain.badge(said.name, "violet") + plain.element("span", how, class_="lp-soft")


def _choose(view: CaseView, user: Actor, names: dict[int, str], said: Said | None) -> None:
    post = view.answers_to
    if said is not None:
        st.button(
            _("Not about {name}").format(name=plain.markdown(said.name)),
            icon=":material/close:",
            key=f"not-about-{post}",
            type="tertiary",
            on_click=partial(_say, user, post, said.topic_id, about=False),
        )
    others = [one for one in names if said is None or one != said.topic_id]
    if not others:
        return
    chosen = _one_of(names, others, key=f"about-{post}-{said.topic_id if said else 0}")
    if chosen is not None:
        act(
            partial(brand_topics.say, desk().app, user, post, chosen, about=True),
            _("Noted: about {name}.").format(name=plain.markdown(names[chosen])),
        )


def _one_of(names: dict[int, str], others: list[int], *, key: str) -> int | None:
    """One click where the topics are few; a list that can be typed into where they are many."""
    if len(others) > MOST_PILLS:
        return st.selectbox(
            _("It is about"),
            others,
            index=None,
            placeholder=_("Choose a topic"),
            format_func=names.__getitem__,
            key=key,
        )
    return st.pills(
        _("It is about"),
        others,
        format_func=lambda one: plain.markdown(names[one]),
        key=key,
        wrap=True,
    )


def _say(user: Actor, post: int, topic_id: int, *, about: bool) -> None:
    with refusals_shown():
        brand_topics.say(desk().app, user, post, topic_id, about=about)
        flash(_("Noted."))

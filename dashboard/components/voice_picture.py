"""Share of voice: how often people name us, and how often our competitors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard import plain, words
from dashboard.components.day_words import told
from dashboard.components.drawing import as_table, drawing
from dashboard.components.picture_button import picture_button
from dashboard.tongue import _
from domain.role import Actor, Permission, may
from domain.share import ENOUGH
from listenpost.services.pulse_voice import Voice

VOICE = "voice_chart"
"""The container that holds the picture."""
_OURS, _THEIRS, _FEW = "#2f8f83", "#8a9ba8", "#b9c2c5"


def voice_picture(found: Sequence[Voice], user: Actor) -> None:
    """Show the shares; the same stands in words and in a table for those who do not see it."""
    st.header(_("Share of voice"), anchor=False)
    if not found:
        _nobody(user)
        return
    if not any(one.share.whole for one in found):
        st.caption(_("In this period no post named you or a competitor."))
        return
    height = 56 + 40 * len(found)
    with st.container(key=VOICE):
        drawing(_spec(found), height=height, alt=in_words(found))
    note = _("Of people's own posts, those that name each; a post that names two counts for both.")
    if found[0].share.few:
        few = _("Fewer than {number} posts: take the figures as a hint.").format(number=ENOUGH)
        note = f"{note} {few}"
    st.caption(note)
    picture_button(of=VOICE, name="share-of-voice.png", title=_("Share of voice"))
    as_table(table(found))


def _nobody(user: Actor) -> None:
    """Whoever may name competitors is led there; others know whom to ask."""
    why = _("Pulse counts whom people name once your competitors are named.")
    search = _("Listen for their names with a search, too.")
    if may(user.role, Permission.MANAGE_SETTINGS):
        st.caption(f"{why} {search}")
        link = plain.element(
            "a", _("Name competitors and campaigns"), href="/settings?section=pulse", target="_self"
        )
        st.html(link)
    else:
        ask = _("Ask an admin: they stand under Settings, Competitors and campaigns.")
        st.caption(f"{why} {ask}")


def in_words(found: Sequence[Voice]) -> str:
    """The picture, spoken."""
    told_ = (
        _("{name}: {share}; negative {negative}.").format(
            name=one.name, share=told(one.share), negative=told(one.negative)
        )
        for one in found
    )
    return " ".join((_("Share of voice."), *told_))


def table(found: Sequence[Voice]) -> list[dict[str, Any]]:
    """One row a name."""
    return [
        {
            "": one.name,
            _("share"): told(one.share),
            _("posts"): one.share.part,
            _("negative"): told(one.negative),
        }
        for one in found
    ]


def _spec(found: Sequence[Voice]) -> dict[str, Any]:
    return {
        "grid": {"top": 8, "left": 8, "right": 52, "bottom": 4, "containLabel": True},
        "xAxis": {
            "type": "value",
            "min": 0,
            "max": 100,
            "axisLabel": {"formatter": "{value} %"},
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [one.name for one in found],
            "axisTick": {"show": False},
        },
        "series": [
            {
                "type": "bar",
                "barMaxWidth": 22,
                "data": [
                    {
                        "value": round(100 * (one.share.value or 0), 1),
                        "itemStyle": {"color": _color(one)},
                        "label": {
                            "show": True,
                            "position": "right",
                            "formatter": words.percent(one.share.value or 0),
                        },
                    }
                    for one in found
                ],
            }
        ],
    }


def _color(one: Voice) -> str:
    if one.share.few:
        return _FEW
    return _OURS if one.ours else _THEIRS

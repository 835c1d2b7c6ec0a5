"""Where the matter can be settled: the recommended channel, why, and the others one click away."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import plain, words
from dashboard.components.reply_editor import follow_suggestion
from dashboard.tongue import _
from domain.recommend import Candidate
from listenpost.language import spoken_for
from listenpost.services.case_view import CaseView


def chosen_channel(case_id: int) -> str | None:
    """The channel that the agent took for this case instead of the recommended one."""
    found: str | None = st.session_state.get(_key(case_id))
    return found


def channel_card(view: CaseView) -> None:
    """Show the channel that the draft follows; the agent may take any other, possible or not."""
    taken = view.taken
    if taken is None:
        return
    with st.container(border=True, key="channels", gap="xsmall"):
        st.html(_taken(view, taken))
        others = [one for one in view.recommended.candidates if one is not taken]
        possible = [one for one in others if one.feasible]
        with st.expander(_other(len(possible)), icon=":material/alt_route:"):
            for place, one in enumerate(possible):
                _possible(view, one, place)
            st.html(_impossible([one for one in others if not one.feasible]))


def _taken(view: CaseView, taken: Candidate) -> str:
    """The channel and its reasons in one line."""
    best = view.recommended.best is taken
    label = _("Recommended") if best else _("Your choice")
    if best and view.recommended.stopgap:
        label = _("For now")
    why = taken.reasons if taken.feasible else taken.obstacles
    rule = view.recommended.policy.rule
    parts = [
        plain.badge(label, "green" if best and taken.feasible else "orange"),
        plain.element(
            "span", words.capital(spoken_for.said(taken.channel.name)), class_="lp-strong"
        ),
        plain.element("span", spoken_for.whys(why), class_="lp-soft"),
    ]
    if rule:
        parts.append(plain.element("span", _("rule {rule}").format(rule=rule), class_="lp-soft"))
    return f'<div class="lp-row">{"".join(parts)}</div>'


def _other(number: int) -> str:
    if number == 0:
        return _("No other channel is possible now")
    return words.counted(
        number, "{number} other channel possible", "{number} other channels possible"
    )


def _possible(view: CaseView, one: Candidate, place: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"channel_{place}"):
        st.button(
            _("Use {channel}").format(channel=spoken_for.said(one.channel.name)),
            key=f"channel-{view.row.case_id}-{place}",
            on_click=_take,
            args=(view, one.channel.name),
        )
        st.html(plain.element("span", spoken_for.whys(one.reasons), class_="lp-soft"))


def _impossible(others: Sequence[Candidate]) -> str:
    lines = "".join(
        "<li>"
        + plain.element(
            "span", words.capital(spoken_for.said(one.channel.name)), class_="lp-strong"
        )
        + " "
        + plain.element(
            "span", _("not now: {why}").format(why=spoken_for.whys(one.obstacles)), class_="lp-soft"
        )
        + "</li>"
        for one in others
    )
    return f'<ul class="lp-plain">{lines}</ul>'


def _take(view: CaseView, name: str) -> None:
    """From now on the draft follows this channel; words that the agent wrote stay."""
    case_id = view.row.case_id
    st.session_state[_key(case_id)] = name
    follow_suggestion(view)


def _key(case_id: int) -> str:
    return f"channel-of-{case_id}"

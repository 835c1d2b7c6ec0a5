"""The controls that the filters of reports share; what is chosen stands in the page's address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from dashboard import words
from dashboard.components.seed import seed
from dashboard.desk import desk
from dashboard.tongue import _
from listenpost.services import inbox


def period(
    key: str,
    choices: Sequence[int],
    days: int,
    *,
    changed: Callable[[], None],
    named: Callable[[int], str] = words.period,
    label: Literal["visible", "collapsed"] = "visible",
) -> None:
    """One of these numbers of days."""
    seed(key, days)
    st.segmented_control(
        _("Period"),
        choices,
        key=key,
        required=True,
        format_func=named,
        label_visibility=label,
        on_change=changed,
    )


def several(
    label: str,
    key: str,
    choices: Sequence[str],
    chosen: Sequence[str],
    *,
    named: Callable[[str], str],
    changed: Callable[[], None],
) -> None:
    """Any of a few; none chosen means all."""
    seed(key, [one for one in choices if one in chosen])
    st.pills(
        label,
        choices,
        key=key,
        selection_mode="multi",
        format_func=named,
        on_change=changed,
        wrap=True,
    )


def networks(key: str, chosen: Sequence[str], *, changed: Callable[[], None]) -> None:
    """Any of the networks that were listened to."""
    several(_("Network"), key, known(chosen), chosen, named=words.platform, changed=changed)


def known(chosen: Sequence[str]) -> list[str]:
    """The networks to choose from: those listened to and those chosen, else all that we know."""
    heard = {*inbox.networks(desk().app), *chosen}
    every = [str(platform) for platform in words.PLATFORMS]
    return [one for one in every if one in heard] or every

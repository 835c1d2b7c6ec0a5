"""Live sign-ins, each with a button that ends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from dashboard import plain, words
from dashboard.refusals import act
from dashboard.tongue import _
from listenpost.services.sessions import SessionRow


def session_list(
    found: Sequence[SessionRow],
    *,
    now: dt.datetime,
    zone: dt.tzinfo,
    end: Callable[[str], object] | None,
) -> None:
    """Where somebody is signed in; the session of this browser cannot be ended here."""
    for one in found:
        with st.container(
            horizontal=True,
            wrap=False,
            vertical_alignment="center",
            horizontal_alignment="distribute",
            key=f"live-{one.handle}",
        ):
            st.html(_line(one, now, zone))
            if end is None or one.mine:
                continue
            if st.button(_("End"), type="tertiary", key=f"end-{one.handle}"):
                act(partial(end, one.handle), _("Ended."))


def _line(one: SessionRow, now: dt.datetime, zone: dt.tzinfo) -> str:
    seen = words.ago(one.seen_at, now) if one.seen_at else _("not known")
    facts = _("last seen {seen} · until {when}").format(
        seen=seen, when=words.moment(one.expires_at, now, zone)
    )
    facts = " · ".join(filter(None, (one.address, facts)))
    mine = plain.badge(_("This browser"), "green") if one.mine else ""
    return (
        '<div class="lp-row">'
        + plain.element("span", one.browser, class_="lp-strong")
        + mine
        + "</div>"
        + plain.element("p", facts, class_="lp-soft")
    )

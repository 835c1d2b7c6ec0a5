"""Who is at the other end of this page."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard import cookies, tongue
from dashboard.desk import desk
from dashboard.tongue import _
from domain.interface import chosen
from domain.role import Actor
from listenpost.services import sessions

_FLASH = "flash"


def actor() -> Actor | None:
    """The signed-in user; asked anew on every run, so that a revoked session ends with a click.

    What was set otherwise meanwhile holds from here on, too.
    """
    desk().look()
    return sessions.who(desk().app, token())


def token() -> str | None:
    """What this browser shows to be let in."""
    return st.context.cookies.get(cookies.SESSION)


def signed_in() -> Actor:
    """The signed-in user, or the end of this run with a way back."""
    found = actor()
    if found is None:
        st.warning(_("Your session has ended. What you saved is safe."), icon=":material/lock:")
        st.link_button(_("Sign in again"), "/auth/sign-in", type="primary", key="sign_in_again")
        st.stop()
    return found


def speak_to(user: Actor) -> None:
    """From here on the page is in this user's language, else in the browser's, else in ours."""
    headers, kept = st.context.headers, st.context.cookies.get(cookies.LANGUAGE)
    asked = headers.get("Accept-Language") or st.context.locale or ""
    ours = desk().settings.dashboard.language
    tongue.speak(chosen(user.language, kept, asked=asked, otherwise=ours))


def time_zone() -> dt.tzinfo:
    """The browser's time zone; UTC where it does not say."""
    name = st.context.timezone
    try:
        return ZoneInfo(name) if name else dt.UTC
    except (KeyError, ValueError, OSError):
        return dt.UTC


def flash(text: str) -> None:
    """Say this at the start of the next run; a toast before a rerun is never seen."""
    st.session_state.setdefault(_FLASH, []).append(text)


def show_flashes() -> None:
    """Say what the last run left to say; `text` is ours, never a customer's."""
    for text in st.session_state.pop(_FLASH, []):
        st.toast(text, icon=":material/check_circle:", duration="long")

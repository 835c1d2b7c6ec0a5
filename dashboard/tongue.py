"""The language that this visitor reads; our words in it come from `listenpost.language`."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from domain.interface import ENGLISH
from listenpost.language import tongue
from listenpost.language.tongue import N_ as N_
from listenpost.language.tongue import Table as Table
from listenpost.language.tongue import _ as _
from listenpost.language.tongue import forms as forms
from listenpost.language.tongue import plural as plural
from listenpost.language.tongue import spoken as spoken

_KEPT = "spoken_language"


def speak(language: str) -> None:
    """From here on this run, or this request, is in that language.

    A part of a page that runs by itself has its page's.
    """
    tongue.where_unsaid(_of_session)
    tongue.speak(language)
    if get_script_run_ctx(suppress_warning=True) is not None:
        st.session_state[_KEPT] = tongue.spoken()


def _of_session() -> str:
    if get_script_run_ctx(suppress_warning=True) is None:
        return ENGLISH
    return str(st.session_state.get(_KEPT, ENGLISH))

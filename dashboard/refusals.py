"""What a service refuses: said where the user clicked, in its own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st
import structlog

from dashboard import plain
from dashboard.session import actor, flash
from domain.errors import ListenpostError, NotAllowed
from listenpost.language import spoken_for

log = structlog.get_logger(__name__)


@contextmanager
def refusals_shown() -> Iterator[None]:
    """Do what a click asks for; a refusal ends the block and is shown instead of what follows."""
    try:
        yield
    except ListenpostError as error:
        if isinstance(error, NotAllowed):
            who = actor()
            log.warning("action.refused", user=who.id if who else None, reason=str(error))
        st.error(plain.markdown(spoken_for.said(str(error))), icon=":material/error:")


def act(action: Callable[[], object], done: str, then: Callable[[], object] | None = None) -> None:
    """Do what a click asks for, say that it is done and draw the page anew, or say why not."""
    with refusals_shown():
        action()
        flash(done)
        (then or st.rerun)()

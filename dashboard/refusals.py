"""What a service refuses: said where the user clicked, in its own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard import plain
from dashboard.session import flash
from domain.errors import ListenpostError


@contextmanager
def refusals_shown() -> Iterator[None]:
    """Do what a click asks for; a refusal ends the block and is shown instead of what follows."""
    try:
        yield
    except ListenpostError as error:
        st.error(plain.markdown(str(error)), icon=":material/error:")


def act(action: Callable[[], object], done: str, then: Callable[[], object] | None = None) -> None:
    """Do what a click asks for, say that it is done and draw the page anew, or say why not."""
    with refusals_shown():
        action()
        flash(done)
        (then or st.rerun)()

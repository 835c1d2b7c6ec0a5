"""Registering a component of our own: its three files, once a process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

_FOLDER = Path(__file__).parent / "browser"


def component(name: str) -> Callable[..., Any]:
    """The component whose html, css and js lie in browser/NAME.*; call it to mount it.

    They run in the page, in a shadow root. They get data and write it with textContent only: what
    customers wrote never becomes markup. Data comes to them as the first of one: Streamlit looks
    for data frames in a dict, and loads pandas (70 MB) to do so.
    """

    def mount(*, data: Mapping[str, Any], **given: Any) -> Any:
        return _registered(name)(data=(data,), **given)

    return mount


@cache
def _registered(name: str) -> Any:
    html, css, js = (
        (_FOLDER / f"{name}.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js")
    )
    return st.components.v2.component(f"listenpost.{name}", html=html, css=css, js=js)

"""Where the pages are: a default page is reachable at "/" only, which differs by role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

import streamlit as st

from dashboard import filters
from domain.role import Role

INBOX = "inbox"
ACCOUNTS = "accounts"
FIRST = {Role.MARKETING: "pulse", Role.MANAGER: "ignored"}
_PAGES = "pages"


def first_place(role: Role) -> str:
    """The page that a role begins on."""
    return FIRST.get(role, INBOX)


def path_of_inbox(role: Role) -> str:
    """The address of the inbox, for links."""
    return "/" if first_place(role) == INBOX else f"/{INBOX}"


def remember(pages: Mapping[str, object]) -> None:
    """Keep this session's pages, so that others can lead to them."""
    st.session_state[_PAGES] = pages


def page(name: str) -> Any:
    """One of those; None where the role does not have it."""
    return st.session_state[_PAGES].get(name)


def open_case(role: Role, case_id: int, query: Mapping[str, str]) -> NoReturn:
    """Go to the case on the inbox page."""
    st.switch_page(page(INBOX), query_params={**query, filters.CASE: str(case_id)})

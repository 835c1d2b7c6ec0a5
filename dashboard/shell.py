"""What surrounds every page: the pages of the role, who is signed in, signing out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import access_words, plain, theme, words
from dashboard.components.document import document
from dashboard.components.practice_desk import inside, practice_band, practice_link
from dashboard.components.shortcuts import shortcuts
from dashboard.desk import desk
from dashboard.places import ACCOUNTS, INBOX, first_place, remember
from dashboard.session import show_flashes, signed_in, speak_to, time_zone
from dashboard.tongue import N_, _
from dashboard.views import (
    account,
    approvals,
    audit,
    connections,
    health,
    hops,
    ignored,
    inbox,
    macros,
    open_code,
    outbox,
    people,
    pulse,
    settings,
    topics,
)
from domain.role import Actor, Permission, Role, may

HERE = Path(__file__).parent
ICON = HERE / "assets" / "icon.svg"
ACCOUNT = "account"
_START = "start"
"""The path that Streamlit reserves for the page at "/"; nobody sees it."""
_LOGO = HERE / "assets" / "logo.svg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page: who may see it, and how it is called; without a permission it is everybody's."""

    show: Callable[[], None]
    title: str
    icon: str
    path: str
    permission: Permission | None
    in_menu: bool = True


PLACES = {
    "inbox": Place(
        show=inbox.show,
        title=N_("Inbox"),
        icon=":material/inbox:",
        path="inbox",
        permission=Permission.READ_CASES,
    ),
    "open": Place(
        show=open_code.show,
        title=N_("Open a code"),
        icon=":material/key:",
        path="open",
        permission=Permission.ANSWER,
    ),
    "approvals": Place(
        show=approvals.show,
        title=N_("Approvals"),
        icon=":material/approval:",
        path="approvals",
        permission=Permission.APPROVE_REPLIES,
    ),
    "outbox": Place(
        show=outbox.show,
        title=N_("Outbox"),
        icon=":material/outbox:",
        path="outbox",
        permission=Permission.ANSWER,
    ),
    "macros": Place(
        show=macros.show,
        title=N_("Saved replies"),
        icon=":material/bookmark:",
        path="macros",
        permission=Permission.APPROVE_REPLIES,
    ),
    "topics": Place(
        show=topics.show,
        title=N_("Topics"),
        icon=":material/sell:",
        path="topics",
        permission=Permission.MANAGE_TOPICS,
    ),
    "pulse": Place(
        show=pulse.show,
        title=N_("Pulse"),
        icon=":material/monitoring:",
        path="pulse",
        permission=Permission.READ_PULSE,
    ),
    "ignored": Place(
        show=ignored.show,
        title=N_("Ignored"),
        icon=":material/timer_off:",
        path="ignored",
        permission=Permission.READ_REPORTS,
    ),
    "channels": Place(
        show=hops.show,
        title=N_("Channel changes"),
        icon=":material/alt_route:",
        path="channels",
        permission=Permission.READ_REPORTS,
    ),
    "health": Place(
        show=health.show,
        title=N_("Health"),
        icon=":material/sensors:",
        path="health",
        permission=Permission.READ_HEALTH,
    ),
    "accounts": Place(
        show=connections.show,
        title=N_("Accounts"),
        icon=":material/hub:",
        path="accounts",
        permission=Permission.MANAGE_ACCOUNTS,
    ),
    "settings": Place(
        show=settings.show,
        title=N_("Settings"),
        icon=":material/tune:",
        path="settings",
        permission=Permission.MANAGE_SETTINGS,
    ),
    "audit": Place(
        show=audit.show,
        title=N_("Audit"),
        icon=":material/history_edu:",
        path="audit",
        permission=Permission.READ_AUDIT,
    ),
    "people": Place(
        show=people.show,
        title=N_("People"),
        icon=":material/group:",
        path="people",
        permission=Permission.MANAGE_USERS,
    ),
    "account": Place(
        show=account.show,
        title=N_("My account"),
        icon=":material/account_circle:",
        path="account",
        permission=None,
        in_menu=False,
    ),
}


def places(role: Role) -> list[Place]:
    """The pages of a role, its default page first."""
    found = [
        place
        for place in PLACES.values()
        if place.permission is None or may(role, place.permission)
    ]
    first = PLACES[first_place(role)]
    return sorted(found, key=lambda place: place is not first)


def run() -> None:
    """One run of the script."""
    st.set_page_config(
        page_title="Listenpost", page_icon=ICON, layout="wide", initial_sidebar_state=240
    )
    st.html(theme.stylesheet())
    st.logo(_LOGO, size="large", icon_image=ICON)
    user = signed_in()
    speak_to(user)
    show_flashes()
    pages = {
        place.path: st.Page(
            place.show,
            title=_(place.title),
            icon=place.icon,
            url_path=place.path if index else _START,
            default=index == 0,
            visibility="visible" if place.in_menu else "hidden",
        )
        for index, place in enumerate(places(user.role))
    }
    remember({name: pages[name] for name in (INBOX, ACCOUNTS) if name in pages})
    chosen = st.navigation([*pages.values(), _first_by_name(user.role)], expanded=True)
    st.set_page_config(page_title=f"{chosen.title} · Listenpost")
    with st.sidebar:
        _sidebar(user, pages[ACCOUNT])
    if inside():
        practice_band()
    chosen.run()


def _first_by_name(role: Role) -> Any:
    """The role's first page under its own address too: links are shared between roles."""
    first = PLACES[first_place(role)]

    def again() -> None:
        first.show()

    return st.Page(
        again, title=_(first.title), icon=first.icon, url_path=first.path, visibility="hidden"
    )


def _sidebar(user: Actor, account_page: Any) -> None:
    with st.container(key="who"):
        st.html(
            plain.element("p", user.display_name, class_="lp-strong")
            + plain.element(
                "p", f"{access_words.role(user.role)}, {desk().app.brand}", class_="lp-soft"
            )
        )
        st.page_link(account_page, label=_("My account"), icon=":material/account_circle:")
        st.html(
            '<form method="post" action="/auth/sign-out">'
            + plain.element("button", _("Sign out"), type="submit")
            + "</form>"
        )
        if may(user.role, Permission.READ_CASES):
            shortcuts()
        document()
    practice_link(user)
    if inside():
        _practice(plain.web_link(desk().settings.practice.url))


@st.fragment(run_every=5)
def _practice(url: str | None) -> None:
    now = desk().app.clock.now().astimezone(time_zone())
    with st.container(key="practice"):
        st.badge(_("Practice network"), icon=":material/science:", color="violet")
        st.caption(
            _("Scenario time: {day}, {clock}").format(
                day=words.day(now, year=True), clock=f"{now:%H:%M}"
            )
        )
        if url and not desk().settings.dashboard.public_url:  # it is on this machine alone
            st.link_button(
                _("Open the network"), url, icon=":material/open_in_new:", key="practice_link"
            )

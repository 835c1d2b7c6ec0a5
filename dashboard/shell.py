"""What surrounds every page: the pages of the role, who is signed in, signing out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from dashboard import plain, theme
from dashboard.desk import desk
from dashboard.places import INBOX, first_place, remember_inbox
from dashboard.session import show_flashes, signed_in, time_zone
from dashboard.views import (
    approvals,
    health,
    hops,
    ignored,
    inbox,
    macros,
    open_code,
    outbox,
    pulse,
)
from domain.role import Actor, Permission, Role, may

HERE = Path(__file__).parent
ICON = HERE / "assets" / "icon.svg"
_LOGO = HERE / "assets" / "logo.svg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page: who may see it, and how it is called."""

    show: Callable[[], None]
    title: str
    icon: str
    path: str
    permission: Permission


PLACES = {
    "inbox": Place(
        show=inbox.show,
        title="Inbox",
        icon=":material/inbox:",
        path="inbox",
        permission=Permission.READ_CASES,
    ),
    "open": Place(
        show=open_code.show,
        title="Open a code",
        icon=":material/key:",
        path="open",
        permission=Permission.ANSWER,
    ),
    "approvals": Place(
        show=approvals.show,
        title="Approvals",
        icon=":material/approval:",
        path="approvals",
        permission=Permission.APPROVE_REPLIES,
    ),
    "outbox": Place(
        show=outbox.show,
        title="Outbox",
        icon=":material/outbox:",
        path="outbox",
        permission=Permission.ANSWER,
    ),
    "macros": Place(
        show=macros.show,
        title="Saved replies",
        icon=":material/bookmark:",
        path="macros",
        permission=Permission.APPROVE_REPLIES,
    ),
    "pulse": Place(
        show=pulse.show,
        title="Pulse",
        icon=":material/monitoring:",
        path="pulse",
        permission=Permission.READ_REPORTS,
    ),
    "ignored": Place(
        show=ignored.show,
        title="Ignored",
        icon=":material/timer_off:",
        path="ignored",
        permission=Permission.READ_REPORTS,
    ),
    "channels": Place(
        show=hops.show,
        title="Channel changes",
        icon=":material/alt_route:",
        path="channels",
        permission=Permission.READ_REPORTS,
    ),
    "health": Place(
        show=health.show,
        title="Health",
        icon=":material/sensors:",
        path="health",
        permission=Permission.READ_HEALTH,
    ),
}


def places(role: Role) -> list[Place]:
    """The pages of a role, its default page first."""
    found = [place for place in PLACES.values() if may(role, place.permission)]
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
    show_flashes()
    pages = {
        place.path: st.Page(
            place.show,
            title=place.title,
            icon=place.icon,
            url_path=place.path,
            default=index == 0,
        )
        for index, place in enumerate(places(user.role))
    }
    remember_inbox(pages[INBOX])
    chosen = st.navigation(list(pages.values()))
    st.set_page_config(page_title=f"{chosen.title} · Listenpost")
    with st.sidebar:
        _sidebar(user)
    chosen.run()


def _sidebar(user: Actor) -> None:
    with st.container(key="who"):
        st.html(
            plain.element("p", user.display_name, class_="lp-strong")
            + plain.element(
                "p", f"{user.role.value.capitalize()}, {desk().app.brand}", class_="lp-soft"
            )
        )
        st.html(
            '<form method="post" action="/auth/sign-out"><button type="submit">Sign out</button>'
            "</form>"
        )
    practice = plain.web_link(desk().settings.practice.url)
    if practice:
        _practice(practice)


@st.fragment(run_every=5)
def _practice(url: str) -> None:
    now = desk().app.clock.now().astimezone(time_zone())
    with st.container(key="practice"):
        st.badge("Practice network", icon=":material/science:", color="violet")
        st.caption(f"Scenario time: {now:%a} {now.day} {now:%b %Y, %H:%M}")
        st.link_button("Open the network", url, icon=":material/open_in_new:", key="practice_link")

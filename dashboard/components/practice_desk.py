"""The practice room: switched on and off by admins, and how people come in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard import access_words, places, plain
from dashboard.desk import desk
from dashboard.refusals import act
from dashboard.session import signed_in
from dashboard.tongue import _
from domain.role import Actor, Permission, may
from listenpost.services import practice
from listenpost.services.practice import Entrance, Room

REFRESH_SECONDS = 3


def inside() -> bool:
    """Whether this dashboard is a practice room, or a demo, itself."""
    return desk().settings.practice.url is not None


def practice_band() -> None:
    """On every page of a practice room, so that nobody takes it for the real one."""
    text = _("Practice: invented customers. Nothing that you do here reaches anybody.")
    st.html(plain.element("div", text, class_="lp-practice", role="note"))


def practice_offer(user: Actor) -> None:
    """Where nothing is connected yet: try it with invented customers."""
    if inside() or not may(user.role, Permission.MANAGE_ACCOUNTS) or practice.is_on(desk().app):
        return
    if st.button(
        _("Practise with invented customers"), icon=":material/science:", key="practice_offer"
    ):
        act(
            partial(practice.switch_on, desk().app, user),
            _("Practice is switched on."),
            then=lambda: st.switch_page(places.page(places.ACCOUNTS)),
        )


def practice_desk() -> None:
    """For admins: whether it is on, where it is, who comes in how."""
    if inside():
        return
    st.header(_("Practice"), anchor=False)
    st.caption(
        _(
            "A room with invented customers, apart from everything here: a database of its own, "
            "no way to a real network. Switched off, nothing of it is kept but who switched it."
        )
    )
    _state()


@st.fragment(run_every=REFRESH_SECONDS)
def _state() -> None:
    """It says by itself that the room is open."""
    user, app = signed_in(), desk().app
    if not practice.is_on(app):
        if st.button(_("Switch practice on"), icon=":material/science:", key="practice_on"):
            act(partial(practice.switch_on, app, user), _("Practice is switched on."))
        return
    room = _room()
    if room is None:
        st.info(
            _(
                "The room opens within a minute where `listenpost up` runs. If it does not, see "
                "there: its port must be free. Elsewhere: `listenpost practice run`."
            ),
            icon=":material/hourglass_top:",
        )
    else:
        _way_in(room, room.for_role(user.role))
    if st.button(_("Switch practice off"), icon=":material/delete:", key="practice_off"):
        act(
            partial(practice.switch_off, app, user),
            _("Practice is switched off: all that was in the room is removed."),
        )


def practice_link(user: Actor) -> None:
    """In the sidebar, for everybody, while a room is open."""
    if inside():
        return
    room = _room()
    if room is not None and room.for_role(user.role) and practice.is_on(desk().app):
        with st.container(key="practice"):
            st.badge(_("Practice"), icon=":material/science:", color="violet")
            _way_in(room, [one for one in room.entrances if one.role is user.role])


def _way_in(room: Room, entrances: Sequence[Entrance]) -> None:
    if entrances:
        st.html(f'<ul class="lp-plain">{"".join(map(_line, entrances))}</ul>')
    st.link_button(_("Open the practice room"), room.address, icon=":material/open_in_new:")


def _line(one: Entrance) -> str:
    said = _("{role}: sign in as {name} with {password}").format(
        role=access_words.role(one.role), name=one.name, password=one.password
    )
    return plain.element("li", said, class_="lp-soft")


def _room() -> Room | None:
    settings = desk().settings
    return practice.opened(settings.practice.folder(settings.privacy.tombstones))

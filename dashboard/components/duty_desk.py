"""What somebody takes: an admin sets teams, languages, topics, how many cases, and an absence."""

from __future__ import annotations

import datetime as dt
import zlib

import streamlit as st

from dashboard import plain, words
from dashboard.desk import desk
from dashboard.refusals import act, refusals_shown
from dashboard.session import time_zone
from dashboard.tongue import _
from domain.classification import Topic
from domain.errors import Conflict
from domain.role import Actor
from listenpost.language import spoken_for
from listenpost.services import people
from listenpost.services.people import PersonView
from listenpost.services.teams import MOST, Standing

_SEEN, _REFUSED = "duty-seen", "duty-refused"
_STEP = dt.timedelta(minutes=15)
_MORNING = dt.time(9)


def duty_desk(view: PersonView, user: Actor) -> None:
    """The fields begin with what stood there when they were first drawn."""
    number = view.person.user_id
    seen = _seen(number, view.duty)
    key = f"{number}-{zlib.crc32(repr(seen).encode())}"
    st.header(
        _("What {name} takes").format(name=plain.markdown(view.person.display_name)), anchor=False
    )
    if _REFUSED in st.session_state:
        st.warning(plain.markdown(st.session_state.pop(_REFUSED)), icon=":material/sync_problem:")
    st.caption(
        _(
            "Cases of these teams that nobody holds are given out by themselves, up to so many "
            "open at once. Others can be taken by hand."
        )
    )
    wanted = _entered(seen, view.teams, key)
    if st.button(
        _("Save"),
        icon=":material/save:",
        type="primary",
        disabled=wanted == seen,
        key=f"duty-save-{key}",
    ):
        with refusals_shown():
            act(lambda: _set(user, number, wanted, seen), _("Saved."))


def forget_seen() -> None:
    """Whoever opens a person next sees what stands then."""
    st.session_state.pop(_SEEN, None)


def _seen(number: int, stands: Standing) -> Standing:
    kept = st.session_state.get(_SEEN)
    if kept is None or kept[0] != number:
        kept = st.session_state[_SEEN] = (number, stands)
    found: Standing = kept[1]
    return found


def _set(user: Actor, number: int, wanted: Standing, seen: Standing) -> None:
    """Somebody else was quicker: the page is drawn anew with what stands now, and says so."""
    try:
        people.set_duty(desk().app, user, number, wanted, seen=seen)
    except Conflict as error:
        forget_seen()
        st.session_state[_REFUSED] = spoken_for.said(str(error))
        st.rerun()
    forget_seen()


def _entered(seen: Standing, teams: tuple[str, ...], key: str) -> Standing:
    codes = words.language_codes()
    left, right = st.columns(2, gap="medium")
    with left:
        mine = st.multiselect(
            _("Teams"),
            teams,
            seen.teams,
            placeholder=_("No team") if teams else _("There is none yet: add one under People"),
            key=f"duty-teams-{key}",
        )
        capacity = st.number_input(
            _("Open cases at once"),
            min_value=0,
            max_value=MOST,
            value=seen.capacity,
            step=1,
            help=_("0: none is given by itself."),
            key=f"duty-capacity-{key}",
        )
        away_until = _away(seen.away_until, key)
    with right:
        languages = st.multiselect(
            _("Languages"),
            [*codes, *(one for one in seen.languages if one not in codes)],
            seen.languages,
            format_func=words.language,
            placeholder=_("All languages"),
            key=f"duty-languages-{key}",
        )
        skills = st.multiselect(
            _("Topics"),
            [one.value for one in Topic],
            seen.skills,
            format_func=lambda one: words.capital(words.label(one)),
            placeholder=_("All topics"),
            key=f"duty-skills-{key}",
        )
    return Standing(
        teams=tuple(sorted(mine)),
        languages=tuple(languages),
        skills=tuple(skills),
        capacity=int(capacity),
        away_until=away_until,
    )


def _away(until: dt.datetime | None, key: str) -> dt.datetime | None:
    """On the admin's own clock; what is not touched stays to the second."""
    now, zone = desk().app.clock.wall(), time_zone()
    there = until if until and until > now else None
    if not st.toggle(_("Away"), there is not None, key=f"duty-away-{key}"):
        return None if there else until
    tomorrow = dt.datetime.combine(now.astimezone(zone) + dt.timedelta(days=1), _MORNING)
    local = there.astimezone(zone).replace(tzinfo=None) if there else tomorrow
    begins = local.replace(second=0, microsecond=0)
    chosen = st.datetime_input(
        _("Away until"),
        begins,
        step=_STEP,
        help=_("Open cases go back, to colleagues."),
        key=f"duty-until-{key}",
    )
    if chosen == begins and there:
        return there
    return chosen.replace(tzinfo=zone).astimezone(dt.UTC)

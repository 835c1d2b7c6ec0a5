"""Where people are told: when it worked last, why it does not, what waits, and a test message."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from dashboard import plain, words
from dashboard.desk import desk
from dashboard.session import flash, signed_in, time_zone
from dashboard.tongue import _
from domain.errors import ListenpostError
from domain.notice import ALERTS
from listenpost.services import notice_words, notifying
from listenpost.services.notifying import Place

_FAILED = "notify_failed"
"""What the last test message met, by destination; shown until the next one."""


def destinations() -> None:
    """One card a destination; nothing where none is set."""
    app, now = desk().app, desk().app.clock.now()
    found = notifying.places_as(app, signed_in())
    if not found:
        return
    st.header(_("Told to people"), anchor=False)
    with st.grid("auto", min_column_width=300):
        for place in found:
            with st.container(key=f"destination_{place.to.name}"):
                st.html(card(place, now, time_zone()))
                _test(place.to.name)


def _test(name: str) -> None:
    failed: dict[str, str] = st.session_state.setdefault(_FAILED, {})
    if st.button(_("Send a test"), icon=":material/send:", key=f"notify_test_{name}"):
        failed.pop(name, None)
        try:
            with st.spinner(_("Sending ...")):
                notifying.try_out_as(desk().app, signed_in(), name)
            flash(_("{name} has taken the test message.").format(name=name))
        except ListenpostError as error:
            failed[name] = str(error)
        st.rerun()
    if name in failed:
        st.error(
            plain.markdown(_("The test failed: {why}").format(why=failed[name])),
            icon=":material/error:",
        )


def card(place: Place, now: dt.datetime, zone: dt.tzinfo) -> str:
    """One destination: its state in a word, and the facts behind it."""
    stands = place.standing
    if stands.failing:
        badge = plain.badge(_("Takes nothing"), "red")
    elif stands.sent_at is None:
        badge = plain.badge(_("Nothing told yet"), "gray")
    else:
        badge = plain.badge(_("In order"), "green")
    facts = plain.facts(_facts(place, now, zone))
    why = ""
    if stands.failing:
        todo = _("Send a test once it is mended: what waits then goes out.")
        why = (
            '<div class="lp-note">'
            + plain.element("p", todo, class_="lp-strong")
            + plain.element("p", stands.error or "")
            + "</div>"
        )
    return (
        '<section class="lp-card"><div class="lp-row">'
        + plain.element("h3", place.to.name)
        + badge
        + "</div>"
        + plain.element("p", _hears(place), class_="lp-soft")
        + why
        + f"{facts}</section>"
    )


def _hears(place: Place) -> str:
    kinds = [notice_words.NAMED[kind] for kind in ALERTS if kind in place.to.kinds]
    only = [words.platform(name) for name in sorted(place.to.platforms)]
    only += [_("team {name}").format(name=name) for name in sorted(place.to.teams)]
    only += [words.language(code) for code in sorted(place.to.languages)]
    everything = len(kinds) == len(ALERTS)
    heard = _("Everything") if everything else words.capital(", ".join(kinds))
    if not only:
        return heard
    return _("{what}; only {names}").format(what=heard, names=", ".join(only))


def _facts(place: Place, now: dt.datetime, zone: dt.tzinfo) -> dict[str, str]:
    stands, quiet = place.standing, place.to.quiet_until(now)
    until = _("until {when}").format(when=words.moment(quiet, now, zone)) if quiet else ""
    waits = words.counted(stands.waiting, "{number} notice", "{number} notices")
    facts = {
        _("Last told"): words.both(stands.sent_at, now, zone) if stands.sent_at else _("never"),
        _("Waits"): ", ".join(filter(None, (waits, until))) if stands.waiting else _("nothing"),
    }
    if quiet:
        facts[_("Quiet hours")] = until
    if stands.failed_at:
        facts[_("Last failure")] = words.both(stands.failed_at, now, zone)
        if not stands.failing and stands.error:
            facts[_("It was")] = stands.error
    if stands.next_try_at and stands.failing:
        soon = stands.next_try_at - now < dt.timedelta(minutes=1)
        facts[_("Next try")] = _("within a minute") if soon else words.ago(stands.next_try_at, now)
    return facts

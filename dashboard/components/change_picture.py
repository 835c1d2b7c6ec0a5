"""What drove a change between two days, and the posts that show it, one click away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard import plain, pulse_filters, words
from dashboard.components.day_words import day_word, told
from dashboard.components.drawing import as_table, drawing
from dashboard.components.picture_button import picture_button
from dashboard.components.pulse_bar import go
from dashboard.components.seed import seed
from dashboard.desk import desk
from dashboard.places import path_of_inbox
from dashboard.pulse_filters import PulsePlace
from dashboard.session import time_zone
from dashboard.tongue import N_, Table, _
from domain.classification import Sentiment, Topic
from domain.pulse import Driver
from domain.role import Actor
from domain.share import ENOUGH
from domain.text import one_line
from listenpost.services import pulse_change
from listenpost.services.pulse import Day, Pulse
from listenpost.services.pulse_change import Change, DriverKind, Evidence

KINDS = Table(
    {
        DriverKind.TOPIC: N_("Topic"),
        DriverKind.NETWORK: N_("Network"),
        DriverKind.LANGUAGE: N_("Language"),
        DriverKind.ACCOUNT: N_("Account"),
    }
)
CHANGE = "change_chart"
"""The container that holds the picture."""
_MORE, _LESS = "#c2504a", "#2f8f83"
_LONGEST = 280
ROOM = 0.3
"""Of the axis, for a number beside a bar: it may not lie on a name, on a phone either."""
_ANY = ""
_MOODS = {
    Sentiment.NEGATIVE: "red",
    Sentiment.NEUTRAL: "gray",
    Sentiment.POSITIVE: "green",
}


def compared(found: Pulse, place: PulsePlace) -> tuple[dt.date, dt.date]:
    """The day and the one before it: those of the address, else the newest with enough posts."""
    dates = [day.date for day in found.days]
    telling = [day.date for day in found.days if sum(day.counts.values()) >= ENOUGH]
    day = place.day if place.day in dates else (telling or dates)[-1]
    earlier = day - dt.timedelta(days=1)
    against = place.against if place.against in dates and place.against != day else earlier
    return day, against


def headline(found: Change) -> str:
    """The day's mood in one sentence."""
    day = day_word(found.day, long=True)
    if found.after.value is None:
        return _("{day}: nothing heard.").format(day=day)
    parts = {
        "day": day,
        "share": words.percent(found.after.value),
        "number": words.count(found.after.whole),
        "since": day_word(found.against, long=True),
    }
    if found.moved is None:
        return _("{day}: {share} of {number} posts were negative.").format(**parts)
    moved, low, high = found.moved
    if low <= 0 <= high:
        text = _("{day}: {share} of {number} posts were negative, about as on {since}.")
        return text.format(**parts)
    text = (
        _("{day}: {share} of {number} posts were negative, {points} points more than on {since}")
        if moved > 0
        else _(
            "{day}: {share} of {number} posts were negative, {points} points fewer than on {since}"
        )
    )
    return _because(found, text.format(**parts, points=words.whole(abs(moved) * 100)))


def _because(found: Change, said: str) -> str:
    """With the topic and the network that moved most in the same direction."""
    topic, network = _mover(found, DriverKind.TOPIC), _mover(found, DriverKind.NETWORK)
    text = _("{said}.")
    if topic and network:
        text = _("{said}; most of it about {topic} and on {network}.")
    elif topic:
        text = _("{said}; most of it about {topic}.")
    elif network:
        text = _("{said}; most of it on {network}.")
    return text.format(said=said, topic=words.label(topic), network=words.platform(network))


def _mover(found: Change, kind: DriverKind) -> str:
    moved = found.moved[0] if found.moved else 0
    same = [one.name for one in found.drivers[kind] if one.points * moved > 0]
    return same[0] if same and same[0] != Topic.OTHER else ""


def name_of(kind: DriverKind, name: str, found: Change) -> str:
    """A driver as people call it."""
    if kind is DriverKind.NETWORK:
        return words.platform(name)
    if kind is DriverKind.LANGUAGE:
        return words.language(name) or _("language not known")
    if kind is DriverKind.ACCOUNT:
        who = found.accounts.get(name)
        return f"{who.name} ({words.platform(who.platform)})" if who else _("an erased account")
    return words.capital(words.label(name))


def posts_of(user: Actor, found: Change, place: PulsePlace) -> list[Evidence]:
    """The negative posts of the day, or of the driver that is chosen."""
    chosen = _chosen(found, place)
    return pulse_change.evidence(
        desk().app,
        user,
        place.wanted,
        found.day,
        kind=place.kind if chosen else None,
        name=chosen,
        zone=time_zone(),
    )


def _chosen(found: Change, place: PulsePlace) -> str:
    return place.name if place.name in [one.name for one in found.drivers[place.kind]] else _ANY


def change_picture(
    user: Actor, pulse: Pulse, found: Change, place: PulsePlace, posts: Sequence[Evidence]
) -> None:
    """Show which two days, what moved, and these posts, which show why."""
    st.header(_("What changed"), anchor=False)
    _days(pulse, found)
    st.caption(_sum(found))
    left, right = st.columns(2, gap="large")
    with left:
        seed("pulse_by", place.kind)
        st.segmented_control(
            _("By"),
            list(DriverKind),
            key="pulse_by",
            required=True,
            format_func=lambda kind: KINDS[kind],
            label_visibility="collapsed",
            on_change=_by_changed,
        )
        drivers = found.drivers[place.kind]
        if drivers:
            _chart(found, place.kind, drivers)
        else:
            st.caption(still(pulse.days, found))
    with right:
        _evidence(user, found, place, posts)


def still(days: Sequence[Day], found: Change) -> str:
    """Why there is nothing to draw."""
    heard = {day.date: sum(day.counts.values()) for day in days}
    silent = [one for one in (found.against, found.day) if heard.get(one) == 0]
    if not silent:
        return _("Nothing moved between these two days.")
    return _("Nothing was heard on {day}: choose another day to compare.").format(
        day=day_word(silent[0], long=True)
    )


def _days(pulse: Pulse, found: Change) -> None:
    dates = [day.date for day in reversed(pulse.days)]
    choices = dates if found.against in dates else [*dates, found.against]
    with st.container(horizontal=True, vertical_alignment="bottom", key="pulse_compared"):
        for key, label, chosen in (
            ("pulse_day", _("Day"), found.day),
            ("pulse_against", _("Compared with"), found.against),
        ):
            seed(key, chosen)
            st.selectbox(
                label,
                choices,
                key=key,
                format_func=lambda one: day_word(one, long=True),
                on_change=_day_changed,
                width=240,
            )


def _day_changed() -> None:
    place, chosen = _now(), st.session_state.get
    day, against = chosen("pulse_day"), chosen("pulse_against")
    go(replace(place, day=day or place.day, against=against or place.against, name=""))


def _by_changed() -> None:
    kind = st.session_state.get("pulse_by")
    if kind is not None:  # a control that was not drawn in between tells None when it is back
        go(replace(_now(), kind=kind, name=""))


def _of_changed() -> None:
    go(replace(_now(), name=st.session_state.get("pulse_of") or _ANY))


def _now() -> PulsePlace:
    return pulse_filters.from_query(st.query_params)


def _sum(found: Change) -> str:
    said = _("Negative: {before} on {against}; {after} on {day}.").format(
        before=told(found.before),
        against=day_word(found.against),
        after=told(found.after),
        day=day_word(found.day),
    )
    if found.moved is None:
        return said
    moved, low, high = (words.signed(100 * one) for one in found.moved)
    change = _("Change: {moved} points ({low} to {high}).")
    return f"{said} {change.format(moved=moved, low=low, high=high)}"


def _chart(found: Change, kind: DriverKind, drivers: Sequence[Driver]) -> None:
    names = [name_of(kind, one.name, found) for one in drivers]
    moved = [words.signed(one.points * 100, 1) for one in drivers]
    told_ = (f"{name}: {points}." for name, points in zip(names, moved, strict=True))
    about = _("What moved the negative share, by {kind}, in points.")
    alt = " ".join((about.format(kind=KINDS[kind].lower()), *told_))
    with st.container(key=CHANGE):
        height = 60 + 34 * len(drivers)
        drawing(_spec(names, drivers), height=height, alt=alt)
    title = _("What moved, by {kind}: {day} against {against}").format(
        kind=KINDS[kind].lower(), day=words.dated(found.day), against=words.dated(found.against)
    )
    picture_button(of=CHANGE, name="pulse-change.png", title=title)
    rows = [
        {
            "": name,
            _("points"): words.signed(one.points * 100, 1),
            day_word(found.against): _("{part} of {whole} negative").format(
                part=words.count(one.before.part), whole=words.count(one.before.whole)
            ),
            day_word(found.day): _("{part} of {whole} negative").format(
                part=words.count(one.after.part), whole=words.count(one.after.whole)
            ),
        }
        for name, one in zip(names, drivers, strict=True)
    ]
    as_table(rows)


def _spec(names: list[str], drivers: Sequence[Driver]) -> dict[str, Any]:
    low, high = ends([one.points * 100 for one in drivers])
    return {
        "grid": {"top": 8, "left": 8, "right": 12, "bottom": 4, "containLabel": True},
        "xAxis": {
            "type": "value",
            "min": low,
            "max": high,
            "axisLabel": {"formatter": "{value}", "showMinLabel": False, "showMaxLabel": False},
            "splitLine": {"showMinLine": False, "showMaxLine": False},
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [one_line(name, 26) for name in names],
            "axisTick": {"show": False},
        },
        "series": [
            {
                "type": "bar",
                "barMaxWidth": 20,
                "data": [
                    {
                        "value": round(one.points * 100, 1),
                        "itemStyle": {"color": _MORE if one.points > 0 else _LESS},
                        "label": {
                            "show": True,
                            "position": "right" if one.points > 0 else "left",
                            "formatter": words.signed(one.points * 100, 1),
                        },
                    }
                    for one in drivers
                ],
            }
        ],
    }


def ends(points: Sequence[float]) -> tuple[float, float]:
    """Where the axis ends: beyond the longest bar of each side there is room for its number."""
    low, high = min(0.0, *points), max(0.0, *points)
    room = ROOM * (high - low)
    return (round(low - room, 3) if low < 0 else 0.0), (round(high + room, 3) if high > 0 else 0.0)


def _evidence(user: Actor, found: Change, place: PulsePlace, posts: Sequence[Evidence]) -> None:
    names = [one.name for one in found.drivers[place.kind]]
    seed("pulse_of", _chosen(found, place) or None)
    st.pills(
        _("Negative posts of {day}").format(day=day_word(found.day, long=True)),
        names,
        key="pulse_of",
        format_func=lambda name: one_line(name_of(place.kind, name, found), 26),
        on_change=_of_changed,
        wrap=True,
    )
    if not posts:
        st.caption(_("No negative post here on this day."))
    for one in posts:
        _post(user, one)


def _post(user: Actor, one: Evidence) -> None:
    now, zone = desk().app.clock.now(), time_zone()
    facts = [words.platform(one.platform), words.moment(one.published_at, now, zone)]
    if one.reach:
        facts.append(words.counted(one.reach, "{number} follower", "{number} followers"))
    links = []
    if one.case_id:
        links.append(
            plain.element("a", _("Case"), href=f"{path_of_inbox(user.role)}?case={one.case_id}")
        )
    if link := plain.web_link(one.url):
        links.append(plain.outward(_("On the network"), link))
    with st.container(border=True, key=f"evidence_{one.mention_id}", gap="small"):
        st.html(
            '<div class="lp-row">'
            + plain.element("bdi", one.author, class_="lp-strong")
            + plain.badge(words.label(one.sentiment), _MOODS[one.sentiment])
            + plain.element("span", " · ".join(facts), class_="lp-soft")
            + "".join(links)
            + "</div>"
        )
        st.text(one_line(one.text, _LONGEST) or _("(no text)"))

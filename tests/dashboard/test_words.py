"""Times as people say them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from dashboard import words
from dashboard.components.case_actions_bar import snooze_times

NOW = dt.datetime(2026, 3, 3, 22, 30, tzinfo=dt.UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def test_a_moment_is_told_on_the_readers_own_clock() -> None:
    assert words.moment(NOW - dt.timedelta(hours=1), NOW, BERLIN) == "today 22:30"
    assert words.moment(NOW + dt.timedelta(hours=1), NOW, BERLIN) == "Wed 4 Mar 00:30"
    assert words.moment(NOW.replace(year=2025), NOW, dt.UTC) == "Mon 3 Mar 2025 22:30"


def test_past_and_future_are_told_apart() -> None:
    assert words.ago(NOW - dt.timedelta(minutes=5), NOW) == "5 min ago"
    assert words.ago(NOW + dt.timedelta(hours=2), NOW) == "in 2 h"
    assert words.ago(NOW, NOW) == "just now"


def test_tomorrow_morning_is_the_agents_own() -> None:
    times = snooze_times(NOW, BERLIN)
    assert (
        times["Until tomorrow 9:00"].astimezone(dt.UTC).isoformat() == "2026-03-04T08:00:00+00:00"
    )
    assert times["For 4 hours"] == NOW + dt.timedelta(hours=4)


def test_tomorrow_morning_follows_a_change_of_the_clocks() -> None:
    before = dt.datetime(2026, 3, 28, 12, tzinfo=dt.UTC)
    times = snooze_times(before, BERLIN)
    assert times["Until tomorrow 9:00"].astimezone(dt.UTC).hour == 7


def test_an_account_is_named_as_its_network_does() -> None:
    assert words.handle("reddit", "anna") == "u/anna"
    assert words.handle("mastodon", "anna@m.example") == "@anna@m.example"
    assert words.handle("whatsapp", "+4915112345") == "+4915112345"
    assert words.handle("facebook", None) == ""


def test_an_answer_names_the_network_it_stands_on() -> None:
    assert words.answering("mastodon") == "In public, on Mastodon"

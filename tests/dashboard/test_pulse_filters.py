"""The pulse's filter lives in the address, and its pictures are told in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st

from dashboard.components import change_picture, split_picture
from dashboard.components.change_picture import headline, still
from dashboard.components.mood_picture import in_words, shares_in_words, table
from dashboard.pulse_filters import PulsePlace, from_query, to_query
from domain.classification import Sentiment, Topic
from domain.pulse import change, drivers, share, total
from domain.pulse_spike import Spike
from listenpost.services.pulse import DAYS, Day, PulseFilter
from listenpost.services.pulse_change import Change, DriverKind
from listenpost.services.pulse_split import Line, Split, SplitBy

DAY = dt.date(2026, 3, 7)
CODES = st.lists(st.sampled_from(["x", "facebook", "de", "en"]), unique=True).map(tuple)
places = st.builds(
    PulsePlace,
    wanted=st.builds(
        PulseFilter,
        days=st.sampled_from(DAYS),
        platforms=CODES,
        languages=CODES,
        topics=st.lists(st.sampled_from([one.value for one in Topic]), unique=True).map(tuple),
        campaign=st.sampled_from(["", "Spring & summer", "a,b"]),
    ),
    split=st.none() | st.sampled_from(SplitBy),
    day=st.none() | st.dates(),
    against=st.none() | st.dates(),
    kind=st.sampled_from(DriverKind),
    name=st.sampled_from(["", "billing", "17"]),
)
NAMES = ["days", "platform", "language", "topic", "campaign", "split", "day", "against", "by", "of"]


@given(places)
def test_an_address_brings_back_the_place_that_made_it(place: PulsePlace) -> None:
    assert from_query(to_query(place)) == place


@given(st.dictionaries(st.sampled_from(NAMES), st.text()))
def test_no_address_breaks_the_page(query: dict[str, str]) -> None:
    assert from_query(query).wanted.days in DAYS


def day(negative: int, positive: int, *spikes: Spike) -> Day:
    counts = total([{Sentiment.NEGATIVE: negative, Sentiment.POSITIVE: positive}])
    return Day(date=DAY, counts=counts, spikes=spikes)


def test_the_pictures_are_told_in_words_with_spikes_and_small_samples() -> None:
    spike = Spike(
        begins_at=dt.datetime(2026, 3, 7, 13, tzinfo=dt.UTC),
        ends_at=dt.datetime(2026, 3, 7, 15, tzinfo=dt.UTC),
        posts=60,
        usual=12.2,
    )
    said = in_words([day(3, 1, spike)], dt.UTC)
    assert "Saturday 7 March: 3 negative, 0 neutral, 1 positive" in said
    assert "13:00 to 15:00, 60 posts where about 12 are usual" in said
    assert "3 of 4, few posts" in shares_in_words([day(3, 1)])
    assert table([day(3, 1)])[0]["note"] == "few posts"
    assert table([day(30, 10)])[0]["note"] == ""


def changed(before: tuple[int, int], after: tuple[int, int]) -> Change:
    was, is_now = (day(*one).counts for one in (before, after))
    found = tuple(drivers({"billing": was}, {"billing": is_now}))
    return Change(
        day=DAY,
        against=DAY - dt.timedelta(days=1),
        before=share(was),
        after=share(is_now),
        moved=change(share(was), share(is_now)),
        drivers=dict.fromkeys(DriverKind, found),
        accounts={},
    )


def test_the_headline_names_a_change_only_where_there_is_one() -> None:
    assert "30 points more than on Friday 6 March; most of it about billing" in headline(
        changed((20, 80), (50, 50))
    )
    assert "about as on Friday 6 March" in headline(changed((20, 80), (22, 78)))
    assert "points fewer" in headline(changed((80, 20), (20, 80)))
    assert headline(changed((1, 1), (0, 0))) == "Saturday 7 March: nothing heard."
    assert headline(changed((0, 0), (1, 1))).endswith("50% of 2 posts were negative.")


def test_nothing_to_draw_is_said_with_its_reason() -> None:
    found = changed((20, 80), (20, 80))
    heard = replace(day(20, 80), date=found.against)
    silent = replace(day(0, 0), date=found.against)
    today = replace(day(20, 80), date=found.day)
    assert still((heard, today), found) == "Nothing moved between these two days."
    assert still((silent, today), found) == (
        "Nothing was heard on Friday 6 March: choose another day to compare."
    )


def test_a_control_that_is_back_on_the_page_without_a_value_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone: list[PulsePlace] = []
    monkeypatch.setattr(change_picture, "go", gone.append)
    monkeypatch.setattr(streamlit, "session_state", {"pulse_by": None})
    change_picture._by_changed()
    assert gone == []


def split(*lines: Line) -> Split:
    return Split(by=SplitBy.TOPIC, dates=(DAY - dt.timedelta(days=1), DAY), lines=lines)


def test_what_is_split_is_told_in_words_and_as_a_table_with_small_samples_marked() -> None:
    billing = Line(name="billing", days=(day(10, 30).counts, day(30, 10).counts))
    rest = Line(name="", days=(day(0, 0).counts, day(1, 2).counts), rest=True)
    found = split(billing, rest)
    said = split_picture.shares_in_words(found)
    assert said.startswith("Negative share by day and topic. Billing: 50% (39 to 61), 40 of 80;")
    assert "lowest 25% on Friday 6 March, highest 75% on Saturday 7 March." in said
    assert "The rest: 33% (6 to 79), 1 of 3, few posts." in said
    whole, friday, saturday = split_picture.table(found)
    assert (whole[""], whole["Billing"]) == ("All days", "50% (39 to 61), 40 of 80")
    assert friday["The rest"] == ""
    assert saturday["The rest"].endswith("few posts")
    assert "Billing: 80 posts." in split_picture.posts_in_words(found)


def test_a_day_of_few_posts_is_grey_and_one_of_none_a_gap() -> None:
    few = Line(name="billing", days=(day(0, 0).counts, day(1, 2).counts))
    enough = Line(name="order", days=(day(10, 30).counts, day(30, 10).counts))
    first, second = split_picture.lines(split(few, enough), {})["series"]
    assert first["data"][0] is None
    assert first["data"][1]["itemStyle"]["color"] != first["color"]
    assert second["data"][1] == {"value": 75.0, "itemStyle": {"color": second["color"]}}
    assert first["symbol"] != second["symbol"], "not by colour alone"


@pytest.mark.parametrize("points", [[-16.7, 3.0], [-16.7], [0.4], [0.1, -12.0, 44.0]])
def test_beside_each_bar_there_is_room_for_its_number(points: list[float]) -> None:
    low, high = change_picture.ends(points)
    whole = high - low
    for one in points:
        beyond = one - low if one < 0 else high - one
        assert beyond >= 0.18 * whole, "of 300 px on a phone: 54"

"""What drove a change adds up to it, and spikes are those of the seasonal baseline."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import pulse_spike
from domain.classification import Sentiment
from domain.mention import MentionKind
from domain.pulse import Counts, begin_of, change, drivers, share, slot_after, slot_of, total
from domain.pulse_name import Named, NameKind, edition, found_in
from domain.pulse_spike import DAY, HOUR, WEEK, spikes
from domain.share import Share
from tests.domain.builders import NOW

COUNTS = st.fixed_dictionaries({mood: st.integers(0, 50) for mood in Sentiment})
SIDES = st.dictionaries(st.sampled_from("abcde"), COUNTS)


@given(SIDES, SIDES)
def test_what_drove_a_change_adds_up_to_the_change(
    before: dict[str, Counts], after: dict[str, Counts]
) -> None:
    was, is_now = share(total(before.values())), share(total(after.values()))
    found = drivers(before, after)
    if was.value is None or is_now.value is None:
        assert found == []
        return
    assert sum(one.points for one in found) == pytest.approx(is_now.value - was.value)
    assert sum(one.after.part for one in found) == is_now.part
    sizes = [abs(one.points) for one in found]
    assert sizes == sorted(sizes, reverse=True)


@given(
    *(st.tuples(st.integers(0, 400), st.integers(0, 400)) for _ in range(2)),
)
def test_the_interval_of_a_change_holds_it_and_turns_with_it(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    before, after = (Share(part=min(pair), whole=max(pair)) for pair in (one, other))
    found = change(before, after)
    if not before.whole or not after.whole:
        assert found is None
        return
    assert found is not None
    moved, low, high = found
    assert -1.000001 <= low <= moved + 1e-9
    assert moved - 1e-9 <= high <= 1.000001
    assert change(after, before) == pytest.approx((-moved, -high, -low))


def test_the_interval_is_newcombes() -> None:
    """His example of 1998: 56 of 70 against 48 of 80; 0.0524 to 0.3339."""
    found = change(Share(part=48, whole=80), Share(part=56, whole=70))
    assert found == pytest.approx((0.2, 0.0524, 0.3339), abs=0.0001)


@given(st.timedeltas(min_value=dt.timedelta(days=-9999), max_value=dt.timedelta(days=9999)))
def test_a_moment_lies_in_its_quarter_of_an_hour(away: dt.timedelta) -> None:
    at = NOW + away
    slot = slot_of(at)
    assert begin_of(slot) <= at < begin_of(slot + 1)
    assert slot_after(at) in (slot, slot + 1)
    assert begin_of(slot_after(at)) >= at


FIRST = slot_of(NOW) // DAY * DAY
BUSY = 40


def rhythm(weeks: int) -> dict[int, int]:
    """Every noon forty posts, otherwise one an hour."""
    hours = range(FIRST, FIRST + weeks * WEEK, HOUR)
    return {slot: BUSY if slot % DAY == 12 * HOUR else 1 for slot in hours}


def test_a_busy_hour_of_every_day_is_no_spike_and_twice_of_it_is_one() -> None:
    posts, until = rhythm(5), FIRST + 5 * WEEK
    noon = until - DAY + 12 * HOUR
    assert spikes(posts, since=until - WEEK, until=until, first=FIRST) == ()
    posts[noon] *= 2
    (found,) = spikes(posts, since=until - WEEK, until=until, first=FIRST)
    assert (found.begins_at, found.posts, found.usual) == (begin_of(noon), 2 * BUSY, BUSY)


def test_hours_in_a_row_are_one_spike() -> None:
    posts, until = rhythm(5), FIRST + 5 * WEEK
    for hour in (2, 3, 4):
        posts[until - DAY + hour * HOUR] = 30
    (found,) = spikes(posts, since=until - WEEK, until=until, first=FIRST)
    assert found.ends_at - found.begins_at == dt.timedelta(hours=3)
    assert found.posts == 90


def test_without_a_past_the_average_so_far_tells_what_is_usual() -> None:
    posts = {FIRST + hour * HOUR: 10 for hour in range(24)}
    posts[FIRST + 20 * HOUR] = 60
    found = spikes(posts, since=FIRST + 12 * HOUR, until=FIRST + DAY, first=FIRST)
    assert [one.posts for one in found] == [60]
    assert spikes({}, since=FIRST, until=FIRST + DAY, first=None) == ()
    assert pulse_spike.LOOKS_BACK == 4 * WEEK


RIVAL = Named(kind=NameKind.COMPETITOR, name="Acme", words=("acme air", "@acmeair"))
SPRING = Named(
    kind=NameKind.CAMPAIGN, name="Spring", words=("#flyaway",), listeners=frozenset({"spring"})
)


@pytest.mark.parametrize(
    ("text", "kind", "listener", "keys"),
    [
        ("I'll fly ACME AIR next time", MentionKind.POST, "x", ("competitor:Acme",)),
        ("@AcmeAir is cheaper", MentionKind.POST, "x", ("competitor:Acme",)),
        ("acme air is cheaper", MentionKind.COMMENT, "x", ()),
        ("acmeairs", MentionKind.POST, "x", ()),
        ("so #FlyAway it is", MentionKind.COMMENT, "x", ("campaign:Spring",)),
        ("nothing said", MentionKind.COMMENT, "spring", ("campaign:Spring",)),
        ("", MentionKind.POST, "x", ()),
    ],
)
def test_whom_a_post_names(
    text: str, kind: MentionKind, listener: str, keys: tuple[str, ...]
) -> None:
    assert found_in((RIVAL, SPRING), text, kind=kind, listener=listener) == keys


def test_other_names_have_another_edition() -> None:
    assert edition(()) == 0
    assert len({edition((RIVAL,)), edition((SPRING,)), edition((RIVAL, SPRING)), 0}) == 4

"""Who is told what and when: nothing lost, nothing twice, quiet hours kept, floods bounded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.notice import (
    ALERTS,
    HOUR,
    Bundle,
    Destination,
    NoticeKind,
    Told,
    Waiting,
    may_go,
    next_wait,
    plan,
)
from domain.quiet_hours import QuietHours

START = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
NIGHT = QuietHours(begins=dt.time(22), ends=dt.time(7))
MINUTE = dt.timedelta(minutes=1)
TEAM = Destination(name="team", address="json://x")


@dataclass(slots=True)
class Story:
    """A destination over time: what is noticed when, and each message that goes out."""

    to: Destination
    waiting: dict[int, Waiting] = field(default_factory=dict)
    told: list[tuple[dt.datetime, Bundle]] = field(default_factory=list)

    def notice(self, kind: NoticeKind, at: dt.datetime) -> None:
        number = len(self.waiting) + sum(len(one.notices) for _, one in self.told) + 1
        self.waiting[number] = Waiting(id=number, kind=kind, noticed_at=at)

    def look(self, now: dt.datetime) -> list[Bundle]:
        told = [Told(kinds=frozenset(one.kinds), at=at) for at, one in self.told]
        found = plan(list(self.waiting.values()), told, self.to, now=now)
        for one in found:
            self.told.append((now, one))
            for number in one.notices:
                del self.waiting[number]
        return found


def at(hour: int, minute: int = 0, day: int = 2) -> dt.datetime:
    return dt.datetime(2026, 3, day, hour, minute, tzinfo=dt.UTC)


destinations = st.builds(
    lambda quiet, any_time, gather, per_hour: Destination(
        name="team",
        address="json://x",
        quiet=NIGHT if quiet else None,
        critical_any_time=any_time,
        gather=gather * MINUTE,
        per_hour=per_hour,
    ),
    st.booleans(),
    st.booleans(),
    st.integers(0, 90),
    st.integers(1, 6),
)
arrivals = st.lists(
    st.tuples(st.sampled_from(ALERTS), st.integers(0, 36 * 60)), min_size=1, max_size=60
)


def played(to: Destination, came: Sequence[tuple[NoticeKind, int]], every: int) -> Story:
    """A day and a half with a look every some minutes, and two days more in which nothing comes."""
    story = Story(to=to)
    ordered = sorted(came, key=lambda one: one[1])
    for minute in range(0, 84 * 60, every):
        while ordered and ordered[0][1] <= minute:
            story.notice(ordered[0][0], START + minute * MINUTE)
            ordered.pop(0)
        story.look(START + minute * MINUTE)
    return story


@settings(max_examples=25)
@given(destinations, arrivals, st.integers(3, 40))
def test_nothing_is_lost_nothing_told_twice_quiet_hours_and_the_cap_are_kept(
    to: Destination, came: list[tuple[NoticeKind, int]], every: int
) -> None:
    story = played(to, came, every)
    told = [number for _, one in story.told for number in one.notices]
    assert not story.waiting
    assert sorted(told) == list(range(1, len(came) + 1))
    for moment, one in story.told:
        quiet = to.quiet_until(moment) is not None
        assert not quiet or set(one.kinds) == {NoticeKind.CRITICAL}
        assert not quiet or to.critical_any_time
        recent = [at for at, _ in story.told if moment - HOUR < at <= moment]
        assert len(recent) <= to.per_hour


close = st.lists(
    st.tuples(st.sampled_from(ALERTS[:3]), st.integers(0, 180)), min_size=5, max_size=40
)


@settings(max_examples=25)
@given(destinations, close)
def test_by_day_a_kind_comes_at_most_once_in_the_gathering_time(
    to: Destination, came: list[tuple[NoticeKind, int]]
) -> None:
    loud = Destination(name="a", address="json://x", gather=to.gather, per_hour=100)
    story = played(loud, came, 7)
    for kind in ALERTS:
        moments = [moment for moment, one in story.told if kind in one.kinds]
        gaps = [b - a for a, b in pairwise(moments)]
        assert all(gap >= to.gather for gap in gaps)


def test_the_first_is_told_at_once_and_the_flood_behind_it_as_one() -> None:
    story = Story(to=TEAM)
    story.notice(NoticeKind.CRITICAL, at(12))
    assert [one.notices for one in story.look(at(12))] == [(1,)]
    for minute in range(1, 8):
        story.notice(NoticeKind.CRITICAL, at(12, minute))
        assert story.look(at(12, minute)) == []
    assert [one.notices for one in story.look(at(12, 10))] == [(2, 3, 4, 5, 6, 7, 8)]


def test_the_night_is_one_message_in_the_morning_and_a_critical_case_did_not_wait_for_it() -> None:
    story = Story(to=Destination(name="a", address="json://x", quiet=NIGHT))
    for kind in (NoticeKind.BREACHED, NoticeKind.SPIKE, NoticeKind.CRITICAL, NoticeKind.BREACHED):
        story.notice(kind, at(23))
    (critical,) = story.look(at(23))
    assert critical.kinds == (NoticeKind.CRITICAL,)
    assert story.look(at(6, 59, day=3)) == []
    (morning,) = story.look(at(7, 0, day=3))
    assert morning.kinds == (NoticeKind.SPIKE, NoticeKind.BREACHED)
    assert len(morning.notices) == 3


def test_quiet_hours_are_those_of_the_destinations_clock() -> None:
    tokyo = dt.timezone(dt.timedelta(hours=9))
    to = Destination(name="a", address="json://x", quiet=NIGHT, zone=tokyo)
    assert to.quiet_until(at(14)) == at(22)
    assert to.quiet_until(at(23)) is None


def test_where_the_cap_leaves_one_place_it_takes_everything_the_weightiest_first() -> None:
    story = Story(to=Destination(name="a", address="json://x", per_hour=2))
    for kind in (NoticeKind.BUDGET, NoticeKind.BREACHED, NoticeKind.CRITICAL):
        story.notice(kind, at(12))
    first, rest = story.look(at(12))
    assert first.kinds == (NoticeKind.CRITICAL,)
    assert rest.kinds == (NoticeKind.BREACHED, NoticeKind.BUDGET)
    story.notice(NoticeKind.INCIDENT, at(12, 30))
    assert story.look(at(12, 59)) == []
    assert [one.kinds for one in story.look(at(13))] == [(NoticeKind.INCIDENT,)]


def test_a_message_that_was_made_by_day_does_not_go_out_at_night() -> None:
    to = Destination(name="a", address="json://x", quiet=NIGHT)
    mixed = (NoticeKind.CRITICAL, NoticeKind.BREACHED)
    assert may_go(mixed, to, now=at(21, 59))
    assert not may_go(mixed, to, now=at(22))
    assert may_go((NoticeKind.CRITICAL,), to, now=at(22))
    assert may_go((NoticeKind.WEEKLY,), to, now=at(22))


def test_it_is_tried_again_ever_more_seldom_and_never_given_up() -> None:
    waits = [next_wait(attempts, jitter=0.5) for attempts in range(1, 30)]
    assert waits == sorted(waits)
    assert waits[0] == MINUTE
    assert waits[-1] == HOUR


def test_no_destination_shows_its_address() -> None:
    assert "s3cret" not in repr(Destination(name="a", address="slack://s3cret"))

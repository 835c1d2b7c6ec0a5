"""The walk that Mastodon and Bluesky share, on a list in memory: nothing late is lost."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import PlatformUnavailable
from domain.mention import Cursor, Page, Skipped
from listeners.descent import Descent, Slice, StalePlace, Wanted

START = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
OVERLAP = dt.timedelta(minutes=10)


@dataclass(slots=True)
class Lists:
    """Two lists of numbers; a number is shown some minutes after it was given out."""

    minute: int = 0
    given: int = 0
    shown: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: {"a": [], "b": []})
    seen: set[str] = field(default_factory=set)
    pages: list[Page] = field(default_factory=list)
    stale: bool = False

    def add(self, source: str, late: int) -> None:
        self.given += 1
        self.shown[source].append((self.given, self.minute + late))

    def now(self) -> dt.datetime:
        return START + dt.timedelta(minutes=self.minute)

    def fetch(self, wanted: Wanted) -> Slice:
        if wanted.place and self.stale:
            self.stale = False
            raise StalePlace
        there = sorted(
            (number for number, at in self.shown[wanted.source] if at <= self.minute), reverse=True
        )
        floor, below = int(wanted.floor or 0), int(wanted.place or 1_000_000)
        rest = [number for number in there if floor < number < below]
        page = [str(number) for number in rest[:3]]
        found = tuple(Skipped(external_id=one, reason="a number") for one in page)
        return Slice(found=found, marks=tuple(page), place=page[-1] if len(rest) > 3 else None)

    def poll(self, pages: int, max_pages: int = 50) -> bool:
        walk = Descent(
            sources=("a", "b"),
            fetch=self.fetch,
            order=int,
            overlap=OVERLAP,
            look_back=dt.timedelta(days=7),
            max_pages=max_pages,
            now=self.now,
        )
        cursor = self.pages[-1].cursor if self.pages else None
        for page in islice(walk.pages(cursor), pages):
            self.pages.append(page)
            self.seen |= {str(one.external_id) for one in page.skipped}
        return self.pages[-1].complete

    def end(self) -> None:
        self.minute += 10
        for _ in range(2):
            while not self.poll(50):
                pass


EVENTS = st.one_of(
    st.tuples(st.just("add"), st.sampled_from("ab"), st.integers(0, 10)),
    st.tuples(st.just("wait"), st.integers(1, 25)),
    st.tuples(st.just("poll"), st.integers(1, 5)),
    st.tuples(st.just("stale")),
)


@given(st.lists(EVENTS, max_size=40))
def test_whatever_is_late_by_no_more_than_the_overlap_is_found(
    events: list[tuple[object, ...]],
) -> None:
    lists = Lists()
    for what, *values in events:
        if what == "add":
            lists.add(str(values[0]), int(str(values[1])))
        elif what == "wait":
            lists.minute += int(str(values[0]))
        elif what == "poll":
            lists.poll(int(str(values[0])))
        else:
            lists.stale = True
    lists.end()
    assert lists.seen == {str(number + 1) for number in range(lists.given)}


def test_a_poll_ends_after_so_many_pages_and_the_next_goes_on() -> None:
    lists = Lists()
    for _ in range(20):
        lists.add("a", 0)
    assert not lists.poll(50, max_pages=3)
    assert len(lists.pages) == 3
    while not lists.poll(50, max_pages=3):
        pass
    assert len(lists.seen) == 20


def test_what_is_old_is_not_read_for_ever() -> None:
    lists = Lists()
    for _ in range(9):
        lists.add("a", 0)
    for _ in range(3):
        lists.minute += 30
        lists.end()
    before = len(lists.pages)
    lists.poll(50)
    assert sum(len(page.skipped) for page in lists.pages[before:]) == 0


def test_a_cursor_stays_short_however_often_the_list_moves() -> None:
    lists = Lists()
    for _ in range(200):
        lists.add("a", 0)
        lists.poll(50)
    assert len(lists.pages[-1].cursor) < 1000


def test_a_list_that_turns_in_a_circle_is_trouble_and_not_endless() -> None:
    def fetch(wanted: Wanted) -> Slice:
        return Slice(found=(), marks=("1",), place="again")

    walk = Descent(
        sources=("a",), fetch=fetch, order=int, overlap=OVERLAP, look_back=OVERLAP, max_pages=99,
        now=lambda: START,
    )  # fmt: skip
    with pytest.raises(PlatformUnavailable):
        list(walk.pages(Cursor("")))

"""Shelves, the agenda and windows: what the whole network stands on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sandbox.agenda import Agenda
from sandbox.limits import QUARTER, Limits
from sandbox.shelf import Shelf

ORDERS = st.lists(st.integers(min_value=0, max_value=50), unique=True)
BOUND = st.integers(min_value=-1, max_value=51)


@given(ORDERS, ORDERS, BOUND, BOUND)
def test_a_shelf_lists_what_lies_between_its_bounds(
    added: list[int], taken: list[int], above: int, below: int
) -> None:
    shelf = Shelf()
    for order in added:
        shelf.add(order)
    for order in taken:
        shelf.discard(order)
    left = sorted(order for order in set(added) - set(taken) if above < order < below)
    assert list(shelf.oldest_first(above=above, below=below)) == left
    assert list(shelf.newest_first(above=above, below=below)) == left[::-1]


@given(ORDERS, st.integers(min_value=1, max_value=7))
def test_walking_below_the_last_seen_finds_everything_once(orders: list[int], size: int) -> None:
    shelf = Shelf()
    for order in orders:
        shelf.add(order)
    seen: list[int] = []
    below: int | None = None
    while page := list(shelf.newest_first(below=below))[:size]:
        seen += page
        below = page[-1]
    assert seen == sorted(orders, reverse=True)


@given(st.lists(st.floats(min_value=0, max_value=100)), st.floats(min_value=0, max_value=100))
def test_the_agenda_does_what_is_due_in_order(moments: list[float], now: float) -> None:
    agenda = Agenda()
    done: list[float] = []
    for moment in moments:
        agenda.add(moment, done.append)
    agenda.run_until(now)
    assert done == sorted(moment for moment in moments if moment <= now)
    assert len(agenda) == len(moments) - len(done)


def test_what_happens_may_bring_about_more() -> None:
    agenda = Agenda()
    done: list[float] = []
    agenda.add(1, lambda at: agenda.add(at + 1, done.append, reaction=True))
    agenda.run_until(1)
    assert (done, agenda.reactions_pending) == ([], 1)
    agenda.run_until(5)
    assert (done, agenda.reactions_pending) == ([2], 0)


@given(st.lists(st.floats(min_value=0, max_value=3000), max_size=30).map(sorted))
def test_no_window_lets_more_through_than_its_limit(moments: list[float]) -> None:
    limits = Limits(QUARTER)
    usages = [limits.take("a", 3, now=moment) for moment in moments]
    windows = {usage.resets_at for usage in usages}
    for window in windows:
        assert sum(u.allowed for u in usages if u.resets_at == window) <= 3
    assert all(usage.allowed or usage.remaining == 0 for usage in usages)

"""What is proven is one row as long as nothing is missing, and a hole is one until it is closed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import delete

from domain.coverage import Gap, HoleState, Proof, Span, joined
from storage import coverage
from storage.engine import Database
from storage.models import Coverage, CoverageHole
from tests.storage.builders import MINUTE, NOW

Names = list[tuple[int, int, str]]


def span(since: int, until: int) -> Span:
    return Span(since=NOW + since * MINUTE, until=NOW + until * MINUTE)


def prove(database: Database, since: int, until: int, listener: str = "one") -> None:
    with database.write() as session:
        coverage.prove(session, listener, span(since, until), Proof.KNOWN, now=NOW)


def gap(database: Database, since: int, until: int, *, final: bool) -> None:
    with database.write() as session:
        found = Gap(span=span(since, until), reason="cut", final=final)
        coverage.note_gap(session, "one", found, now=NOW)


def proven(database: Database, listener: str = "one") -> list[tuple[int, int]]:
    with database.read() as session:
        rows = coverage.spans(session, listener)
        return [(_minute(row.since), _minute(row.until)) for row in rows]


def holes(database: Database) -> Names:
    with database.read() as session:
        found = coverage.holes(session, "one", limit=999)
        return [(_minute(row.since), _minute(row.until), row.state.value) for row in found]


def _minute(moment: dt.datetime) -> int:
    return round((moment - NOW) / MINUTE)


def test_walks_that_touch_are_one_row(database: Database) -> None:
    for until in range(10, 100, 10):
        prove(database, until - 12, until)
    assert proven(database) == [(-2, 90)]


def test_a_walk_between_two_spans_joins_them(database: Database) -> None:
    prove(database, 0, 10)
    prove(database, 20, 30)
    assert proven(database) == [(0, 10), (20, 30)]
    prove(database, 10, 20)
    assert proven(database) == [(0, 30)]


def test_each_listener_has_its_own(database: Database) -> None:
    prove(database, 0, 10)
    prove(database, 10, 20, listener="two")
    assert (proven(database), proven(database, "two")) == ([(0, 10)], [(10, 20)])


def test_trouble_that_goes_on_is_one_hole_and_the_walk_over_it_closes_it(
    database: Database,
) -> None:
    for until in (10, 20, 30):
        with database.write() as session:
            coverage.open_hole(session, "one", span(0, until), "down", now=NOW)
    assert holes(database) == [(0, 30, "open")]
    prove(database, 0, 25)
    assert holes(database) == [(25, 30, "open")]
    prove(database, 20, 31)
    assert holes(database) == [(25, 30, "closed")]


def test_what_can_never_be_read_is_reported_once_and_never_counted_as_complete(
    database: Database,
) -> None:
    gap(database, 10, 20, final=True)
    gap(database, 10, 20, final=True)
    prove(database, 0, 30)
    prove(database, 5, 40)
    assert holes(database) == [(10, 20, "reported")]
    assert proven(database) == [(0, 10), (20, 40)]


def test_a_gap_that_is_read_another_way_is_open_until_the_walk_ends(database: Database) -> None:
    gap(database, 10, 20, final=False)
    assert holes(database) == [(10, 20, "open")]
    prove(database, 0, 30)
    assert holes(database) == [(10, 20, "closed")]


def test_the_number_of_rows_is_bounded_and_open_and_reported_holes_stay(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coverage, "MOST_ROWS", 5)
    gap(database, -40, -30, final=True)
    for n in range(20):
        with database.write() as session:
            coverage.open_hole(session, "one", span(10 * n, 10 * n + 5), "down", now=NOW)
        prove(database, 10 * n, 10 * n + 5)
    assert proven(database) == [(10 * n, 10 * n + 5) for n in range(15, 20)]
    assert len(holes(database)) == 6
    assert (-40, -30, "reported") in holes(database)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    walks=st.lists(
        st.tuples(st.integers(0, 80), st.integers(1, 20)).map(lambda p: (p[0], p[0] + p[1])),
        max_size=12,
    )
)
def test_whatever_the_order_of_the_walks_the_rows_are_their_union(
    database: Database, walks: list[tuple[int, int]]
) -> None:
    with database.write() as session:
        for table in (Coverage, CoverageHole):
            session.exec(delete(table))
    for since, until in walks:
        prove(database, since, until)
    whole = joined(span(*walk) for walk in walks)
    assert proven(database) == [(_minute(one.since), _minute(one.until)) for one in whole]
    assert all(hole[2] != HoleState.OPEN for hole in holes(database))

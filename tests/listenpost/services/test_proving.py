"""A poll writes what it proves; what it could not read is a hole until it is read."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest

from domain.coverage import Gap, HoleState, Slot, Span
from domain.errors import PlatformUnavailable
from domain.mention import Cursor, Page
from listenpost.services import coverage_report, ingest
from listenpost.services.coverage_report import ListenerCoverage
from tests.fakes import MINUTE, START, FakeListener, Office, connected

DOWN = PlatformUnavailable("down for maintenance")
DAY = dt.timedelta(days=1)


def found(office: Office) -> ListenerCoverage:
    (only,) = coverage_report.read(office.app)
    return only


def poll(office: Office, minutes: int = 1) -> None:
    ingest.poll(office.app, "main")
    office.time.go(minutes=minutes)


def test_before_the_first_poll_nothing_is_claimed(office: Office) -> None:
    assert (found(office).complete_until, found(office).spans, found(office).share) == (
        None,
        (),
        None,
    )
    assert set(found(office).slots) == {Slot.BEFORE}


def test_polls_without_trouble_are_one_span_that_ends_where_the_last_one_began(
    office: Office,
) -> None:
    for _ in range(5):
        poll(office)
    (span,) = found(office).spans
    assert span.until == START + 4 * MINUTE == found(office).complete_until
    assert found(office).holes == ()
    assert found(office).share == 1.0


def test_an_outage_is_one_open_hole_that_grows_and_then_is_closed(office: Office) -> None:
    poll(office)
    poll(office)
    office.listener.stumble(0, DOWN, DOWN, DOWN)
    for _ in range(3):
        poll(office)
    (hole,) = found(office).holes
    assert (hole.since, hole.until) == (START + MINUTE, START + 5 * MINUTE)  # now
    assert found(office).share == pytest.approx(0.2)
    assert (hole.state, hole.reason) == (HoleState.OPEN, "down for maintenance")
    assert found(office).complete_until == START + MINUTE
    assert found(office).slots[-1] is Slot.OPEN
    poll(office)
    (hole,) = found(office).holes
    assert hole.state is HoleState.CLOSED
    assert found(office).spans == (Span(since=START, until=START + 5 * MINUTE),)
    assert found(office).slots[-1] is Slot.COMPLETE


def test_a_walk_of_many_polls_proves_no_more_than_was_there_when_it_began(office: Office) -> None:
    office.listener.pages = [Page(mentions=(), cursor=Cursor("")) for _ in range(3)]
    office.listener.stumble(1, DOWN)
    office.listener.stumble(2, DOWN)
    poll(office, minutes=7)
    poll(office, minutes=7)
    assert found(office).complete_until is None
    poll(office)
    assert found(office).complete_until == START


def test_what_a_listener_says_it_can_never_read_is_reported_and_not_claimed(
    office: Office,
) -> None:
    lost = Span(since=START - 3 * MINUTE, until=START - 2 * MINUTE)
    since = START - 9 * MINUTE
    gap = Gap(span=lost, reason="the platform has forgotten it")
    office.listener.pages = [Page(mentions=(), cursor=Cursor(""), since=since, gaps=(gap,))]
    poll(office)
    assert found(office).spans == (
        Span(since=since, until=lost.since),
        Span(since=lost.until, until=START),
    )
    assert found(office).reported == 1
    assert Slot.REPORTED in found(office).slots


def test_what_is_reported_counts_against_the_day_though_it_was_read_once(office: Office) -> None:
    since = START - 9 * MINUTE
    office.listener.pages = [Page(mentions=(), cursor=Cursor(""), since=since)]
    poll(office)
    assert found(office).share == 1.0
    lost = Span(since=START - 3 * MINUTE, until=START - 2 * MINUTE)
    gap = Gap(span=lost, reason="a flood pushed it out of reach")
    office.listener.pages += [Page(mentions=(), cursor=Cursor(""), since=START, gaps=(gap,))]
    poll(office)
    assert found(office).share == pytest.approx(0.9)


def test_a_flood_that_one_poll_does_not_end_is_a_hole_until_it_is_read(office: Office) -> None:
    class Half(FakeListener):
        def poll(self, cursor: Cursor | None) -> Iterator[Page]:
            for page in super().poll(cursor):
                yield page
                if not page.complete:
                    return

    half = Half()
    office.app = replace(office.app, listeners={"main": connected("main", half)})
    poll(office)
    half.pages = [Page(mentions=(), cursor=Cursor("")) for _ in range(3)]
    poll(office)
    assert found(office).open == 1
    poll(office)
    assert found(office).open == 1
    poll(office)
    assert found(office).complete_until == START + MINUTE
    assert found(office).open == 0


def test_who_always_needs_several_polls_shows_no_hole_between_two_walks(office: Office) -> None:
    class Slow(FakeListener):
        halves = itertools.cycle([False, True])

        def poll(self, cursor: Cursor | None) -> Iterator[Page]:
            yield Page(mentions=(), cursor=Cursor(""), complete=next(self.halves))

    office.app = replace(office.app, listeners={"main": connected("main", Slow())})
    shown = []
    for _ in range(8):
        poll(office)
        shown.append(found(office).open)
    assert shown == [0, 0, 1, 0, 1, 0, 1, 0]
    assert found(office).complete_until == START + 6 * MINUTE

"""A poll that hangs or floods ends by itself, and no other listener waits for it."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import ClassVar

import pytest

from domain.errors import PlatformUnavailable
from domain.listening import ListenerState
from domain.mention import Cursor, Page, Platform, X
from listenpost.services import ingest
from listenpost.services.patience import Patience
from storage.models import Mention, Poll
from tests.fakes import FakeListener, Office, connected

SHORT = timedelta(seconds=0.05)


@dataclass(slots=True)
class Hanging:
    """Brings one page, then nothing until it is let go."""

    page: Page
    platform: ClassVar[Platform] = X
    let_go: threading.Event = field(default_factory=threading.Event)
    polls: int = 0

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        self.polls += 1
        yield self.page
        self.let_go.wait(30)
        yield replace(self.page, complete=True)


@pytest.fixture
def hanging(office: Office) -> Iterator[Hanging]:
    page = Page(mentions=(office.says("ann", "before it hung"),), cursor=Cursor("1"))
    found = Hanging(page)
    listeners = {
        "main": connected("main", found, time_limit=SHORT),
        "other": connected("other", FakeListener()),
    }
    patience = Patience(now=lambda: 0.0)  # what it takes to store a page does not count
    office.app = replace(office.app, listeners=listeners, patience=patience)
    ingest.register_listeners(office.app)
    yield found
    found.let_go.set()


def test_a_poll_that_hangs_is_given_up_and_what_it_brought_is_kept(
    office: Office, hanging: Hanging
) -> None:
    report = ingest.poll(office.app, "main")
    assert report is not None
    assert "did not end within" in (report.error or "")
    assert [mention.text for mention in office.rows(Mention)] == ["before it hung"]
    row = office.get(Poll, "main")
    assert (row.state, row.cursor) == (ListenerState.UNAVAILABLE, "1")


def test_while_it_hangs_no_second_poll_is_begun_and_others_go_on(
    office: Office, hanging: Hanging
) -> None:
    for _ in range(3):
        ingest.poll(office.app, "main")
    assert hanging.polls == 1
    report = ingest.poll(office.app, "other")
    assert report is not None
    assert report.complete


def test_what_a_given_up_poll_brings_later_is_thrown_away(office: Office, hanging: Hanging) -> None:
    ingest.poll(office.app, "main")
    hanging.let_go.set()
    for thread in threading.enumerate():
        if thread.name == "main":
            thread.join(10)
    assert office.get(Poll, "main").complete_until is None


def test_a_flood_ends_after_a_page_and_is_no_failure() -> None:
    def flood() -> Iterator[Page]:
        while True:
            yield Page(mentions=(), cursor=Cursor("x"))

    clock = itertools.count()
    patience = Patience(now=lambda: float(next(clock)))
    assert 1 <= len(list(patience.pages("flood", flood, seconds=30))) < 30


def test_a_page_is_asked_for_only_when_it_is_wanted() -> None:
    asked: list[int] = []

    def walk() -> Iterator[Page]:
        for number in range(3):
            asked.append(number)
            yield Page(mentions=(), cursor=Cursor(str(number)))

    pages = Patience().pages("one", walk, seconds=30)
    assert asked == []
    next(pages)
    assert asked == [0]


def test_an_error_of_the_walk_is_raised_where_its_pages_are_wanted() -> None:
    def walk() -> Iterator[Page]:
        raise PlatformUnavailable("down")
        yield

    with pytest.raises(PlatformUnavailable, match="down"):
        list(Patience().pages("one", walk, seconds=30))

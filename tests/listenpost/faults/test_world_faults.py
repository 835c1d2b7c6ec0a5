"""Names that are not found, clocks that jump, and memory that ends."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.classification import Classification
from domain.errors import PlatformUnavailable
from domain.listening import FIRST_RETRY, ListenerState
from domain.mention import Cursor, Page
from listeners.feed import FeedListener, FeedSettings
from listenpost.services import ingest, triage
from platforms.feed import FeedReader
from storage.models import Case, Mention, Poll
from tests.fakes import KeywordClassifier, Office, Post, connected, raising
from tests.listenpost.services.seen import unjudged


def test_a_name_that_is_not_found_is_an_outage_of_the_network(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_found(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", not_found)
    settings = FeedSettings.model_validate(
        {"urls": ["https://feeds.example.org/news"], "include": ["kestrelia"]}
    )
    feed = FeedListener(FeedReader(), settings, now=office.app.clock.now)
    app = replace(office.app, listeners={"main": connected("main", feed)})
    report = ingest.poll(app, "main")
    assert report is not None
    assert "feeds.example.org cannot be read" in (report.error or "")
    (row,) = office.rows(Poll)
    assert (row.state, row.failures) == (ListenerState.UNAVAILABLE, 1)
    assert row.next_poll_at == office.time.now + FIRST_RETRY


def test_a_reply_waits_while_no_name_is_found(office: Office) -> None:
    case_id = office.case_for("Otto", "my kettle is broken")
    reply_id = office.send(office.user(), case_id)
    office.responder.script.append(Post(before=raising(PlatformUnavailable("no name resolution"))))
    office.deliver()
    assert office.reply(reply_id).status == "approved"
    office.time.go(hours=1)
    office.deliver()
    assert (office.reply(reply_id).status, len(office.responder.public)) == ("sent", 1)


def test_a_clock_that_jumps_ahead_in_a_poll_costs_it_its_lease_and_nothing_twice(
    office: Office,
) -> None:
    """Another worker may believe it dead; the one that was overtaken writes nothing more."""
    office.listener.pages = [
        Page(mentions=(office.says("Otto", f"page {n}"),), cursor=Cursor("")) for n in range(3)
    ]

    def jump() -> None:
        office.time.go(days=1)
        ingest.poll(office.another_worker(), "main")

    office.listener.stumble(1, jump)
    ingest.poll(office.app, "main")
    assert [row.text for row in office.rows(Mention)] == ["page 0", "page 1", "page 2"]


def test_after_a_clock_went_back_nothing_waits_for_the_old_time(office: Office) -> None:
    office.hear(office.says("Otto", "my kettle is broken"))
    office.time.now -= timedelta(minutes=7)
    assert ingest.due_listeners(office.app) == ["main"]
    assert office.judge() == 1
    assert len(office.rows(Case)) == 1


def test_a_worker_whose_clock_is_minutes_behind_judges_what_another_one_stored(
    office: Office,
) -> None:
    office.time.go(minutes=7)
    office.hear(office.says("Otto", "my kettle is broken"))
    office.time.go(minutes=-7)
    assert triage.run(office.another_worker()) == 1


def test_a_batch_too_large_for_the_memory_is_judged_in_parts(office: Office) -> None:
    office.app = replace(office.app, batch=16)
    tries: list[int] = []

    class Small(KeywordClassifier):
        def classify(self, texts: Sequence[str]) -> list[Classification]:
            tries.append(len(texts))
            if len(texts) > 1:
                raise MemoryError
            return KeywordClassifier.classify(self, texts)

    small = Small()
    office.app = replace(office.app, classifier=lambda: small)
    office.hear(*(office.says(f"Otto {n}", "my kettle is broken") for n in range(5)))
    for _ in range(4):
        office.judge()
        office.time.go(minutes=1)
    assert len(office.rows(Case)) == 5
    assert unjudged(office) == []
    assert max(tries) == 5

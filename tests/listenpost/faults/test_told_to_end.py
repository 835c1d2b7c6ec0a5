"""SIGTERM in every state of a worker: what is under way is finished, then it ends."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.classification import Classification
from domain.mention import Cursor, Page
from listenpost import scheduler
from storage.models import Mention
from tests.fakes import KeywordClassifier, Office, Post

TICK = timedelta(seconds=0.02)
PATIENCE = 120.0


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """The worker puts its own in their place."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


class Held:
    """Something under way: it tells that it has begun, and ends only after the signal was sent."""

    def __init__(self) -> None:
        self._begun, self._told = threading.Event(), threading.Event()
        self._in_time = False
        threading.Thread(target=self._tell, daemon=True).start()

    def _tell(self) -> None:
        self._in_time = self._begun.wait(PATIENCE)
        os.kill(os.getpid(), signal.SIGTERM)  # in any case: nothing else would end the worker
        self._told.set()

    def was_under_way(self) -> bool:
        return self._in_time

    def __call__(self) -> None:
        self._begun.set()
        assert self._told.wait(PATIENCE)


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("state", ["polling", "judging", "sending"])
def test_what_is_under_way_when_it_is_told_to_end_is_finished_first(
    office: Office, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held()
    case_id = office.case_for("Otto", "my kettle is broken")
    if state == "polling":
        post = office.says("Ida", "where is my parcel")
        at = len(office.listener.pages)
        office.listener.pages.append(Page(mentions=(post,), cursor=Cursor("")))
        office.listener.stumble(at, held)
    elif state == "judging":
        _hold_the_model(office, held, monkeypatch)
        office.hear(office.says("Ida", "where is my parcel"))
    else:
        office.send(office.user(), case_id)
        office.responder.script.append(Post(before=held))
    office.time.go(minutes=5)
    scheduler.run_worker(office.app, tick=TICK)
    assert held.was_under_way()
    if state == "sending":
        assert len(office.responder.public) == 1
        return
    (heard,) = [row for row in office.rows(Mention) if row.text == "where is my parcel"]
    assert heard.triaged_at is not None or state == "polling"


def _hold_the_model(office: Office, held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = KeywordClassifier.classify

    def classify(self: KeywordClassifier, texts: Sequence[str]) -> list[Classification]:
        held()
        return whole(self, texts)

    monkeypatch.setattr(KeywordClassifier, "classify", classify)


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_with_a_long_backlog_it_ends_after_the_batch_that_is_under_way(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who ends a worker kills it after a while; what it would have judged waits for the next."""
    held = Held()
    _hold_the_model(office, held, monkeypatch)
    office.app = replace(office.app, batch=2)
    office.hear(*(office.says("Ida", f"where is parcel {number}") for number in range(20)))
    scheduler.run_worker(office.app, tick=TICK)
    assert held.was_under_way()
    judged = [row for row in office.rows(Mention) if row.triaged_at is not None]
    assert 0 < len(judged) < 20

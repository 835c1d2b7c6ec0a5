"""The worker's ticks: one job a listener, none waits for another, all end when told to."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.typing import EventDict

from domain.case import CaseStatus
from domain.mention import Cursor, Page
from domain.role import Role
from domain.work import Work
from listenpost import scheduler, tasks
from listenpost.services import case_actions, connecting, ingest, sections
from listenpost.services.app import App
from listenpost.services.settled import Settled
from storage.models import Mention, Poll, Task
from tests.fakes import FakeListener, Office, connected
from tests.listenpost.services.connected import connectable, keys_in, wanted
from tests.listenpost.services.seen import unjudged

TICK = timedelta(seconds=0.02)
PATIENCE = 20.0


def with_listeners(office: Office, **listeners: FakeListener) -> App:
    found = {name: connected(name, listener) for name, listener in listeners.items()}
    app = replace(office.app, listeners=found)
    ingest.register_listeners(app)
    return app


@contextmanager
def ticking(app: App) -> Iterator[None]:
    made = scheduler.make_scheduler(app, tick=TICK)
    made.start()
    try:
        yield
    finally:
        made.shutdown(wait=True)


def eventually(look: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not look():
        assert time.monotonic() < deadline, "nothing came of it"
        time.sleep(0.01)


def waits(over: threading.Event) -> None:
    assert over.wait(PATIENCE)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """As `configure_logging` has it."""
    log = logging.getLogger("apscheduler")
    before = log.level
    log.setLevel(logging.ERROR)
    yield
    log.setLevel(before)


def test_an_overlong_listener_delays_no_other(office: Office) -> None:
    over = threading.Event()
    slow, quick = FakeListener(), FakeListener()
    slow.stumble(0, lambda: waits(over))
    app = with_listeners(office, slow=slow, quick=quick)
    with ticking(app):
        eventually(lambda: slow.polled_from)
        for polls in range(1, 4):
            eventually(lambda polls=polls: len(quick.polled_from) >= polls)  # type: ignore[misc]
            office.time.go(minutes=1)
        assert len(slow.polled_from) == 1  # and it is not begun twice at once
        over.set()
        eventually(lambda: office.get(Poll, "slow").last_ok_at)


def test_a_post_is_heard_judged_and_answered_without_a_hand(office: Office) -> None:
    post = office.says("Otto", "my kettle is broken")
    office.listener.pages.append(Page(mentions=(post,), cursor=Cursor("")))
    with ticking(office.app):
        eventually(lambda: office.rows(Mention) and office.mention(post).case_id)
        reply_id = office.send(office.user("ann"), office.mention(post).case_id or 0)
        eventually(lambda: office.reply(reply_id).status == "sent")
    assert office.responder.posts == 1
    assert unjudged(office) == []


def test_what_was_snoozed_comes_back_without_a_hand(office: Office) -> None:
    case_id = office.case_for("Otto", "my kettle is broken")
    until = office.time.now + timedelta(minutes=5)
    case_actions.snooze(office.app, office.user("ann"), case_id, until=until)
    with ticking(office.app):
        office.time.go(minutes=6)
        eventually(lambda: office.case(case_id).status is CaseStatus.OPEN)


def test_a_job_that_fails_is_logged_and_runs_again(
    office: Office, logs: list[EventDict], monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[int] = []

    def fails(_: App) -> None:
        runs.append(len(runs))
        if len(runs) < 3:
            raise OSError("disk full")

    monkeypatch.setattr(tasks, "EACH_TICK", {**tasks.EACH_TICK, Work.JUDGE: fails})
    with ticking(office.app):
        eventually(lambda: len(runs) >= 5)
    failed = [event for event in logs if event["event"] == "job.failed"]
    assert [event["job"] for event in failed] == ["judge", "judge"]
    assert "disk full" in failed[0]["error"]


def test_a_listener_is_polled_when_it_is_due_and_not_at_each_tick(office: Office) -> None:
    with ticking(office.app):
        eventually(lambda: office.listener.polled_from)
        time.sleep(10 * TICK.total_seconds())
        assert len(office.listener.polled_from) == 1
        office.time.go(minutes=1)
        eventually(lambda: len(office.listener.polled_from) == 2)


def test_one_tick_judges_all_that_waits(office: Office) -> None:
    for n in range(3):
        office.hear(*(office.says(f"Otto {n} {m}", "broken") for m in range(15)))
    tasks.judge(office.app)
    assert unjudged(office) == []
    assert {mention.triaged_at for mention in office.rows(Mention)} == {office.time.now}


def test_a_start_takes_back_only_what_is_its_own(office: Office) -> None:
    office.hear(office.says("Otto", "broken"))
    office.classifier.error = KeyboardInterrupt()  # type: ignore[assignment]
    office.classifier.poison = "broken"
    with pytest.raises(KeyboardInterrupt):
        tasks.judge(office.app)
    tasks.start(office.another_worker())
    assert office.rows(Task)[0].lease_owner == "worker"
    tasks.start(office.app)
    assert office.rows(Task)[0].lease_owner is None


def test_a_listener_that_is_connected_meanwhile_is_polled_and_one_that_is_removed_is_not(
    office: Office, tmp_path: Path, logs: list[EventDict]
) -> None:
    keys = keys_in(tmp_path)
    place, worker = connectable(office, keys), connectable(office, keys)
    ada, heard = office.user("ada", Role.ADMIN), "brand.mastodon_mentions"
    with ticking(worker.app):
        connecting.connect(place.app, ada, wanted())
        eventually(lambda: office.get(Poll, heard).failures)
        assert worker.app.beats.expects(f"poll {heard}")
        connecting.pause(place.app, ada, "brand")
        eventually(lambda: not worker.app.beats.expects(f"poll {heard}"))
        connecting.go_on(place.app, ada, "brand")
        eventually(lambda: worker.app.beats.expects(f"poll {heard}"))
        connecting.remove(place.app, ada, "brand")
        eventually(lambda: not worker.app.beats.expects(f"poll {heard}"))
        assert not worker.app.listeners
    assert not [event for event in logs if event["event"] == "job.failed"]


def test_what_is_set_in_the_dashboard_holds_for_the_next_post_without_a_restart(
    office: Office,
) -> None:
    admin = office.user("ada", Role.ADMIN)
    with ticking(office.app):
        elsewhere = replace(office.app, settled=Settled())
        sections.change(elsewhere, admin, "sla", {"sla": {"high": 60}}, version=0)
        eventually(lambda: office.app.settled.standing.edition)
        post = office.says("Otto", "my kettle is broken")
        office.listener.pages.append(Page(mentions=(post,), cursor=Cursor("")))
        office.time.go(minutes=1)  # where it was polled before there was a page, it is polled again
        eventually(lambda: office.rows(Mention) and office.mention(post).case_id)
        case_id = office.mention(post).case_id or 0
        due_at = office.case(case_id).due_at
        assert due_at == post.published_at + timedelta(seconds=60)

"""A listener is polled by one worker at a time; one that has lost it writes nothing more."""

from __future__ import annotations

import datetime as dt

import pytest
from structlog.typing import EventDict

from domain.listening import ListenerState
from listenpost import tasks
from listenpost.services import ingest
from storage import polls
from tests.fakes import MINUTE, Happening, Office
from tests.listenpost.services.polled import DOWN, page_of, row, texts


def steal_lease(office: Office) -> Happening:
    """Another worker believes that we are dead and takes over."""

    def steal() -> None:
        with office.app.database.write() as session:
            wall = office.time.wall + dt.timedelta(hours=1)
            taken = polls.claim(session, "main", owner="thief", wall=wall, lease=MINUTE)
            assert taken is not None

    return steal


def test_a_lost_lease_in_the_middle_writes_nothing_more(
    office: Office, logs: list[EventDict]
) -> None:
    office.listener.pages = [page_of(office, f"page {n}") for n in range(3)]
    office.listener.stumble(1, steal_lease(office))
    report = ingest.poll(office.app, "main")
    assert report is not None
    assert report.pages == 1
    assert texts(office) == ["page 0"]
    assert (row(office).cursor, row(office).lease_owner) == ("1", "thief")
    assert [event["event"] for event in logs] == ["poll.stored", "poll.lease_lost"]


def test_a_lease_lost_after_the_last_page_is_no_crash(
    office: Office, logs: list[EventDict]
) -> None:
    office.listener.pages = [page_of(office, "one")]
    office.listener.at_end = steal_lease(office)
    report = ingest.poll(office.app, "main")
    assert report is not None
    assert texts(office) == ["one"]
    assert row(office).lease_owner == "thief"
    assert logs[-1]["event"] == "poll.lease_lost"


def test_a_lease_lost_before_an_error_leaves_the_thiefs_state_alone(office: Office) -> None:
    def steal_and_fail() -> None:
        steal_lease(office)()
        raise DOWN

    office.listener.stumble(0, steal_and_fail)
    ingest.poll(office.app, "main")
    assert row(office).state is ListenerState.NEW
    assert row(office).lease_owner == "thief"


def test_another_workers_listener_is_left_to_it(office: Office) -> None:
    with office.app.database.write() as session:
        wall = office.time.wall
        polls.claim(session, "main", owner="other", wall=wall, lease=MINUTE)
    assert ingest.poll(office.app, "main") is None
    assert ingest.due_listeners(office.app) == []
    office.time.wall += 2 * MINUTE
    assert ingest.due_listeners(office.app) == ["main"]
    assert ingest.poll(office.app, "main") is not None


def test_a_restarted_worker_takes_up_at_once_what_it_was_polling(office: Office) -> None:
    office.listener.pages = [page_of(office, "one"), page_of(office, "two")]
    office.listener.stumble(1, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        ingest.poll(office.app, "main")
    assert ingest.due_listeners(office.app) == []
    tasks.start(office.app)
    assert ingest.due_listeners(office.app) == ["main"]
    ingest.poll(office.app, "main")
    assert texts(office) == ["one", "two"]

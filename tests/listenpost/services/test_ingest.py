"""Pages, their tasks and the cursor go together; a listener's trouble is its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.typing import EventDict

from domain.errors import (
    AuthenticationFailed,
    BudgetSpent,
    ConfigurationError,
    CreditExhausted,
    EndpointRetired,
    ListenpostError,
    PermissionMissing,
    RateLimited,
    RetryLater,
    TokenExpired,
)
from domain.listening import FIRST_RETRY, ListenerState
from domain.mention import Cursor, Page, Skipped
from listenpost import tasks
from listenpost.services import ingest
from listenpost.services.app import App
from storage import polls
from storage.models import Mention, Poll, SkippedItem, Task
from tests.fakes import MINUTE, START, FakeListener, Office, connected
from tests.listenpost.services.polled import DOWN, page_of, row, texts


def tasked(office: Office) -> list[int]:
    """The mentions that wait to be judged."""
    return [one for task in office.rows(Task) for one in task.payload["mentions"]]


def with_listeners(office: Office, **listeners: FakeListener) -> App:
    found = {name: connected(name, listener) for name, listener in listeners.items()}
    app = replace(office.app, listeners=found)
    ingest.register_listeners(app)
    return app


def test_a_page_brings_its_mentions_their_tasks_and_its_cursor(office: Office) -> None:
    report = office.hear(*page_of(office, "one", "two").mentions)
    assert (report.pages, report.stored, report.complete) == (1, 2, True)
    assert texts(office) == ["one", "two"]
    assert tasked(office) == [mention.id for mention in office.rows(Mention)]
    assert row(office).cursor == "1"
    assert row(office).stored == 2


def test_a_large_page_is_judged_in_batches(office: Office) -> None:
    office.hear(*page_of(office, *(f"post {n}" for n in range(10))).mentions)
    assert [len(task.payload["mentions"]) for task in office.rows(Task)] == [4, 4, 2]
    assert sorted(tasked(office)) == [mention.id for mention in office.rows(Mention)]


def test_what_is_known_is_neither_stored_nor_judged_again(office: Office) -> None:
    first, second = office.says("ann", "one"), office.says("ben", "two")
    office.hear(first)
    report = office.hear(first, second, second)
    assert report.stored == 1
    assert texts(office) == ["one", "two"]
    assert len(tasked(office)) == 2


def test_two_pages_before_the_trouble_are_kept_and_the_walk_goes_on_from_there(
    office: Office,
) -> None:
    office.listener.pages = [page_of(office, f"page {n}") for n in range(4)]
    office.listener.stumble(2, DOWN)
    report = ingest.poll(office.app, "main")
    assert report is not None
    assert (report.pages, report.error) == (2, "down for maintenance")
    assert texts(office) == ["page 0", "page 1"]
    assert row(office).cursor == "2"
    ingest.poll(office.app, "main")
    assert office.listener.polled_from == [None, "2"]
    assert texts(office) == ["page 0", "page 1", "page 2", "page 3"]
    assert len(tasked(office)) == 4


def test_what_fails_between_storing_and_the_cursor_leaves_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(polls, "advance", fails)
        report = office.hear(office.says("ann", "one"))
    assert report.error == "disk full"
    assert texts(office) == []
    assert tasked(office) == []
    assert row(office).cursor is None
    ingest.poll(office.app, "main")
    assert texts(office) == ["one"]
    assert len(tasked(office)) == 1


@pytest.mark.parametrize(
    ("error", "state", "wait"),
    [
        (DOWN, ListenerState.UNAVAILABLE, FIRST_RETRY),
        (RetryLater("busy"), ListenerState.UNAVAILABLE, FIRST_RETRY),
        (ConfigurationError("no key"), ListenerState.MISCONFIGURED, 5 * MINUTE),
        (TokenExpired("463"), ListenerState.TOKEN_EXPIRED, 5 * MINUTE),
        (
            BudgetSpent("enough", retry_at=START + 9 * MINUTE),
            ListenerState.BUDGET_SPENT,
            9 * MINUTE,
        ),
        (RateLimited("slow down"), ListenerState.RATE_LIMITED, MINUTE),
        (
            RateLimited("slow down", retry_at=START + 7 * MINUTE),
            ListenerState.RATE_LIMITED,
            7 * MINUTE,
        ),
        (AuthenticationFailed("401"), ListenerState.SIGN_IN_FAILED, 5 * MINUTE),
        (PermissionMissing("403"), ListenerState.PERMISSION_MISSING, 5 * MINUTE),
        (CreditExhausted("402"), ListenerState.OUT_OF_CREDIT, 5 * MINUTE),
        (EndpointRetired("410"), ListenerState.RETIRED, 5 * MINUTE),
        (ValueError("a bug of ours"), ListenerState.CRASHED, MINUTE),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_each_trouble_leads_to_its_own_state_and_next_poll(
    office: Office, error: Exception, state: ListenerState, wait: dt.timedelta
) -> None:
    office.listener.stumble(0, error)
    report = ingest.poll(office.app, "main")
    assert report is not None
    assert report.error == str(error)
    found = row(office)
    assert (found.state, found.next_poll_at - START) == (state, wait)
    assert (found.failures, found.last_error, found.lease_owner) == (1, str(error), None)
    assert found.last_ok_at is None


def test_trouble_doubles_the_wait_up_to_a_quarter_of_an_hour(office: Office) -> None:
    office.listener.stumble(0, *[DOWN] * 7)
    waits = []
    for _ in range(7):
        ingest.poll(office.app, "main")
        waits.append((row(office).next_poll_at - START) / MINUTE)
    assert waits == [0.5, 1, 2, 4, 8, 15, 15]


def test_an_account_that_is_refused_after_a_page_is_tried_again_soon(office: Office) -> None:
    office.listener.pages = [page_of(office, "one"), page_of(office, "two")]
    office.listener.stumble(1, *[AuthenticationFailed("401")] * 2)
    waits = []
    for _ in range(2):
        ingest.poll(office.app, "main")
        waits.append(row(office).next_poll_at - START)
    assert waits == [FIRST_RETRY, 5 * MINUTE]


def test_trouble_after_a_page_was_read_is_a_first_one_again(office: Office) -> None:
    """A long walk through a bad network gets on: it is not to wait longer each time."""
    office.listener.pages = [page_of(office, "one"), page_of(office, "two")]
    office.listener.stumble(0, *[DOWN] * 3)
    office.listener.stumble(1, DOWN)
    for _ in range(4):
        ingest.poll(office.app, "main")
    found = row(office)
    assert (found.failures, found.next_poll_at - START) == (1, FIRST_RETRY)
    assert texts(office) == ["one"]


def test_after_trouble_a_good_poll_forgets_it(office: Office) -> None:
    office.listener.stumble(0, DOWN, DOWN)
    for _ in range(3):
        ingest.poll(office.app, "main")
    found = row(office)
    assert (found.state, found.failures, found.last_error) == (ListenerState.LISTENING, 0, None)
    assert found.next_poll_at == START + MINUTE
    assert found.polls == 3


def test_trouble_and_recovery_are_each_logged_once(office: Office, logs: list[EventDict]) -> None:
    office.listener.stumble(0, DOWN, DOWN, DOWN)
    for _ in range(5):
        ingest.poll(office.app, "main")
    assert [event["event"] for event in logs] == ["poll.failed", "poll.recovered"]
    assert logs[0]["log_level"] == "warning"
    assert logs[1]["after_failures"] == 3


def test_a_crash_is_logged_with_its_traceback_and_tried_again(
    office: Office, logs: list[EventDict]
) -> None:
    office.listener.pages = [page_of(office, "one")]
    office.listener.stumble(0, ValueError("a bug of ours"))
    ingest.poll(office.app, "main")
    assert row(office).state is ListenerState.CRASHED
    assert logs[0]["event"] == "poll.crashed"
    assert logs[0]["exc_info"]
    office.time.go(minutes=2)
    tasks.poll_if_due(office.app, "main")
    assert row(office).state is ListenerState.LISTENING
    assert texts(office) == ["one"]


def test_a_listener_that_cannot_be_made_is_shown_as_such(office: Office) -> None:
    def fails() -> FakeListener:
        raise AuthenticationFailed("The access token is empty.")

    broken = replace(office.app.listeners["main"], make=fails)
    report = ingest.poll(replace(office.app, listeners={"main": broken}), "main")
    assert report is not None
    assert row(office).state is ListenerState.SIGN_IN_FAILED


def test_a_broken_listener_leaves_the_others_alone(office: Office) -> None:
    good = FakeListener(pages=[page_of(office, "one"), page_of(office, "two")])
    broken, crashing = FakeListener(), FakeListener()
    broken.stumble(0, AuthenticationFailed("401"))
    crashing.stumble(0, ZeroDivisionError())
    app = with_listeners(office, broken=broken, crashing=crashing, good=good)
    for name in app.listeners:
        tasks.poll_if_due(app, name)
    states = {poll.listener: poll.state for poll in office.rows(Poll) if poll.listener != "main"}
    assert states == {
        "broken": ListenerState.SIGN_IN_FAILED,
        "crashing": ListenerState.CRASHED,
        "good": ListenerState.LISTENING,
    }
    assert row(office, "crashing").last_error == "ZeroDivisionError"
    assert texts(office) == ["one", "two"]


def test_unreadable_items_are_counted_with_their_reason(office: Office) -> None:
    bad = Skipped(external_id="77", reason="a post without a text")
    nameless = Skipped(external_id=None, reason="a post without a readable id")
    report = office.hear(office.says("ann", "one"), skipped=(bad, nameless))
    assert (report.stored, report.skipped) == (1, 2)
    office.hear(skipped=(bad,))
    found = {item.external_id: item.reason for item in office.rows(SkippedItem)}
    assert found == {"77": bad.reason, "unnamed": nameless.reason}
    assert row(office).state is ListenerState.LISTENING


def test_a_walk_that_is_not_over_goes_on_at_the_next_tick(office: Office) -> None:
    class Half(FakeListener):
        def poll(self, cursor: Cursor | None) -> Iterator[Page]:
            yield next(FakeListener.poll(self, cursor))

    half = Half(pages=[page_of(office, "one"), page_of(office, "two")])
    app = with_listeners(office, half=half)
    office.time.go(seconds=10)
    report = ingest.poll(app, "half")
    assert report is not None
    assert not report.complete
    assert row(office, "half").complete_until is None
    assert "half" in ingest.due_listeners(app)
    ingest.poll(app, "half")
    assert row(office, "half").complete_until == office.time.now


def test_what_is_complete_is_dated_from_the_walks_beginning(office: Office) -> None:
    office.listener.pages = [page_of(office, "one")]
    office.listener.stumble(0, lambda: office.time.go(minutes=20))
    ingest.poll(office.app, "main")
    assert row(office).complete_until == START
    assert row(office).last_ok_at == START + 20 * MINUTE


@pytest.mark.parametrize("published_at", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"])
def test_impossible_dates_are_stored_and_judged(office: Office, published_at: str) -> None:
    post = replace(
        office.says("ann", "my parcel"), published_at=dt.datetime.fromisoformat(published_at)
    )
    case = office.case(office.arrive(post))
    assert office.mention(post).published_at.isoformat() == published_at
    assert START - dt.timedelta(days=30) <= (case.waiting_since or START) <= START


TROUBLE = st.sampled_from(
    [DOWN, RateLimited("429"), AuthenticationFailed("401"), ValueError("bug"), KeyError()]
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    story=st.lists(
        st.one_of(
            st.tuples(st.just("page"), st.integers(0, 3)),
            st.tuples(st.integers(0, 3), TROUBLE),
            st.tuples(st.just("thief"), st.integers(0, 3)),
        ),
        max_size=8,
    )
)
def test_whatever_happens_every_post_is_stored_and_tasked_once(
    office: Office, story: list[tuple[object, object]]
) -> None:
    listener, expected = FakeListener(), set()
    before = len(office.rows(Mention))
    app = with_listeners(office, **{f"story-{next(office.ids)}": listener})
    name = next(iter(app.listeners))
    for what, value in story:
        if what == "page" and isinstance(value, int):
            listener.pages.append(page_of(office, *(f"{name} {n}" for n in range(value))))
            expected |= {mention.external_id for mention in listener.pages[-1].mentions}
        elif what == "thief" and isinstance(value, int):
            listener.stumble(value, lambda: _take_over(office, name))
        elif isinstance(what, int) and isinstance(value, Exception):
            listener.stumble(what, value)
        ingest.poll(app, name)
    for _ in range(len(story) + 1):
        office.time.go(hours=1)
        ingest.poll(app, name)
    stored = [m.external_id for m in office.rows(Mention)[before:]]
    assert sorted(stored) == sorted(expected)
    assert sorted(tasked(office)) == [mention.id for mention in office.rows(Mention)]
    assert row(office, name).stored == len(expected)


def _take_over(office: Office, name: str) -> None:
    with office.app.database.write() as session:
        wall = office.time.wall + dt.timedelta(hours=1)
        assert polls.claim(session, name, owner="thief", wall=wall, lease=-2 * MINUTE)


def test_every_error_of_a_listener_has_a_state(office: Office) -> None:
    for kind in ListenpostError.__subclasses__():
        office.listener.stumble(0, kind("trouble"))
        assert ingest.poll(office.app, "main") is not None

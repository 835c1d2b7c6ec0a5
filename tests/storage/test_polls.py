"""Which listener is due, and who may move its cursor."""

from __future__ import annotations

import datetime as dt

import pytest

from domain.errors import Conflict
from domain.listening import ListenerState, NextPoll
from domain.mention import Cursor
from storage import polls
from storage.engine import Database
from storage.models import Poll
from tests.storage.builders import DAY, MINUTE, NOW, SECOND, at_once, rows

LEASE = 10 * MINUTE
WAYS = ("advance", "succeed", "fail")


def register(database: Database, *names: str, due: dt.datetime = NOW) -> None:
    with database.write() as session:
        for name in names or ("x",):
            polls.register(session, listener=name, platform="x", kind="mentions", now=due)


def claim(
    database: Database, owner: str, *, wall: dt.datetime = NOW, name: str = "x"
) -> Poll | None:
    with database.write() as session:
        return polls.claim(session, name, owner=owner, wall=wall, lease=LEASE)


def claimed(database: Database, owner: str, *, wall: dt.datetime = NOW) -> Poll:
    found = claim(database, owner, wall=wall)
    assert found is not None
    return found


def finish(database: Database, poll: Poll, way: str = "succeed", cursor: str = "c") -> None:
    """End or go on with a poll in one of the ways there are."""
    with database.write() as session:
        if way == "advance":
            polls.advance(
                session,
                poll,
                cursor=Cursor(cursor),
                stored=2,
                skipped=1,
                wall=NOW,
                lease=LEASE,
            )
        elif way == "succeed":
            polls.succeed(
                session, poll, complete_until=NOW, next_poll_at=NOW + MINUTE, now=NOW + SECOND
            )
        else:
            outcome = NextPoll(state=ListenerState.RATE_LIMITED, at=NOW + DAY)
            polls.fail(
                session, poll, outcome=outcome, failures=1, error="slow down", now=NOW + SECOND
            )


def kept(database: Database) -> Poll:
    (found,) = rows(database, Poll)
    return found


def due(database: Database, *, now: dt.datetime = NOW, wall: dt.datetime = NOW) -> list[str]:
    with database.read() as session:
        return list(polls.due(session, now=now, wall=wall))


# --- registering


def test_a_configured_listener_begins_new_and_due(database: Database) -> None:
    register(database)
    found = kept(database)
    assert (found.state, found.cursor, found.polls) == (ListenerState.NEW, None, 0)
    assert due(database) == ["x"]


def test_registering_again_keeps_the_cursor_and_the_counts(database: Database) -> None:
    register(database)
    poll = claimed(database, "one")
    finish(database, poll, "advance", "where the walk stands")
    before = kept(database)
    register(database, due=NOW + DAY)
    assert kept(database) == before


# --- the lease


def test_only_one_worker_has_a_listener(database: Database) -> None:
    register(database)
    assert claimed(database, "one").lease_owner == "one"
    assert claim(database, "two") is None
    assert due(database) == []


def test_a_lease_is_taken_over_when_it_has_run_out_and_not_before(database: Database) -> None:
    register(database)
    claimed(database, "one")
    assert claim(database, "two", wall=NOW + LEASE - SECOND) is None
    assert claim(database, "two", wall=NOW + LEASE) is None
    assert claimed(database, "two", wall=NOW + LEASE + SECOND).lease_owner == "two"


def test_a_worker_that_comes_back_takes_its_own_lease_over(database: Database) -> None:
    register(database)
    first, second = claimed(database, "one"), claimed(database, "one")
    assert second.fence == first.fence + 1


def test_what_nobody_registered_cannot_be_claimed(database: Database) -> None:
    assert claim(database, "one", name="unknown") is None


def test_of_many_workers_that_claim_at_once_exactly_one_wins(database: Database) -> None:
    register(database)
    found = at_once(8, lambda number: claim(database, f"worker-{number}"))
    (winner,) = [poll for poll in found if poll is not None]
    assert kept(database).lease_owner == winner.lease_owner
    assert kept(database).fence == 1


def test_of_many_workers_that_take_over_at_once_exactly_one_wins(database: Database) -> None:
    register(database)
    claimed(database, "dead")
    late = NOW + 2 * LEASE
    found = at_once(8, lambda number: claim(database, f"worker-{number}", wall=late))
    assert len([poll for poll in found if poll is not None]) == 1
    assert kept(database).fence == 2


def test_a_dead_worker_gives_back_what_it_had_and_nothing_else(database: Database) -> None:
    register(database, "a", "b", "c")
    for name, owner in (("a", "one"), ("b", "one"), ("c", "two")):
        assert claim(database, owner, name=name)
    with database.write() as session:
        polls.release_all(session, owner="one")
    assert due(database) == ["a", "b"]


# --- the fence


@pytest.mark.parametrize("way", WAYS)
def test_a_late_writer_cannot_move_the_cursor(database: Database, way: str) -> None:
    register(database)
    stale = claimed(database, "one")
    fresh = claimed(database, "two", wall=NOW + 2 * LEASE)
    finish(database, fresh, "advance", "of two")
    before = kept(database)
    with pytest.raises(Conflict, match="took over the listener x"):
        finish(database, stale, way, "of one")
    assert kept(database) == before


@pytest.mark.parametrize("way", WAYS)
def test_an_earlier_run_of_the_same_worker_cannot_move_the_cursor(
    database: Database, way: str
) -> None:
    register(database)
    stale = claimed(database, "one")
    claimed(database, "one")
    with pytest.raises(Conflict):
        finish(database, stale, way)


def test_a_slow_worker_that_nobody_replaced_may_go_on(database: Database) -> None:
    register(database)
    poll = claimed(database, "one")
    finish(database, poll, "advance", "page 1")
    finish(database, poll, "advance", "page 2")
    assert kept(database).cursor == "page 2"


def test_each_page_extends_the_lease(database: Database) -> None:
    register(database)
    poll = claimed(database, "one", wall=NOW - LEASE)
    finish(database, poll, "advance")
    assert claim(database, "two", wall=NOW + LEASE) is None


# --- what a poll leaves behind


def test_pages_and_posts_are_counted(database: Database) -> None:
    register(database)
    poll = claimed(database, "one")
    finish(database, poll, "advance")
    finish(database, poll, "advance")
    found = kept(database)
    assert (found.pages, found.stored, found.skipped, found.polls) == (2, 4, 2, 0)


def test_a_success_is_written_down_and_gives_the_listener_back(database: Database) -> None:
    register(database)
    finish(database, claimed(database, "one"), "fail")
    finish(database, claimed(database, "one"), "succeed")
    found = kept(database)
    assert (found.state, found.failures, found.last_error) == (ListenerState.LISTENING, 0, None)
    assert (found.complete_until, found.last_ok_at) == (NOW, NOW + SECOND)
    assert (found.lease_owner, found.lease_until, found.polls) == (None, None, 2)
    assert due(database) == []
    assert due(database, now=NOW + MINUTE) == ["x"]


def test_a_walk_that_goes_on_next_time_proves_nothing_new(database: Database) -> None:
    register(database)
    finish(database, claimed(database, "one"), "succeed")
    poll = claimed(database, "one")
    with database.write() as session:
        polls.succeed(session, poll, complete_until=None, next_poll_at=NOW, now=NOW + DAY)
    assert kept(database).complete_until == NOW


def test_a_failure_keeps_the_cursor_and_what_was_proven(database: Database) -> None:
    register(database)
    finish(database, claimed(database, "one"), "succeed")
    poll = claimed(database, "one")
    finish(database, poll, "advance", "page 1")
    finish(database, poll, "fail")
    found = kept(database)
    assert (found.cursor, found.complete_until) == ("page 1", NOW)
    assert (found.state, found.failures) == (ListenerState.RATE_LIMITED, 1)
    assert (found.last_error, found.next_poll_at) == ("slow down", NOW + DAY)
    assert found.lease_owner is None


@pytest.mark.parametrize("error", ["", "x" * 5000, "a\x00b", "a\ud800b", "日" * 2000])
def test_whatever_a_platform_answers_can_be_written_down(database: Database, error: str) -> None:
    register(database)
    poll = claimed(database, "one")
    outcome = NextPoll(state=ListenerState.UNAVAILABLE, at=NOW)
    with database.write() as session:
        polls.fail(session, poll, outcome=outcome, failures=1, error=error, now=NOW)
    found = kept(database)
    assert found.failures == 1
    assert found.last_error is not None
    assert len(found.last_error) <= 1000


# --- what is due


def test_listeners_are_due_at_their_second_longest_waiting_first(database: Database) -> None:
    register(database, "late", due=NOW - MINUTE)
    register(database, "now", due=NOW)
    register(database, "later", due=NOW + SECOND)
    assert due(database) == ["late", "now"]


def test_all_polls_are_listed_by_name(database: Database) -> None:
    register(database, "b", "a")
    with database.read() as session:
        assert [poll.listener for poll in polls.all_polls(session)] == ["a", "b"]

"""The embedded queue: each task to one worker, and none forgotten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlmodel import Session, select

from storage import tasks
from storage.engine import Database
from storage.models import Task
from storage.tasks import MAX_ATTEMPTS
from tests.storage.builders import MINUTE, NOW, SECOND, at_once, number_of, rows

LEASE = 5 * MINUTE


def put(database: Database, *numbers: int, kind: str = "triage", due: dt.datetime = NOW) -> None:
    with database.write() as session:
        for number in numbers:
            tasks.put(session, kind, {"mentions": [number]}, run_at=due, now=NOW)


def take(
    database: Database,
    owner: str = "one",
    *,
    limit: int = 10,
    kind: str = "triage",
    wall: dt.datetime = NOW,
    now: dt.datetime = NOW,
) -> Sequence[Task]:
    with database.write() as session:
        return tasks.take(session, kind, limit=limit, owner=owner, now=now, wall=wall, lease=LEASE)


def numbers(found: Sequence[Task]) -> list[int]:
    return [task.payload["mentions"][0] for task in found]


def fail(
    database: Database,
    task: Task,
    *,
    owner: str = "one",
    error: str = "no",
    retry: dt.datetime = NOW,
) -> None:
    with database.write() as session:
        tasks.fail(session, task, error=error, owner=owner, retry_at=retry, now=NOW)


def finish(database: Database, found: Sequence[Task], owner: str = "one") -> int:
    with database.write() as session:
        return tasks.finish(session, found, owner=owner)


def test_a_task_exists_when_its_transaction_commits_and_not_before(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as session:  # noqa: PT012
        tasks.put(session, "triage", {}, run_at=NOW, now=NOW)
        session.flush()
        _ = 1 / 0
    assert number_of(database, Task) == 0


def test_tasks_are_taken_oldest_first_and_no_more_than_asked_for(database: Database) -> None:
    put(database, 3, due=NOW)
    put(database, 1, 2, due=NOW - MINUTE)
    assert numbers(take(database, limit=2)) == [1, 2]
    assert numbers(take(database, limit=2)) == [3]
    assert take(database, limit=2) == ()


def test_a_task_is_due_at_its_second(database: Database) -> None:
    put(database, 1, due=NOW + SECOND)
    assert not take(database)
    assert numbers(take(database, now=NOW + SECOND)) == [1]


def test_a_worker_takes_only_its_kind(database: Database) -> None:
    put(database, 1, kind="other")
    assert not take(database, kind="triage")
    assert numbers(take(database, kind="other")) == [1]


def test_a_taken_task_is_nobody_elses_until_its_lease_has_run_out(database: Database) -> None:
    put(database, 1)
    (mine,) = take(database, "one")
    assert (mine.lease_owner, mine.attempts) == ("one", 1)
    assert not take(database, "two", wall=NOW + LEASE)
    (theirs,) = take(database, "two", wall=NOW + LEASE + SECOND)
    assert (theirs.id, theirs.lease_owner, theirs.attempts) == (mine.id, "two", 2)


def test_a_finished_task_is_gone(database: Database) -> None:
    put(database, 1, 2)
    found = take(database, limit=1)
    assert finish(database, found) == 1
    assert numbers(rows(database, Task)) == [2]
    assert finish(database, found) == 0
    assert finish(database, []) == 0


def test_a_late_worker_neither_finishes_nor_fails_what_another_one_has(database: Database) -> None:
    put(database, 1)
    mine = take(database, "one")
    theirs = take(database, "two", wall=NOW + 2 * LEASE)
    assert finish(database, mine, "one") == 0
    fail(database, mine[0], owner="one")
    (kept,) = rows(database, Task)
    assert (kept.lease_owner, kept.last_error) == ("two", None)
    assert finish(database, theirs, "two") == 1


def test_a_failed_task_comes_back_when_it_was_told_to(database: Database) -> None:
    put(database, 1)
    fail(database, take(database)[0], error="the model is away", retry=NOW + MINUTE)
    (kept,) = rows(database, Task)
    assert (kept.lease_owner, kept.lease_until, kept.given_up_at) == (None, None, None)
    assert kept.last_error == "the model is away"
    assert not take(database)
    assert numbers(take(database, now=NOW + MINUTE)) == [1]


def test_after_too_many_attempts_a_task_is_given_up_and_kept(database: Database) -> None:
    put(database, 1)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        (task,) = take(database)
        assert task.attempts == attempt
        fail(database, task)
    assert not take(database)
    (kept,) = rows(database, Task)
    assert kept.given_up_at == NOW
    with database.read() as session:
        assert tasks.counts(session) == {"triage": (0, 1)}


def test_a_task_that_workers_die_of_takes_no_other_along_to_its_last_attempt(
    database: Database,
) -> None:
    """A worker that is killed neither finishes nor fails what it has."""
    put(database, *range(6))
    deadly, killed = 3, 0
    while found := take(database, wall=NOW + killed * 2 * LEASE):
        if deadly in numbers(found):
            killed += 1
            assert killed < MAX_ATTEMPTS or numbers(found) == [deadly]
            if found[0].attempts < MAX_ATTEMPTS:
                continue
        finish(database, found)
    assert killed == MAX_ATTEMPTS
    assert number_of(database, Task) == 0


@pytest.mark.parametrize("error", ["x" * 5000, "a\x00b", "a\ud800b"])
def test_whatever_an_error_says_can_be_written_down(database: Database, error: str) -> None:
    put(database, 1)
    fail(database, take(database)[0], error=error)
    (kept,) = rows(database, Task)
    assert kept.last_error is not None
    assert len(kept.last_error) <= 1000


def test_a_restarted_worker_gives_back_its_own_tasks_only(database: Database) -> None:
    put(database, 1, 2)
    take(database, "one", limit=1)
    take(database, "two", limit=1)
    with database.write() as session:
        tasks.release_all(session, owner="one")
    assert numbers(take(database, "three")) == [1]


def test_the_queue_is_counted_by_kind(database: Database) -> None:
    put(database, 1, 2, 3)
    put(database, 4, kind="other", due=NOW + MINUTE)
    take(database, limit=1)
    with database.read() as session:
        assert tasks.counts(session) == {"triage": (3, 0), "other": (1, 0)}


def test_many_workers_never_take_the_same_task(database: Database) -> None:
    put(database, *range(60))

    def work(number: int) -> list[int]:
        mine: list[int] = []
        while found := take(database, f"worker-{number}", limit=4):
            mine += numbers(found)
            assert finish(database, found, f"worker-{number}") == len(found)
        return mine

    done = [number for found in at_once(6, work) for number in found]
    assert sorted(done) == list(range(60))
    assert number_of(database, Task) == 0


def test_workers_that_take_at_once_share_what_is_there(database: Database) -> None:
    put(database, *range(10))
    found = at_once(5, lambda number: numbers(take(database, f"worker-{number}", limit=2)))
    assert sorted(number for taken in found for number in taken) == list(range(10))


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_worker_does_not_wait_for_tasks_that_another_one_is_taking(database: Database) -> None:
    put(database, 1, 2)
    with database.write() as session:
        first = tasks.take(session, "triage", limit=1, owner="one", now=NOW, wall=NOW, lease=LEASE)
        assert numbers(take(database, "two")) == [2]
        assert numbers(first) == [1]


def put_sized(session: Session, sizes: Sequence[int]) -> None:
    for place, size in enumerate(sizes):
        tasks.put(session, "triage", {"mentions": [place] * size}, run_at=NOW, now=NOW)


def take_sized(session: Session, limit: int, owner: str = "one") -> Sequence[Task]:
    return tasks.take(
        session,
        "triage",
        limit=limit,
        owner=owner,
        now=NOW,
        wall=NOW,
        lease=LEASE,
        size=lambda payload: len(payload["mentions"]),
    )


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_what_does_not_fit_into_a_batch_is_free_for_another_worker_at_once(
    database: Database,
) -> None:
    with database.write() as session:
        put_sized(session, [4, 4, 4])
    with database.write() as one, database.write() as two, database.write() as three:
        found = [take_sized(one, 4), take_sized(two, 4, "two"), take_sized(three, 4, "three")]
    assert [numbers(taken) for taken in found] == [[0], [1], [2]]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sizes=st.lists(st.integers(1, 9), max_size=12),
    deadly=st.sets(st.integers(0, 11), max_size=2),
    limit=st.integers(1, 12),
)
def test_a_batch_is_all_from_the_first_on_that_fit_together(
    database: Database, sizes: list[int], deadly: set[int], limit: int
) -> None:
    with database.write() as session:
        session.execute(delete(Task))
        put_sized(session, sizes)
        session.flush()
        for task in session.exec(select(Task)):
            task.attempts = 2 if task.payload["mentions"][0] in deadly else 0
    left = list(range(len(sizes)))
    while left:
        with database.write() as session:
            taken = numbers(take_sized(session, limit))
        assert taken == _first_that_fit(left, sizes, deadly, limit)
        left = left[len(taken) :]
    with database.write() as session:
        assert take_sized(session, limit) == ()


def _first_that_fit(left: list[int], sizes: list[int], deadly: set[int], limit: int) -> list[int]:
    longest = 1
    while longest < len(left):
        more = left[: longest + 1]
        if deadly.intersection(more) or sum(sizes[one] for one in more) > limit:
            break
        longest += 1
    return left[:longest]

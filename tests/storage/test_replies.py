"""The outbox: a reply changes hands once."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.exc import IntegrityError

from domain.reply import ReplyKind, ReplyStatus
from storage import replies
from storage.engine import Database
from storage.models import Reply
from tests.storage.builders import (
    MINUTE,
    NOW,
    SECOND,
    add_case,
    add_mention,
    add_reply,
    add_user,
    at_once,
    rows,
)

R = ReplyStatus


def reply(database: Database, status: R = R.APPROVED, **values: object) -> int:
    with database.write() as session:
        return add_reply(session, status, **values)


def move(database: Database, reply_id: int, current: R, wanted: R, **values: object) -> bool:
    with database.write() as session:
        return replies.move(session, reply_id, current, wanted, **values)


def kept(database: Database, reply_id: int) -> Reply:
    with database.read() as session:
        return session.get_one(Reply, reply_id)


# --- moving


def test_a_move_takes_its_values_along(database: Database) -> None:
    number = reply(database)
    assert move(
        database,
        number,
        R.APPROVED,
        R.SENDING,
        lease_owner="one",
        lease_until=NOW,
        attempts=Reply.attempts + 1,
    )
    found = kept(database, number)
    assert (found.status, found.lease_owner, found.attempts) == (R.SENDING, "one", 1)


def test_a_reply_that_somebody_moved_is_left_alone(database: Database) -> None:
    number = reply(database, R.SENT, last_error="as it was")
    assert not move(database, number, R.APPROVED, R.SENDING, last_error="changed")
    assert (kept(database, number).status, kept(database, number).last_error) == (
        R.SENT,
        "as it was",
    )


@pytest.mark.parametrize("wanted", [R.SENT, R.UNKNOWN, R.AWAITING_APPROVAL, R.APPROVED])
def test_a_way_that_does_not_exist_is_a_fault_of_ours(database: Database, wanted: R) -> None:
    number = reply(database)
    with pytest.raises(ValueError, match="does not go from"):
        move(database, number, R.APPROVED, wanted)
    assert kept(database, number).status is R.APPROVED


def test_a_reply_that_is_not_there_does_not_move(database: Database) -> None:
    assert not move(database, 4711, R.APPROVED, R.SENDING)


def test_a_move_is_seen_in_the_session_that_made_it(database: Database) -> None:
    number = reply(database)
    with database.write() as session:
        found = session.get_one(Reply, number)
        replies.move(session, number, R.APPROVED, R.SENDING, lease_owner="one")
        assert (found.status, found.lease_owner) == (R.SENDING, "one")


def test_of_many_workers_exactly_one_sends_a_reply(database: Database) -> None:
    number = reply(database)
    won = at_once(
        12,
        lambda worker: move(database, number, R.APPROVED, R.SENDING, lease_owner=str(worker)),
    )
    assert sum(won) == 1
    assert kept(database, number).lease_owner == str(won.index(True))


def test_of_two_decisions_about_a_doubtful_reply_one_counts(database: Database) -> None:
    number = reply(database, R.UNKNOWN)
    decisions = [R.SENT, R.APPROVED, R.FAILED, R.SENT]
    won = at_once(4, lambda person: move(database, number, R.UNKNOWN, decisions[person]))
    assert sum(won) == 1
    assert kept(database, number).status is decisions[won.index(True)]


@pytest.mark.parametrize("error", ["a\x00b", "a\ud800b", "x" * 5000])
def test_whatever_a_platform_answers_can_be_written_down(database: Database, error: str) -> None:
    number = reply(database, R.SENDING)
    assert move(database, number, R.SENDING, R.UNKNOWN, last_error=error)
    assert len(kept(database, number).last_error or "") in range(1, 1001)


def test_two_replies_never_share_a_key(database: Database) -> None:
    reply(database, idempotency_key="once")
    with pytest.raises(IntegrityError):
        reply(database, idempotency_key="once")


# --- what is due


def doubtful(database: Database, *, limit: int = 10, now: dt.datetime = NOW) -> list[int]:
    with database.read() as session:
        return list(replies.doubtful(session, looks=3, now=now, limit=limit))


def test_who_was_not_looked_for_yet_comes_first(database: Database) -> None:
    again = reply(database, R.UNKNOWN, not_before=NOW - SECOND, looks=2)
    later = reply(database, R.UNKNOWN, not_before=NOW + SECOND)
    waiting = reply(database, R.UNKNOWN, not_before=NOW)
    new = reply(database, R.UNKNOWN)
    reply(database, R.UNKNOWN, looks=3)
    reply(database, R.SENDING)
    assert doubtful(database) == [new, again, waiting]
    assert doubtful(database, limit=1) == [new]
    assert doubtful(database, now=NOW + SECOND) == [new, again, waiting, later]


# --- what a dead worker left


def test_what_a_dead_worker_was_sending_is_found_and_nothing_else(database: Database) -> None:
    dead = reply(database, R.SENDING, lease_owner="dead", lease_until=NOW - SECOND)
    alive = reply(database, R.SENDING, lease_owner="alive", lease_until=NOW)
    mine = reply(database, R.SENDING, lease_owner="mine", lease_until=NOW + MINUTE)
    reply(database, R.UNKNOWN, lease_owner="dead", lease_until=NOW - SECOND)
    reply(database, R.APPROVED, lease_owner="mine", lease_until=NOW - SECOND)
    with database.read() as session:
        found = {
            owner: [left.id for left in replies.abandoned(session, owner=owner, wall=NOW)]
            for owner in (None, "mine", "")
        }
    assert found == {None: [dead], "mine": [dead, mine], "": [dead]}
    assert alive not in found["mine"]


# --- questions


@pytest.mark.parametrize(
    ("status", "taken"),
    [
        (R.DRAFTED, False),
        (R.AWAITING_APPROVAL, False),
        (R.APPROVED, True),
        (R.SENDING, True),
        (R.SENT, True),
        (R.UNKNOWN, True),
        (R.REJECTED, True),  # Facebook refuses a second one, whatever became of the first
        (R.FAILED, False),
    ],
)
def test_a_private_reply_that_may_have_gone_out_counts(
    database: Database, status: R, taken: bool
) -> None:
    with database.write() as session:
        mention, other = add_mention(session), add_mention(session)
        add_reply(session, status, mention_id=mention, kind=ReplyKind.PRIVATE)
        add_reply(session, R.SENT, mention_id=other, kind=ReplyKind.PUBLIC)
    with database.read() as session:
        assert replies.private_sent(session, mention) is taken
        assert not replies.private_sent(session, other)
    all_ = rows(database, Reply)
    assert replies.is_private_sent(all_, mention) is taken
    assert not replies.is_private_sent(all_, other)


def test_each_agent_has_one_draft_a_case(database: Database) -> None:
    with database.write() as session:
        ada, bob = add_user(session, "ada"), add_user(session, "bob")
        case_id = add_case(session)
        draft = add_reply(session, R.DRAFTED, case_id=case_id, drafted_by=ada)
        add_reply(session, R.SENT, case_id=case_id, drafted_by=bob)
    with database.read() as session:
        found = replies.draft_of(session, case_id, ada)
        assert found is not None
        assert found.id == draft
        assert replies.draft_of(session, case_id, bob) is None


def test_a_case_lists_its_replies_oldest_first(database: Database) -> None:
    with database.write() as session:
        case_id = add_case(session)
        numbers = [add_reply(session, status, case_id=case_id) for status in (R.FAILED, R.SENT)]
        add_reply(session)
    with database.read() as session:
        assert [found.id for found in replies.of_case(session, case_id)] == numbers


def test_a_reply_is_found_by_its_number_and_by_what_the_platform_calls_it(
    database: Database,
) -> None:
    number = reply(database, R.SENT, external_id="1992")
    with database.read() as session:
        found = replies.by_external_id(session, "1992")
        assert found is not None
        assert found.id == number
        assert replies.by_external_id(session, "1993") is None
        assert replies.get(session, number) is found
        assert replies.get(session, number + 1) is None

"""A doubtful reply is looked for, else a person decides; nothing is repeated blindly."""

from __future__ import annotations

import datetime as dt

import pytest

from domain.case import CaseStatus
from domain.errors import (
    AuthenticationFailed,
    Conflict,
)
from domain.reply import ReplyStatus
from domain.role import Actor
from listenpost.services import outbox, respond
from storage.models import Reply, SlaClock
from tests.fakes import MINUTE, START, Office, Post, raising
from tests.listenpost.services.outbox_steps import (
    DOWN,
    TIMED_OUT,
    case_of,
    for_a_person,
    live_on,
    status,
    together,
)

DAY = dt.timedelta(days=1)


@pytest.fixture
def reply_id(office: Office, ann: Actor) -> int:
    """An approved reply that waits in the outbox."""
    return office.send(ann, office.case_for("Otto", "my kettle is broken"))


# Looking


def test_a_look_that_fails_for_want_of_the_platform_does_not_count(
    office: Office, reply_id: int
) -> None:
    office.responder.script.append(Post(after=raising(TIMED_OUT)))
    office.responder.looks.extend([raising(DOWN)] * 5)
    live_on(office, minutes=9)
    assert office.reply(reply_id).looks == 0
    assert office.reply(reply_id).last_error == "Could not look: X cannot be reached."
    live_on(office, minutes=3)
    assert status(office, reply_id) is ReplyStatus.SENT


def test_what_cannot_be_looked_for_is_shown_to_a_person_all_the_same(
    office: Office, reply_id: int, ann: Actor
) -> None:
    office.responder.script.append(Post(after=raising(TIMED_OUT)))
    office.responder.looks.extend([raising(DOWN)] * 14)
    live_on(office, minutes=60)
    assert for_a_person(office, ann) == [case_of(office, reply_id).id]
    live_on(office, minutes=30)
    assert status(office, reply_id) is ReplyStatus.SENT
    assert for_a_person(office, ann) == []
    assert office.responder.posts == 1


@pytest.mark.parametrize("error", [AuthenticationFailed("401"), ValueError("bug")])
def test_a_look_that_fails_otherwise_counts(
    office: Office, reply_id: int, ann: Actor, error: Exception
) -> None:
    office.responder.script.append(Post(after=raising(TIMED_OUT)))
    office.responder.looks.extend([raising(error)] * 5)
    live_on(office, minutes=30)
    assert office.responder.finds == outbox.MAX_LOOKS
    assert for_a_person(office, ann) == [case_of(office, reply_id).id]


def test_many_that_wait_for_a_person_keep_no_other_from_being_found(
    office: Office, ann: Actor
) -> None:
    first = office.reply(office.send(ann, office.case_for("Uwe", "my kettle is broken")))
    office.deliver()
    with office.app.database.write() as session:
        for n in range(60):
            copy = first.model_dump(exclude={"id"}) | {"idempotency_key": f"key {n}"}
            undecided = {"status": ReplyStatus.UNKNOWN, "looks": outbox.MAX_LOOKS}
            session.add(Reply(**copy | undecided))
    reply_id = office.send(ann, office.case_for("Otto", "my kettle is broken"))
    office.responder.script.append(Post(after=raising(TIMED_OUT)))
    live_on(office, minutes=3)
    assert status(office, reply_id) is ReplyStatus.SENT


@pytest.mark.parametrize("lie", [0, -10, 10], ids=["true", "ancient", "future"])
def test_what_is_found_late_counts_from_when_it_was_public(
    office: Office, reply_id: int, lie: int
) -> None:
    office.responder.now = lambda: office.time.now + lie * 365 * DAY
    office.time.go(minutes=5)
    office.responder.script.append(Post(after=raising(TIMED_OUT)))
    office.responder.looks.extend([raising(DOWN)] * 100)
    live_on(office, minutes=60)
    office.responder.looks.clear()
    office.time.go(minutes=2)
    found_at = office.time.now
    office.deliver()
    expected = {0: START + 5 * MINUTE, -10: START, 10: found_at}[lie]
    assert office.reply(reply_id).sent_at == expected
    (clock,) = office.rows(SlaClock)
    assert (clock.answered, clock.stopped_at) == (True, expected)
    assert case_of(office, reply_id).first_replied_at == expected


# What people decide


@pytest.fixture
def doubtful(office: Office, reply_id: int) -> int:
    """A reply of which nobody knows whether it arrived; it did not."""
    office.responder.script.append(Post(before=raising(TIMED_OUT)))
    live_on(office, minutes=10)
    assert status(office, reply_id) is ReplyStatus.UNKNOWN
    return reply_id


def test_a_person_may_send_it_again(office: Office, doubtful: int, ann: Actor) -> None:
    key = office.reply(doubtful).idempotency_key
    respond.send_again(office.app, ann, doubtful)
    assert (case_of(office, doubtful).attention, case_of(office, doubtful).reply_pending) == (
        None,
        True,
    )
    office.deliver()
    assert status(office, doubtful) is ReplyStatus.SENT
    assert office.reply(doubtful).idempotency_key == key
    assert office.responder.texts() == ["We look into it."]


def test_a_person_may_say_that_it_is_there(office: Office, doubtful: int, ann: Actor) -> None:
    respond.mark_sent(office.app, ann, doubtful)
    case = case_of(office, doubtful)
    assert (status(office, doubtful), case.status) == (ReplyStatus.SENT, CaseStatus.WAITING)
    assert (case.reply_pending, case.attention) == (False, None)
    assert office.rows(SlaClock)[0].answered
    live_on(office)
    assert office.responder.posts == 1


def test_a_person_may_give_it_up_and_answer_anew(office: Office, doubtful: int, ann: Actor) -> None:
    respond.give_up(office.app, ann, doubtful)
    case = case_of(office, doubtful)
    assert (case.status, case.reply_pending, case.attention) == (CaseStatus.OPEN, False, None)
    office.send(ann, case.id or 0, "Another answer.")
    with pytest.raises(Conflict, match="newer"):
        respond.send_again(office.app, ann, doubtful)
    office.deliver()
    assert office.responder.texts() == ["Another answer."]


def test_what_is_decided_is_decided(office: Office, doubtful: int, ann: Actor) -> None:
    respond.mark_sent(office.app, ann, doubtful)
    for decide in (respond.send_again, respond.mark_sent, respond.give_up):
        with pytest.raises(Conflict, match="decided"):
            decide(office.app, ann, doubtful)


def test_a_failed_reply_cannot_be_called_sent(office: Office, doubtful: int, ann: Actor) -> None:
    respond.give_up(office.app, ann, doubtful)
    for decide in (respond.mark_sent, respond.give_up):
        with pytest.raises(Conflict):
            decide(office.app, ann, doubtful)


def test_what_is_under_way_is_not_up_to_people(office: Office, reply_id: int, ann: Actor) -> None:
    def decide() -> None:
        for way in (respond.send_again, respond.mark_sent, respond.give_up):
            with pytest.raises(Conflict):
                way(office.app, ann, reply_id)

    decide()
    office.responder.script.append(Post(before=decide))
    office.deliver()
    decide()
    assert office.responder.texts() == ["We look into it."]


def test_two_people_who_decide_at_once_do_not_both(
    office: Office, doubtful: int, ann: Actor
) -> None:
    ben = office.user("ben")
    done = together(
        lambda: respond.send_again(office.app, ann, doubtful),
        lambda: respond.send_again(office.app, ben, doubtful),
        lambda: respond.mark_sent(office.app, ben, doubtful),
    )
    assert len([one for one in done if one is None]) == 1
    assert len([one for one in done if isinstance(one, Conflict)]) == 2

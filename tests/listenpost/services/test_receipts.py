"""What WhatsApp tells of a reply afterwards: a doubt ends, and a failure is shown."""

from __future__ import annotations

import pytest

from domain.errors import OutcomeUnknown
from domain.reply import ReplyKind, ReplyStatus
from listenpost.services import respond, webhooks
from storage.engine import Database
from storage.models import CaseEvent, Mention
from tests.fakes import Office, Post, raising
from tests.listenpost.chat import open_chat
from tests.listenpost.services.outbox_steps import Killed, case_of, for_a_person
from tests.platforms.whatsapp_payloads import delivery, message, status, value

LATE = {"code": 131047, "title": "Re-engagement message"}


@pytest.fixture
def office(database: Database) -> Office:
    return open_chat(database)


def replied(office: Office, *, step: Post | None = None) -> int:
    """A customer writes, an agent answers, the worker sends as `step` says; the reply's id."""
    at = str(int(office.time.now.timestamp()))
    webhooks.receive(office.app, delivery(value(message("it is broken", timestamp=at))))
    office.judge()
    (mention,) = office.rows(Mention)
    assert mention.case_id
    if step:
        office.responder.script.append(step)
    form = office.form(mention.case_id, kind=ReplyKind.PRIVATE)
    reply_id = respond.send(office.app, office.user(), form)
    office.time.go(minutes=1)
    return reply_id


def told(
    office: Office, reply_id: int, state: str, *, of: str = "wamid.out", **more: object
) -> None:
    key = office.reply(reply_id).idempotency_key
    at = str(int(office.time.now.timestamp()))
    found = status(of, state, timestamp=at, biz_opaque_callback_data=key, **more)
    webhooks.receive(office.app, delivery(value(statuses=(found,))))


def events(office: Office, kind: str) -> int:
    return sum(event.kind == kind for event in office.rows(CaseEvent))


def test_a_receipt_with_our_key_settles_a_reply_in_doubt(office: Office) -> None:
    reply_id = replied(office, step=Post(after=raising(OutcomeUnknown("no answer"))))
    office.deliver()
    assert office.reply(reply_id).status in (ReplyStatus.UNKNOWN, ReplyStatus.SENT)
    with office.app.database.write() as session:  # as if the look had found nothing
        session.get_one(type(office.reply(reply_id)), reply_id).status = ReplyStatus.UNKNOWN
    before = events(office, "replied")
    for state in ("delivered", "sent", "read"):  # late, and in any order
        told(office, reply_id, state)
    reply = office.reply(reply_id)
    assert (reply.status, reply.external_id) == (ReplyStatus.SENT, "wamid.out")
    assert events(office, "replied") == before + 1
    assert not for_a_person(office, office.user("ben"))


def test_a_receipt_that_comes_before_the_worker_knows_counts_once(office: Office) -> None:
    reply_id = replied(office)
    office.responder.script.append(Post(after=lambda: told(office, reply_id, "delivered")))
    office.deliver()
    assert office.reply(reply_id).status is ReplyStatus.SENT
    assert events(office, "replied") == 1


def test_a_worker_that_died_while_sending_is_settled_by_the_receipt(office: Office) -> None:
    reply_id = replied(office, step=Post(after=raising(Killed())))
    with pytest.raises(Killed):
        office.deliver()
    assert office.reply(reply_id).status is ReplyStatus.SENDING
    told(office, reply_id, "delivered")
    office.time.go(minutes=5)
    office.deliver()
    assert office.reply(reply_id).status is ReplyStatus.SENT
    assert len(office.responder.public) == 1


def test_what_was_sent_but_never_arrived_asks_for_a_person_once(office: Office) -> None:
    reply_id = replied(office)
    office.deliver()
    name = office.reply(reply_id).external_id
    assert name
    for _ in range(2):
        told(office, reply_id, "failed", of=name, errors=[LATE])
    assert "did not reach" in (case_of(office, reply_id).attention or "")
    assert "template" in (case_of(office, reply_id).attention or "")
    assert events(office, "reply_failed") == 1
    assert for_a_person(office, office.user("ben")) == [office.reply(reply_id).case_id]


def test_a_doubt_that_ends_in_a_failure_can_be_sent_again(office: Office) -> None:
    reply_id = replied(office)
    with office.app.database.write() as session:
        session.get_one(type(office.reply(reply_id)), reply_id).status = ReplyStatus.UNKNOWN
    told(office, reply_id, "failed", errors=[LATE])
    assert office.reply(reply_id).status is ReplyStatus.FAILED
    assert not case_of(office, reply_id).reply_pending


def test_a_receipt_of_somebody_elses_message_changes_nothing(office: Office) -> None:
    reply_id = replied(office)
    strange = status("wamid.elsewhere", "failed", errors=[LATE], biz_opaque_callback_data="theirs")
    taken = webhooks.receive(office.app, delivery(value(statuses=(strange,))))
    assert taken.receipts == 1
    assert office.reply(reply_id).status is ReplyStatus.APPROVED
    assert case_of(office, reply_id).attention is None

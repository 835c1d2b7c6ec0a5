"""A reply becomes public at most once, and ends sent, refused, failed or in front of a person."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from structlog.typing import EventDict

from domain.case import CaseEventKind, CaseStatus
from domain.errors import (
    AuthenticationFailed,
    RateLimited,
    ReplyNotAllowed,
)
from domain.mention import FACEBOOK, X
from domain.reply import ReplyKind, ReplyStatus
from domain.role import Actor
from listenpost import tasks
from listenpost.services import outbox, respond
from storage.models import CaseEvent, SlaClock
from tests.fakes import MINUTE, START, FakeResponder, Office, Post, raising
from tests.listenpost.services.outbox_steps import (
    DOWN,
    TIMED_OUT,
    Killed,
    case_of,
    for_a_person,
    killed_while_sending,
    live_on,
    status,
)


@pytest.fixture
def reply_id(office: Office, ann: Actor) -> int:
    """An approved reply that waits in the outbox."""
    return office.send(ann, office.case_for("Otto", "my kettle is broken"))


# The good way


def test_a_reply_is_sent_once(office: Office, reply_id: int) -> None:
    live_on(office, minutes=3)
    assert office.responder.texts() == ["We look into it."]
    reply = office.reply(reply_id)
    assert (reply.status, reply.sent_at, reply.attempts) == (ReplyStatus.SENT, START, 1)
    assert reply.external_id == f"posted-{reply.idempotency_key}"
    assert (reply.lease_owner, reply.last_error) == (None, None)


def test_the_case_then_waits_for_the_customer(office: Office, reply_id: int) -> None:
    office.deliver()
    case = case_of(office, reply_id)
    assert (case.status, case.reply_pending) == (CaseStatus.WAITING, False)
    assert (case.waiting_since, case.due_at, case.unanswered_posts) == (None, None, 0)
    assert case.first_replied_at == START
    (clock,) = office.rows(SlaClock)
    assert (clock.stopped_at, clock.answered) == (START, True)
    kinds = [event.kind for event in office.rows(CaseEvent)]
    assert kinds == [CaseEventKind.OPENED, CaseEventKind.APPROVED, CaseEventKind.REPLIED]


def test_the_platform_hears_of_it_only_after_sending_is_written(
    office: Office, reply_id: int
) -> None:
    seen: list[ReplyStatus] = []
    office.responder.script.append(Post(before=lambda: seen.append(status(office, reply_id))))
    office.deliver()
    assert seen == [ReplyStatus.SENDING]


def test_what_is_handed_over_names_the_post_and_the_author(office: Office, ann: Actor) -> None:
    post = office.says("Otto", "my invoice", platform=FACEBOOK)
    case_id = office.arrive(post)
    respond.send(office.app, ann, office.form(case_id, "In private.", ReplyKind.PRIVATE))
    office.deliver()
    (outgoing,) = office.responder.public
    assert outgoing.kind is ReplyKind.PRIVATE
    assert outgoing.target.external_id == post.external_id
    assert outgoing.target.author_external_id == "id-Otto"
    assert outgoing.target.conversation_id == post.conversation_id
    assert outgoing.target.published_at == post.published_at


# Crashes between sending and sent


@pytest.mark.parametrize("restarted", [True, False], ids=["restarted", "replaced"])
def test_a_crash_after_the_public_effect_is_found_out(
    office: Office, reply_id: int, restarted: bool
) -> None:
    killed_while_sending(office, Post(after=raising(Killed())))
    assert status(office, reply_id) is ReplyStatus.SENDING
    if restarted:
        app = replace(office.app)  # the same name, a fresh process
        tasks.start(app)
    else:
        app = office.another_worker()
        tasks.start(app)
        tasks.deliver(app)
        assert status(office, reply_id) is ReplyStatus.SENDING  # it may be alive
        office.time.wall += 2 * MINUTE
    tasks.deliver(app)
    assert status(office, reply_id) is ReplyStatus.SENT
    assert office.responder.posts == 1


def test_a_crash_before_the_public_effect_ends_in_front_of_a_person(
    office: Office, reply_id: int, ann: Actor
) -> None:
    killed_while_sending(office, Post(before=raising(Killed())))
    tasks.start(office.app)
    live_on(office)
    assert status(office, reply_id) is ReplyStatus.UNKNOWN
    assert office.reply(reply_id).looks == outbox.MAX_LOOKS
    assert case_of(office, reply_id).attention == outbox.CHECK_BY_HAND
    assert for_a_person(office, ann) == [case_of(office, reply_id).id]
    live_on(office, minutes=60)
    assert office.responder.posts == 1
    assert office.responder.public == []


def test_a_crash_of_the_database_after_the_public_effect_is_found_out(
    office: Office, reply_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(respond, "settle", fails)
        with pytest.raises(OSError, match="disk full"):
            office.deliver()
    assert status(office, reply_id) is ReplyStatus.SENDING
    office.time.wall += 2 * MINUTE
    office.deliver()
    assert status(office, reply_id) is ReplyStatus.SENT
    assert office.responder.posts == 1


def test_a_platform_that_hangs_holds_up_its_own_replies_alone(office: Office) -> None:
    agent, went_out = office.user(), threading.Event()
    hangs, quick = FakeResponder(), FakeResponder()

    def hang() -> None:
        assert went_out.wait(20)

    hangs.script.append(Post(before=hang))
    quick.script.append(Post(after=went_out.set))
    office.app = replace(office.app, responders={FACEBOOK: lambda: hangs, X: lambda: quick})
    for name, platform in (("Anna", FACEBOOK), ("Bert", X)):
        office.send(agent, office.case_for(name, "my parcel is late", platform=platform))
    assert outbox.send_due(office.app) == 2
    assert (hangs.posts, quick.posts) == (1, 1)


# What goes wrong while posting


def test_a_timeout_after_the_effect_is_read_back(office: Office, reply_id: int) -> None:
    office.responder.script.append(Post(after=raising(TIMED_OUT)))
    outbox.send_due(office.app)
    assert status(office, reply_id) is ReplyStatus.UNKNOWN
    assert case_of(office, reply_id).reply_pending
    outbox.read_back_due(office.app)
    reply = office.reply(reply_id)
    assert (reply.status, reply.external_id) == (
        ReplyStatus.SENT,
        f"posted-{reply.idempotency_key}",
    )
    assert office.responder.posts == 1
    assert case_of(office, reply_id).status is CaseStatus.WAITING


def test_what_the_platform_shows_late_is_found_at_a_later_look(
    office: Office, reply_id: int
) -> None:
    office.responder.script.append(Post(after=raising(TIMED_OUT)))
    office.responder.hidden.add(office.reply(reply_id).idempotency_key)
    office.deliver()
    assert (status(office, reply_id), office.reply(reply_id).looks) == (ReplyStatus.UNKNOWN, 1)
    office.responder.hidden.clear()
    office.deliver()
    assert office.responder.finds == 1  # not before its time
    office.time.go(minutes=2)
    office.deliver()
    assert status(office, reply_id) is ReplyStatus.SENT
    assert office.responder.posts == 1


@pytest.mark.parametrize("error", [TIMED_OUT, ValueError("a bug of ours"), KeyError()])
def test_what_is_not_found_three_times_is_never_sent_again_by_itself(
    office: Office, reply_id: int, ann: Actor, error: Exception
) -> None:
    office.responder.script.append(Post(before=raising(error)))
    live_on(office, minutes=60)
    assert (office.responder.posts, office.responder.finds) == (1, 3)
    assert status(office, reply_id) is ReplyStatus.UNKNOWN
    assert for_a_person(office, ann) == [case_of(office, reply_id).id]


def test_a_refused_connection_is_tried_again_at_growing_intervals(
    office: Office, reply_id: int
) -> None:
    office.responder.script.extend(Post(before=raising(DOWN)) for _ in range(3))
    waits = []
    for _ in range(3):
        office.deliver()
        waits.append((office.reply(reply_id).not_before or START) - office.time.now)
        assert status(office, reply_id) is ReplyStatus.APPROVED
        office.deliver()  # not before its time
        office.time.now += waits[-1]
    assert waits == [MINUTE / 2, MINUTE, 2 * MINUTE]
    assert (office.responder.posts, office.responder.finds) == (3, 0)
    office.deliver()
    assert status(office, reply_id) is ReplyStatus.SENT
    assert office.responder.texts() == ["We look into it."]


def test_too_many_requests_wait_for_the_platforms_own_time(office: Office, reply_id: int) -> None:
    limited = RateLimited("X asks to slow down.", retry_at=START + 7 * MINUTE)
    office.responder.script.append(Post(before=raising(limited)))
    office.deliver()
    assert office.reply(reply_id).not_before == START + 7 * MINUTE
    office.time.go(minutes=6)
    office.deliver()
    assert office.responder.posts == 1
    office.time.go(minutes=1)
    office.deliver()
    assert status(office, reply_id) is ReplyStatus.SENT


def test_what_cannot_be_sent_for_long_fails_in_front_of_a_person(
    office: Office, reply_id: int, ann: Actor
) -> None:
    office.responder.script.extend(Post(before=raising(DOWN)) for _ in range(20))
    live_on(office, minutes=60)
    assert status(office, reply_id) is ReplyStatus.FAILED
    assert office.responder.posts == outbox.MAX_ATTEMPTS
    case = case_of(office, reply_id)
    assert "cannot be reached" in (case.attention or "")
    assert (case.status, case.reply_pending) == (CaseStatus.OPEN, False)
    assert for_a_person(office, ann) == [case.id]
    office.responder.script.clear()
    respond.send_again(office.app, ann, reply_id)
    office.deliver()
    assert status(office, reply_id) is ReplyStatus.SENT
    assert office.responder.texts() == ["We look into it."]


def test_a_refusal_shows_its_reason(office: Office, reply_id: int, ann: Actor) -> None:
    gone = ReplyNotAllowed("The post is gone.")
    office.responder.script.append(Post(before=raising(gone)))
    live_on(office, minutes=60)
    reply, case = office.reply(reply_id), case_of(office, reply_id)
    assert (reply.status, reply.last_error) == (ReplyStatus.REJECTED, "The post is gone.")
    assert case.attention == "The reply was not sent: The post is gone."
    assert (case.status, case.reply_pending) == (CaseStatus.OPEN, False)
    event = office.rows(CaseEvent)[-1]
    assert (event.kind, event.detail) == (
        CaseEventKind.REPLY_FAILED,
        {"reason": "The post is gone."},
    )
    assert office.responder.posts == 1
    office.send(ann, reply.case_id, "Please write to us again.")
    office.deliver()
    assert case_of(office, reply_id).attention is None
    assert office.responder.texts() == ["Please write to us again."]


def test_a_refused_sign_in_keeps_the_words_for_when_it_is_mended(
    office: Office, reply_id: int, ann: Actor
) -> None:
    expired = AuthenticationFailed("The access token has expired.")
    office.responder.script.append(Post(before=raising(expired)))
    office.deliver()
    assert "expired" in (case_of(office, reply_id).attention or "")
    respond.send_again(office.app, ann, reply_id)
    office.deliver()
    assert office.responder.texts() == ["We look into it."]


def test_without_an_account_the_reason_says_what_to_add(
    office: Office, reply_id: int, ann: Actor
) -> None:
    tasks.deliver(replace(office.app, responders={}))
    assert "[accounts.NAME]" in (case_of(office, reply_id).attention or "")
    assert for_a_person(office, ann) == [case_of(office, reply_id).id]


def test_the_rules_are_judged_again_at_the_moment_of_sending(office: Office, ann: Actor) -> None:
    case_id = office.case_for("Otto", "my invoice", platform=FACEBOOK)
    form = office.form(case_id, "In private.", ReplyKind.PRIVATE)
    reply_id = respond.send(office.app, ann, form)
    office.time.go(days=8)
    office.deliver()
    assert status(office, reply_id) is ReplyStatus.REJECTED
    assert "7 days" in (case_of(office, reply_id).attention or "")
    assert office.responder.posts == 0


def test_one_reply_that_crashes_leaves_the_others_alone(office: Office, ann: Actor) -> None:
    people = ("Otto", "Uwe", "Ida")
    ids = [office.send(ann, office.case_for(person, "broken"), person) for person in people]
    office.responder.script.extend([Post(), Post(before=raising(ZeroDivisionError()))])
    office.deliver()
    assert [status(office, one) for one in ids] == ["sent", "unknown", "sent"]
    assert office.responder.texts() == ["Otto", "Ida"]


def test_no_word_of_a_reply_is_logged(office: Office, reply_id: int, logs: list[EventDict]) -> None:
    office.responder.script.append(Post(before=raising(DOWN)))
    office.responder.script.append(Post(after=raising(TIMED_OUT)))
    live_on(office, minutes=5)
    assert status(office, reply_id) is ReplyStatus.SENT
    assert logs
    assert "We look into it" not in str(logs)

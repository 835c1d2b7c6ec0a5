"""A reply becomes public at most once, and ends sent, refused, failed or in front of a person."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from structlog.typing import EventDict

from domain.case import CaseEventKind, CaseStatus
from domain.errors import (
    AuthenticationFailed,
    Conflict,
    OutcomeUnknown,
    PlatformUnavailable,
    RateLimited,
    ReplyNotAllowed,
)
from domain.mention import FACEBOOK
from domain.reply import ReplyKind, ReplyStatus
from domain.role import Actor
from domain.sla import SlaMetric
from listenpost import tasks
from listenpost.services import case_actions, inbox, outbox, respond
from listenpost.services.app import App
from listenpost.services.inbox import InboxFilter, InboxView
from storage.models import Case, CaseEvent, Reply, SlaClock
from tests.fakes import MINUTE, START, FakeResponder, Office, Post, raising

DOWN = PlatformUnavailable("X cannot be reached.")
TIMED_OUT = OutcomeUnknown("X did not answer in time.")


class Killed(BaseException):
    """kill -9, as far as a test can do that to itself."""


@pytest.fixture
def ann(office: Office) -> Actor:
    return office.user("ann")


@pytest.fixture
def reply_id(office: Office, ann: Actor) -> int:
    """An approved reply that waits in the outbox."""
    return office.send(ann, office.case_for("Otto", "my kettle is broken"))


def case_of(office: Office, reply_id: int) -> Case:
    return office.case(office.reply(reply_id).case_id)


def status(office: Office, reply_id: int) -> ReplyStatus:
    return office.reply(reply_id).status


def killed_while_sending(office: Office, step: Post) -> None:
    office.responder.script.append(step)
    with pytest.raises(Killed):
        office.deliver()


def live_on(office: Office, *, minutes: int = 10) -> None:
    for _ in range(minutes):
        office.deliver()
        office.time.go(minutes=1)


def for_a_person(office: Office, actor: Actor) -> list[int]:
    """The cases about whose reply somebody must decide."""
    found = inbox.rows(office.app, actor, InboxFilter(view=InboxView.CHECK))
    return [row.case_id for row in found]


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
    office.responder.looks.extend([raising(DOWN)] * 40)
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


def together(*actions: Callable[[], object]) -> list[Exception | None]:
    """Do all of it at the same moment; returns how each ended."""
    barrier = threading.Barrier(len(actions), timeout=30)
    ended: list[Exception | None] = []

    def act(action: Callable[[], object]) -> None:
        barrier.wait()
        try:
            action()
            ended.append(None)
        except Exception as error:  # noqa: BLE001
            ended.append(error)

    threads = [threading.Thread(target=act, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return ended


# Several workers


def test_four_workers_at_once_send_each_reply_once(office: Office, ann: Actor) -> None:
    texts = [f"reply {n}" for n in range(6)]
    for text in texts:
        office.send(ann, office.case_for(f"Otto {text}", "broken"), text)

    def deliver(n: int) -> Callable[[], object]:
        worker: App = office.another_worker(f"worker {n}")
        return lambda: tasks.deliver(worker)

    assert together(*map(deliver, range(4))) == [None] * 4
    assert sorted(office.responder.texts()) == texts
    assert {reply.status for reply in office.rows(Reply)} == {ReplyStatus.SENT}


def test_a_worker_slower_than_its_lease_is_read_back_not_repeated(
    office: Office, reply_id: int
) -> None:
    def overtaken() -> None:
        office.time.wall += 2 * MINUTE
        tasks.deliver(office.another_worker())

    office.responder.script.append(Post(before=overtaken))
    office.deliver()
    office.time.go(minutes=3)
    office.deliver()
    assert status(office, reply_id) is ReplyStatus.SENT
    assert office.responder.posts == 1


def test_a_worker_leaves_to_others_what_they_are_sending(office: Office, reply_id: int) -> None:
    office.responder.script.append(Post(before=lambda: tasks.deliver(office.another_worker())))
    office.deliver()
    assert status(office, reply_id) is ReplyStatus.SENT
    assert office.responder.posts == 1


# The customer writes meanwhile


def writes_meanwhile(office: Office, text: str, *, ago: dt.timedelta = dt.timedelta(0)) -> None:
    """Before the reply is public; it is heard and judged at once."""
    first = next(mention for page in office.listener.pages for mention in page.mentions)
    office.arrive(office.says("Otto", text, under=first, ago=ago))


def test_a_customer_who_wrote_meanwhile_still_waits(office: Office, reply_id: int) -> None:
    office.time.go(hours=1)
    writes_meanwhile(office, "now it is on fire")
    office.time.go(minutes=5)
    office.deliver()
    case = case_of(office, reply_id)
    assert (case.status, case.waiting_since) == (CaseStatus.OPEN, START + 60 * MINUTE)
    assert (case.due_at, case.unanswered_posts) == (START + 120 * MINUTE, 1)
    assert [(c.metric, c.answered) for c in office.rows(SlaClock)] == [
        (SlaMetric.FIRST_RESPONSE, True),
        (SlaMetric.NEXT_RESPONSE, False),
    ]


def test_so_does_one_whose_post_was_indexed_late(office: Office, reply_id: int) -> None:
    office.time.go(minutes=10)
    writes_meanwhile(office, "it is on fire", ago=dt.timedelta(hours=1))
    office.deliver()
    assert case_of(office, reply_id).status is CaseStatus.OPEN
    assert case_of(office, reply_id).waiting_since == START - 50 * MINUTE


def test_the_wait_begins_at_a_time_that_can_be_believed(office: Office, reply_id: int) -> None:
    office.time.go(minutes=10)
    writes_meanwhile(office, "still broken", ago=dt.timedelta(days=-365))
    office.deliver()
    assert case_of(office, reply_id).waiting_since == START + 10 * MINUTE


def test_the_case_stands_where_its_new_deadline_puts_it(office: Office, ann: Actor) -> None:
    reply_id = office.send(ann, office.case_for("Otto", "broken"))
    office.time.go(hours=1)
    earlier = office.case_for("Uwe", "broken")
    office.time.go(hours=1)
    writes_meanwhile(office, "still broken")
    office.deliver()
    found = [row.case_id for row in inbox.rows(office.app, ann, InboxFilter())]
    assert found == [earlier, office.reply(reply_id).case_id]


def test_a_customer_who_thanked_meanwhile_is_content(office: Office, reply_id: int) -> None:
    office.time.go(minutes=1)
    writes_meanwhile(office, "still broken")
    office.time.go(minutes=1)
    writes_meanwhile(office, "works again, thanks")
    office.deliver()
    assert case_of(office, reply_id).status is CaseStatus.RESOLVED
    assert case_of(office, reply_id).waiting_since is None


def test_a_case_with_a_reply_on_its_way_is_not_closed_under_it(
    office: Office, reply_id: int, ann: Actor
) -> None:
    case_id = office.reply(reply_id).case_id
    for act in (case_actions.resolve, case_actions.dismiss, case_actions.reopen):
        with pytest.raises(Conflict, match="on its way"):
            act(office.app, ann, case_id)
    case_actions.release(office.app, ann, case_id)


def test_a_post_that_is_judged_while_the_reply_settles_still_waits(
    office: Office, reply_id: int
) -> None:
    """On PostgreSQL both read the case before either has written it."""
    office.time.go(minutes=10)
    first = next(mention for page in office.listener.pages for mention in page.mentions)
    office.hear(office.says("Otto", "still broken", under=first))
    office.responder = FakeResponder()
    assert together(office.judge, office.deliver) == [None, None]
    assert case_of(office, reply_id).status is CaseStatus.OPEN
    assert case_of(office, reply_id).waiting_since == START + 10 * MINUTE

"""Several workers, and customers who write while we answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from domain.case import CaseStatus
from domain.errors import (
    Conflict,
)
from domain.reply import ReplyStatus
from domain.role import Actor
from domain.sla import SlaMetric
from listenpost import tasks
from listenpost.services import case_actions, inbox
from listenpost.services.app import App
from listenpost.services.inbox import InboxFilter
from storage.models import Reply, SlaClock
from tests.fakes import MINUTE, START, FakeResponder, Office, Post
from tests.listenpost.services.outbox_steps import (
    case_of,
    status,
    together,
)


@pytest.fixture
def reply_id(office: Office, ann: Actor) -> int:
    """An approved reply that waits in the outbox."""
    return office.send(ann, office.case_for("Otto", "my kettle is broken"))


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

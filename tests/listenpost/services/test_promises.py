"""Promises of an installation: made with a reply, kept once, broken once."""

from __future__ import annotations

import datetime as dt

import pytest

from domain.case import CaseEventKind
from domain.errors import Conflict, NotAllowed, ReplyNotAllowed
from domain.promise import Promise, PromiseStatus
from domain.role import Role
from listenpost.services import inbox, promises, respond
from listenpost.services.inbox import InboxFilter, InboxView
from storage.models import PromiseRow
from storage.period import Period
from tests.fakes import START, Office, Post, raising
from tests.listenpost.services.seen import events

TOMORROW = "Sorry! We will call you tomorrow."
NEWS = "Sorry! We will get back to you tomorrow."


def promised(office: Office, text: str = TOMORROW) -> int:
    """A request, answered with these words; returns the case."""
    case_id = office.case_for("Ann", "my kettle is broken")
    office.send(office.user(), case_id, text)
    office.deliver()
    return case_id


def statuses(office: Office) -> list[PromiseStatus]:
    return [row.status for row in office.rows(PromiseRow)]


def test_a_reply_that_promises_makes_a_due_item_of_its_sender(office: Office) -> None:
    case_id = promised(office)
    (one,) = promises.listed(office.app, Period(since=START, until=START + dt.timedelta(days=9)))
    assert (one.case_id, one.customer, one.owner) == (case_id, "Ann", "Ann")
    assert one.words == "We will call you tomorrow."
    assert one.due_at == dt.datetime(2026, 3, 3, 18, tzinfo=dt.UTC)


def test_a_reply_without_a_time_promises_nothing(office: Office) -> None:
    promised(office, "We look into it.")
    assert statuses(office) == []


def test_the_sender_says_what_is_a_promise_and_by_when(office: Office) -> None:
    case_id, ann = office.case_for("Ann", "my kettle is broken"), office.user()
    chosen = Promise(words="We will call you tomorrow.", due_at=START + dt.timedelta(hours=3))
    form = office.form(case_id, TOMORROW)
    respond.send(
        office.app,
        ann,
        respond.ReplyForm(
            case_id=form.case_id,
            version=form.version,
            kind=form.kind,
            text=form.text,
            promises=(chosen,),
        ),
    )
    office.deliver()
    (one,) = promises.of_case(office.app, ann, case_id)
    assert one.due_at == chosen.due_at


def test_what_was_never_sent_promised_nothing(office: Office) -> None:
    case_id, ann = office.case_for("Ann", "my kettle is broken"), office.user()
    office.responder.script.append(Post(before=raising(ReplyNotAllowed("blocked"))))
    office.send(ann, case_id, TOMORROW)
    office.deliver()
    office.time.go(days=3)
    assert promises.sweep(office.app) == 0
    assert promises.of_case(office.app, ann, case_id) == []


def test_a_promise_is_broken_once_and_the_case_asks_for_attention(office: Office) -> None:
    case_id = promised(office)
    office.time.go(hours=30)
    assert promises.sweep(office.app) == 0
    office.time.go(hours=10)
    assert [promises.sweep(office.app) for _ in range(3)] == [1, 0, 0]
    assert events(office, case_id).count(CaseEventKind.PROMISE_BROKEN) == 1
    assert "call you tomorrow" in (office.case(case_id).attention or "")
    wanted = InboxFilter(view=InboxView.PROMISES)
    (row,) = inbox.rows(office.app, office.user("eve"), wanted)
    assert row.case_id == case_id


def test_one_click_keeps_a_promise_and_a_second_is_too_late(office: Office) -> None:
    case_id = promised(office)
    eve = office.user("eve")
    (one,) = promises.of_case(office.app, eve, case_id)
    with pytest.raises(NotAllowed):
        promises.keep(office.app, office.user("max", Role.MANAGER), one.promise_id)
    promises.keep(office.app, eve, one.promise_id)
    with pytest.raises(Conflict):
        promises.drop(office.app, eve, one.promise_id)
    office.time.go(days=3)
    assert promises.sweep(office.app) == 0
    assert statuses(office) == [PromiseStatus.KEPT]
    assert inbox.rows(office.app, eve, InboxFilter(view=InboxView.PROMISES)) == []


def test_a_later_answer_keeps_what_was_promised_before_and_not_what_it_promises(
    office: Office,
) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first)
    office.send(office.user(), case_id, NEWS)
    office.deliver()
    office.time.go(hours=2)
    office.arrive(office.says("Ann", "it is still broken", under=first))
    office.send(office.user("eve"), case_id, "We will fix it by Friday.")
    office.deliver()
    assert statuses(office) == [PromiseStatus.KEPT, PromiseStatus.OPEN]


@pytest.mark.parametrize(
    ("text", "status"), [(NEWS, PromiseStatus.KEPT), (TOMORROW, PromiseStatus.OPEN)]
)
def test_an_answer_by_hand_keeps_what_words_can_keep(
    office: Office, text: str, status: PromiseStatus
) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first)
    office.send(office.user(), case_id, text)
    office.deliver()
    office.time.go(hours=2)
    office.arrive(office.says("Kestrelia", "all is well", under=first, by_brand=True))
    assert statuses(office) == [status]


def test_please_be_patient_is_no_call_and_the_promise_of_one_is_broken(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id, ann = office.arrive(first), office.user()
    office.send(ann, case_id, TOMORROW)
    office.deliver()
    office.time.go(minutes=1)
    office.arrive(office.says("Ann", "it is still broken", under=first))
    office.send(ann, case_id, "Please be patient.")
    office.deliver()
    assert statuses(office) == [PromiseStatus.OPEN]
    office.time.go(days=3)
    assert promises.sweep(office.app) == 1
    assert statuses(office) == [PromiseStatus.BROKEN]


def test_counts_are_of_what_was_due_in_the_period(office: Office) -> None:
    promised(office)
    found = promises.counted(office.app, Period(since=START, until=START + dt.timedelta(days=2)))
    assert found[PromiseStatus.OPEN] == 1
    later = START + dt.timedelta(days=2)
    after = promises.counted(office.app, Period(since=later, until=later + dt.timedelta(days=1)))
    assert sum(after.values()) == 0

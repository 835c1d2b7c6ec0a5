"""What customers write in private: whose case it is, and who answered it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from domain.case import CaseEventKind, CaseStatus
from domain.errors import ReplyNotAllowed
from domain.mention import FACEBOOK, IncomingMention, MentionKind
from domain.private_message import private_thread
from domain.reply import ReplyKind, ReplyStatus
from domain.role import Actor
from listenpost.services import case_view, respond
from tests.fakes import MINUTE, Office
from tests.listenpost.services.seen import events


def comments(office: Office, text: str) -> IncomingMention:
    return replace(office.says("Ann", text, platform=FACEBOOK), kind=MentionKind.COMMENT)


def writes(
    office: Office, text: str, *, by_brand: bool = False, ago: dt.timedelta = dt.timedelta(0)
) -> IncomingMention:
    who = "Kestrelia" if by_brand else "Ann"
    said = office.says(who, text, platform=FACEBOOK, by_brand=by_brand, ago=ago)
    thread = private_thread("id-Ann")
    return replace(said, kind=MentionKind.MESSAGE, conversation_id=thread)


def answer_privately(office: Office, case_id: int, user: Actor | None = None) -> int:
    form = office.form(case_id, "Please tell us your order number.", ReplyKind.PRIVATE)
    reply_id = respond.send(office.app, user or office.user(), form)
    office.deliver()
    return reply_id


def test_the_answer_to_a_private_reply_lands_in_the_case_of_the_comment(office: Office) -> None:
    case_id = office.arrive(comments(office, "my kettle is broken"))
    answer_privately(office, case_id)
    office.time.go(hours=1)
    assert office.arrive(writes(office, "the parcel of order 4711")) == case_id
    assert office.case(case_id).status is CaseStatus.OPEN


def test_so_it_does_when_our_own_message_is_heard_after_it(office: Office) -> None:
    case_id = office.arrive(comments(office, "my kettle is broken"))
    reply = office.reply(answer_privately(office, case_id))
    office.time.go(hours=1)
    office.arrive(writes(office, "the parcel of order 4711"))
    echo = replace(
        writes(office, reply.text, by_brand=True, ago=50 * MINUTE),
        external_id=reply.external_id or "",
    )
    assert office.arrive(echo) == case_id
    assert CaseEventKind.ANSWERED_ELSEWHERE not in events(office, case_id)
    assert office.case(case_id).status is CaseStatus.OPEN


def test_a_message_of_somebody_to_whom_we_never_wrote_begins_a_case_of_its_own(
    office: Office,
) -> None:
    case_id = office.arrive(comments(office, "my kettle is broken"))
    assert office.arrive(writes(office, "the parcel of order 4711")) not in (0, case_id)


def test_a_colleagues_answer_in_the_networks_own_inbox_stops_the_clock(office: Office) -> None:
    case_id = office.arrive(writes(office, "my kettle is broken"))
    office.time.go(hours=1)
    by_hand = writes(office, "sorry!", by_brand=True)
    assert office.arrive(by_hand) == case_id
    assert office.case(case_id).status is CaseStatus.WAITING
    assert events(office, case_id)[-1] is CaseEventKind.ANSWERED_ELSEWHERE


def test_it_does_so_when_it_is_heard_before_the_question(office: Office) -> None:
    question = writes(office, "my kettle is broken", ago=20 * MINUTE)
    office.arrive(writes(office, "sorry!", by_brand=True, ago=10 * MINUTE))
    case_id = office.arrive(question)
    assert office.case(case_id).status is CaseStatus.WAITING


def test_our_own_answer_that_comes_back_is_no_second_one(office: Office) -> None:
    case_id = office.arrive(writes(office, "my kettle is broken"))
    reply = office.reply(answer_privately(office, case_id))
    assert reply.status is ReplyStatus.SENT
    echo = replace(writes(office, reply.text, by_brand=True), external_id=reply.external_id or "")
    assert office.arrive(echo) == case_id
    assert CaseEventKind.ANSWERED_ELSEWHERE not in events(office, case_id)


def test_a_message_is_suggested_and_answered_in_private_only(office: Office) -> None:
    case_id = office.arrive(writes(office, "my kettle is broken"))
    user = office.user()
    seen = case_view.view(office.app, user, case_id)
    assert seen.suggestion.kind is ReplyKind.PRIVATE
    assert list(seen.choices) == [ReplyKind.PRIVATE]
    assert [item.private for item in seen.thread] == [True]
    with pytest.raises(ReplyNotAllowed, match="answer in private"):
        respond.send(office.app, user, office.form(case_id))


def test_a_second_answer_in_private_is_possible_as_long_as_the_window_is_open(
    office: Office,
) -> None:
    case_id = office.arrive(writes(office, "my kettle is broken"))
    user = office.user()
    answers = [answer_privately(office, case_id, user) for _ in range(2)]
    assert [office.reply(answer).status for answer in answers] == [ReplyStatus.SENT] * 2
    office.time.go(days=8)
    with pytest.raises(ReplyNotAllowed, match="until the customer writes again"):
        answer_privately(office, case_id, user)

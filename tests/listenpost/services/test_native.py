"""Our own posts: answers given by hand count, echoes of our replies do not."""

from __future__ import annotations

import pytest

from domain.case import CaseEventKind, CaseStatus
from domain.errors import OutcomeUnknown
from domain.sla import SlaMetric
from listenpost.services import case_actions
from storage.models import Case
from tests.fakes import MINUTE, START, Office, Post, raising
from tests.listenpost.services.seen import clocks, events

HOUR = 60 * MINUTE


def test_an_answer_by_hand_stops_the_clock(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first)
    office.time.go(hours=1)
    by_hand = office.says("Kestrelia", "sorry!", under=first, by_brand=True, ago=20 * MINUTE)
    assert office.arrive(by_hand) == case_id
    case = office.case(case_id)
    assert (case.status, case.waiting_since, case.due_at) == (CaseStatus.WAITING, None, None)
    assert case.first_replied_at == START + 40 * MINUTE
    (clock,) = clocks(office)
    assert (clock.stopped_at, clock.answered) == (START + 40 * MINUTE, True)
    assert events(office, case_id)[-1] is CaseEventKind.ANSWERED_ELSEWHERE
    assert office.mention(by_hand).needs_answer is False
    assert office.classifier.batches == [["my kettle is broken"]]


def test_an_answer_by_hand_changes_the_thread_under_whoever_is_writing(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first)
    before = office.case(case_id).version
    office.arrive(office.says("Kestrelia", "sorry!", under=first, by_brand=True))
    assert office.case(case_id).version > before


def test_an_answer_by_hand_settles_a_snoozed_case_too(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first)
    case_actions.snooze(office.app, office.user(), case_id, until=START + 5 * HOUR)
    office.arrive(office.says("Kestrelia", "sorry!", under=first, by_brand=True))
    case = office.case(case_id)
    assert (case.status, case.due_at, case.snoozed_until) == (CaseStatus.WAITING, None, None)


def test_an_answer_by_hand_that_is_heard_late_leaves_later_posts_unanswered(
    office: Office,
) -> None:
    first = office.says("Ann", "my kettle is broken", ago=3 * HOUR)
    by_hand = office.says("Kestrelia", "try now", under=first, by_brand=True, ago=2 * HOUR)
    later = office.says("Ann", "still broken", under=first, ago=HOUR)
    case_id = office.arrive(first, later)
    office.arrive(by_hand)
    case = office.case(case_id)
    assert (case.status, case.waiting_since) == (CaseStatus.OPEN, START - HOUR)
    assert (case.due_at, case.unanswered_posts) == (START + 3 * HOUR, 1)
    assert [(c.metric, c.answered, c.due_at) for c in clocks(office)] == [
        (SlaMetric.FIRST_RESPONSE, True, START + HOUR),
        (SlaMetric.NEXT_RESPONSE, False, START + 3 * HOUR),
    ]


def test_an_answer_by_hand_that_is_heard_before_the_question_counts(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken", ago=HOUR)
    by_hand = office.says("Kestrelia", "sorry!", under=first, by_brand=True, ago=MINUTE)
    office.arrive(by_hand)
    case_id = office.arrive(first)
    assert office.case(case_id).status is CaseStatus.WAITING
    assert office.mention(by_hand).case_id == case_id


@pytest.mark.parametrize("when", ["while it is sent", "while it is doubtful", "after it was sent"])
def test_an_echo_of_our_own_reply_is_not_an_answer_by_hand(office: Office, when: str) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first)
    reply_id = office.send(office.user(), case_id)

    def echo() -> None:
        key = office.reply(reply_id).idempotency_key
        post = office.says(
            "Kestrelia",
            "We look into it.",
            under=first,
            by_brand=True,
            external_id=f"posted-{key}",
        )
        assert office.arrive(post) == case_id

    if when == "while it is sent":
        office.responder.script.append(Post(after=echo))
    elif when == "while it is doubtful":
        office.responder.script.append(Post(after=raising(OutcomeUnknown("timed out"))))
        office.responder.looks.append(echo)
    office.deliver()
    if when == "after it was sent":
        echo()
    assert CaseEventKind.ANSWERED_ELSEWHERE not in events(office, case_id)
    assert events(office, case_id).count(CaseEventKind.REPLIED) == 1
    assert office.case(case_id).status is CaseStatus.WAITING


@pytest.mark.parametrize("when", ["while it is sent", "after it was sent"])
def test_an_answer_that_the_network_hangs_under_another_customer_is_not_theirs(
    office: Office, when: str
) -> None:
    first = office.says("Ann", "my kettle is broken")
    below = office.says("Ben", "my kettle is broken too", under=first)
    ann = office.arrive(first)
    ben = office.arrive(below)
    assert ann != ben
    reply_id = office.send(office.user(), ben, text="Ben, we look\ninto it.")

    def echo() -> None:
        post = office.says(
            "Kestrelia", "Ben, we look into it.", under=first, by_brand=True,
            external_id=f"posted-{office.reply(reply_id).idempotency_key}",
        )  # fmt: skip
        assert office.arrive(post) == ben

    if when == "while it is sent":
        office.responder.script.append(Post(after=echo))
    office.deliver()
    if when == "after it was sent":
        echo()
    assert CaseEventKind.ANSWERED_ELSEWHERE not in events(office, ann)
    assert office.case(ann).status is CaseStatus.OPEN
    assert office.case(ben).status is CaseStatus.WAITING


def test_what_we_post_of_our_own_belongs_to_no_case(office: Office) -> None:
    post = office.says("Kestrelia", "New kettles! fire!", by_brand=True)
    assert office.arrive(post) == 0
    assert office.mention(post).needs_answer is False
    assert office.rows(Case) == []

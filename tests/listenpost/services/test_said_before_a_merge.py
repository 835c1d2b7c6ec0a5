"""What was said of posts before their cases were merged still holds in the inbox afterwards."""

from __future__ import annotations

import datetime as dt

from domain.case import CaseStatus
from domain.correction import Head
from domain.mention import IncomingMention
from domain.role import Actor
from listenpost.services import case_actions, corrections, regrouping
from tests.fakes import START, Office

MINUTE = dt.timedelta(minutes=1)


def heard(office: Office, text: str) -> tuple[IncomingMention, int]:
    """Otto writes, ten minutes after he wrote last."""
    office.time.go(minutes=10)
    post = office.says("Otto", text)
    return post, office.arrive(post)


def judge_anew(office: Office, actor: Actor, post: IncomingMention) -> None:
    """Somebody corrects how urgent a post is: its case is worked out from its posts."""
    number = office.mention(post).id or 0
    corrections.correct(office.app, actor, number, Head.URGENCY, "critical")


def test_what_was_closed_by_hand_in_another_case_waits_no_more(office: Office, ann: Actor) -> None:
    _, closed = heard(office, "where is my parcel?")
    post, kept = heard(office, "my kettle is broken")
    case_actions.dismiss(office.app, ann, closed)
    regrouping.merge(office.app, ann, kept_id=kept, other_id=closed)
    judge_anew(office, ann, post)
    case = office.case(kept)
    assert (case.waiting_since, case.unanswered_posts) == (START + 20 * MINUTE, 1)


def test_who_reopened_it_by_hand_before_the_merge_waits(office: Office, ann: Actor) -> None:
    _, closed = heard(office, "where is my parcel?")
    post, kept = heard(office, "my kettle is broken")
    case_actions.dismiss(office.app, ann, closed)
    office.time.go(minutes=1)
    case_actions.reopen(office.app, ann, closed)
    regrouping.merge(office.app, ann, kept_id=kept, other_id=closed)
    judge_anew(office, ann, post)
    case = office.case(kept)
    assert (case.waiting_since, case.unanswered_posts) == (START + 10 * MINUTE, 2)


def test_the_customers_thanks_count_through_two_merges(office: Office, ann: Actor) -> None:
    first, thanked = heard(office, "where is my parcel?")
    _, between = heard(office, "the invoice is wrong")
    office.time.go(minutes=10)
    office.arrive(office.says("Otto", "thanks, it came", under=first))
    assert office.case(thanked).status is CaseStatus.RESOLVED
    regrouping.merge(office.app, ann, kept_id=between, other_id=thanked)
    post, kept = heard(office, "my kettle is broken")
    regrouping.merge(office.app, ann, kept_id=kept, other_id=between)
    judge_anew(office, ann, post)
    case = office.case(kept)
    assert case.waiting_since == START + 40 * MINUTE
    assert case.unanswered_posts == 1


def test_without_a_merge_what_a_person_closed_stays_closed_when_she_writes_again(
    office: Office, ann: Actor
) -> None:
    first, case_id = heard(office, "where is my parcel?")
    case_actions.resolve(office.app, ann, case_id)
    office.time.go(minutes=10)
    again = office.says("Otto", "my parcel is not there yet", under=first)
    assert office.arrive(again) == case_id
    judge_anew(office, ann, again)
    case = office.case(case_id)
    assert (case.waiting_since, case.unanswered_posts) == (START + 20 * MINUTE, 1)

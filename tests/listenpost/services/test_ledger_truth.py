"""The ledger says what happened to each post itself, whatever became of its case."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from domain.approval import ApprovalRule
from domain.correction import Head
from domain.errors import ReplyNotAllowed
from domain.ledger import Answer, Reason, Settlement
from listenpost.services import case_actions, corrections, ledger_rows, regrouping, undoing
from listenpost.services.ledger import compute, period
from storage.models import LedgerEntry, Reply
from tests.fakes import Office, Post, raising

HOUR = dt.timedelta(hours=1)


def rows(office: Office) -> dict[str, int]:
    """Every row that is not empty."""
    found = compute(office.app, period(office.app))
    parts = (found.settled, found.pending, found.ignored)
    return {row.value: number for part in parts for row, number in part.items() if number}


def told(office: Office) -> dict[int, Settlement]:
    ledger_rows.refresh(office.app)
    return {entry.mention_id: entry.settlement for entry in office.rows(LedgerEntry)}


def two_cases(office: Office) -> tuple[int, int]:
    """Of one customer, about two things."""
    return office.case_for("Ann", "the invoice"), office.case_for("Ann", "my parcel is late")


def test_a_reply_that_awaits_approval_is_on_its_way_only_until_the_deadline(
    office: Office,
) -> None:
    office.app = replace(office.app, approval=(ApprovalRule(name="Legal", words=("lawyer",)),))
    case_id = office.case_for("Otto", "my kettle is broken")
    office.send(office.user(), case_id, "We told our lawyer.")
    assert rows(office) == {Reason.ON_ITS_WAY: 1}
    office.time.go(days=5)
    assert rows(office) == {Reason.AWAITING_APPROVAL: 1}
    found = compute(office.app, period(office.app))
    assert (sum(found.pending.values()), sum(found.ignored.values())) == (0, 1)


def test_a_reply_that_is_held_back_is_on_its_way_only_until_the_deadline(office: Office) -> None:
    case_id = office.case_for("Otto", "my kettle is broken")
    reply_id = office.send(office.user(), case_id)
    with office.app.database.write() as session:
        reply = session.get_one(Reply, reply_id)
        reply.not_before, reply.held = office.time.now + 40 * HOUR, "Enough was sent to Otto."
    assert rows(office) == {Reason.ON_ITS_WAY: 1}
    office.time.go(hours=30)
    assert rows(office) == {Reason.REPLY_HELD: 1}
    office.time.go(hours=11)
    assert rows(office) == {Reason.ON_ITS_WAY: 1}, "it goes out at the next moment"


def test_the_answer_to_one_case_is_none_to_what_is_merged_with_it(office: Office) -> None:
    waiting, answered = two_cases(office)
    ann = office.user()
    office.send(ann, answered)
    office.deliver()
    office.time.go(minutes=1)
    before = told(office)
    change = regrouping.merge(office.app, ann, kept_id=waiting, other_id=answered)
    assert told(office) == before
    assert rows(office) == {Settlement.ANSWERED_HERE: 1, Reason.NOT_DUE: 1}
    office.time.go(hours=30)
    assert rows(office) == {Settlement.ANSWERED_HERE: 1, Reason.NEVER_SEEN: 1}
    undoing.undo(office.app, ann, change)
    assert told(office) == before


def test_what_our_account_wrote_in_one_case_is_no_answer_to_what_is_merged_with_it(
    office: Office,
) -> None:
    office.case_for("Ann", "the invoice")
    asked = office.says("Ann", "my parcel is late")
    answered = office.arrive(asked)
    office.time.go(minutes=1)
    office.arrive(office.says("Kestrelia", "sorry!", under=asked, by_brand=True))
    office.time.go(minutes=1)
    before = told(office)
    waiting = min(entry.case_id or 0 for entry in office.rows(LedgerEntry))
    regrouping.merge(office.app, office.user(), kept_id=waiting, other_id=answered)
    assert told(office) == before


def test_an_answer_after_a_merge_is_one_to_both(office: Office) -> None:
    kept, other = two_cases(office)
    ann = office.user()
    regrouping.merge(office.app, ann, kept_id=kept, other_id=other)
    office.time.go(minutes=1)
    office.send(ann, kept)
    office.deliver()
    assert rows(office) == {Settlement.ANSWERED_HERE: 2}


def test_not_for_us_stays_said_of_the_posts_when_their_case_is_merged(office: Office) -> None:
    kept, other = two_cases(office)
    ann = office.user()
    case_actions.dismiss(office.app, ann, other)
    before = told(office)
    office.time.go(minutes=1)
    change = regrouping.merge(office.app, ann, kept_id=kept, other_id=other)
    assert told(office) == before
    assert rows(office) == {Settlement.NOT_FOR_US: 1, Reason.NOT_DUE: 1}
    office.time.go(minutes=1)
    undoing.undo(office.app, ann, change)
    assert told(office) == before


def test_not_for_us_is_not_said_of_what_comes_into_the_case_by_a_merge(office: Office) -> None:
    kept, other = two_cases(office)
    ann = office.user()
    case_actions.dismiss(office.app, ann, kept)
    office.time.go(minutes=1)
    regrouping.merge(office.app, ann, kept_id=kept, other_id=other)
    assert rows(office) == {Settlement.NOT_FOR_US: 1, Reason.NOT_DUE: 1}


def test_answered_natively_stays_said_through_two_merges_until_somebody_reopens(
    office: Office,
) -> None:
    third, (second, first) = office.case_for("Ann", "a refund, broken"), two_cases(office)
    ann = office.user()
    case_actions.resolve(office.app, ann, first, answer=Answer.NATIVELY)
    for kept, other in ((second, first), (third, second)):
        office.time.go(minutes=1)
        regrouping.merge(office.app, ann, kept_id=kept, other_id=other)
    office.time.go(hours=30)
    assert rows(office) == {Settlement.ANSWERED_NATIVELY: 1, Reason.NEVER_SEEN: 2}
    case_actions.dismiss(office.app, ann, third)
    office.time.go(minutes=1)
    case_actions.reopen(office.app, ann, third)
    assert rows(office) == {Reason.NOT_DUE: 3}


def test_what_was_said_of_a_closed_case_stays_said_of_what_is_split_off(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    second = office.says("Ann", "and my parcel is late", under=first)
    case_id = office.arrive(first, second)
    ann = office.user()
    case_actions.dismiss(office.app, ann, case_id)
    office.time.go(minutes=1)
    second_id = office.mention(second).id or 0
    regrouping.split(office.app, ann, case_id, mention_ids=[second_id])
    assert rows(office) == {Settlement.NOT_FOR_US: 2}


@pytest.mark.parametrize(
    ("ending", "ignored"),
    [("left", 1), ("corrected", 0), ("natively", 0), ("by_itself", 1), ("not for us", 0)],
)
def test_only_a_case_that_the_ledger_calls_unanswered_counts_as_ignored_before(
    office: Office, ending: str, ignored: int
) -> None:
    post = office.says("Ann", "my parcel is late")
    case_id, ann = office.arrive(post), office.user()
    office.time.go(hours=30)
    if ending == "corrected":
        number = office.mention(post).id or 0
        corrections.correct(office.app, ann, number, Head.NEEDS_ANSWER, "false")
    elif ending == "not for us":
        case_actions.dismiss(office.app, ann, case_id)
    else:
        answer = next((one for one in Answer if one.value == ending), None)
        case_actions.resolve(office.app, ann, case_id, answer=answer)
    office.time.go(days=3)
    ledger_rows.refresh(office.app)
    again = office.case_for("Ann", "the invoice")
    assert again != case_id
    assert office.case(again).ignored_before == ignored


def test_an_old_refused_reply_is_no_reason_for_what_was_asked_later(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first)
    office.responder.script.append(Post(before=raising(ReplyNotAllowed("blocked"))))
    office.send(office.user(), case_id)
    office.deliver()
    office.time.go(hours=1)
    office.arrive(office.says("Kestrelia", "sorry!", under=first, by_brand=True))
    office.time.go(hours=1)
    assert office.arrive(office.says("Ann", "it is still broken", under=first)) == case_id
    office.time.go(hours=30)
    assert rows(office) == {Settlement.ANSWERED_NATIVELY: 1, Reason.NEVER_SEEN: 1}

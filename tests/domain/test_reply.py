"""The states of a reply and the ways between them."""

from __future__ import annotations

import itertools

import pytest

from domain.reply import FINAL_STATUSES, ReplyStatus, may_become

R = ReplyStatus
WAYS = {
    (R.DRAFTED, R.AWAITING_APPROVAL),
    (R.DRAFTED, R.APPROVED),
    (R.DRAFTED, R.REJECTED),
    (R.AWAITING_APPROVAL, R.APPROVED),
    (R.AWAITING_APPROVAL, R.REJECTED),
    (R.AWAITING_APPROVAL, R.DRAFTED),
    (R.APPROVED, R.DRAFTED),
    (R.APPROVED, R.SENDING),
    (R.APPROVED, R.REJECTED),
    (R.APPROVED, R.FAILED),
    (R.SENDING, R.SENT),
    (R.SENDING, R.UNKNOWN),
    (R.SENDING, R.REJECTED),
    (R.SENDING, R.APPROVED),
    (R.SENDING, R.FAILED),
    (R.UNKNOWN, R.SENT),
    (R.UNKNOWN, R.APPROVED),
    (R.UNKNOWN, R.FAILED),
    (R.FAILED, R.APPROVED),
}


@pytest.mark.parametrize(("current", "wanted"), list(itertools.product(R, R)))
def test_there_is_a_way_where_the_table_has_one(current: R, wanted: R) -> None:
    assert may_become(current, wanted) is ((current, wanted) in WAYS)


@pytest.mark.parametrize("status", [R.SENT, R.REJECTED])
def test_there_is_no_way_out_of_an_end(status: R) -> None:
    assert not any(may_become(status, wanted) for wanted in R)
    assert status in FINAL_STATUSES


def test_a_reply_is_sent_only_out_of_sending_or_after_it_was_found() -> None:
    assert {status for status in R if may_become(status, R.SENT)} == {R.SENDING, R.UNKNOWN}


def test_only_an_approved_reply_is_sent() -> None:
    assert [status for status in R if may_become(status, R.SENDING)] == [R.APPROVED]


def test_no_reply_is_doubtful_before_it_was_sent() -> None:
    assert [status for status in R if may_become(status, R.UNKNOWN)] == [R.SENDING]


def test_no_status_leads_to_itself() -> None:
    assert not any(may_become(status, status) for status in R)


def test_every_status_but_the_first_can_be_reached() -> None:
    reached = {R.DRAFTED}
    for _ in R:
        reached |= {wanted for wanted in R if any(may_become(one, wanted) for one in reached)}
    assert reached == set(R)

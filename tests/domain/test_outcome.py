"""How a case ended, told by its status and what the customer did."""

from __future__ import annotations

import datetime as dt

import pytest

from domain.case import CaseStatus
from domain.outcome import SETTLES_WITHIN, CaseOutcome, ChoiceOutcome, after_reply, of_case

NOW = dt.datetime(2026, 3, 9, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)
SECOND = dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("status", "came_back", "moved", "ago", "outcome"),
    [
        (CaseStatus.RESOLVED, False, False, SECOND, CaseOutcome.SOLVED),
        (CaseStatus.RESOLVED, False, True, SECOND, CaseOutcome.SOLVED),
        (CaseStatus.RESOLVED, True, False, SECOND, CaseOutcome.CAME_BACK),
        (CaseStatus.OPEN, True, True, SECOND, CaseOutcome.CAME_BACK),
        (CaseStatus.WAITING, False, True, SECOND, CaseOutcome.ESCALATED),
        (CaseStatus.WAITING, False, False, WEEK, CaseOutcome.SILENT),
        (CaseStatus.WAITING, False, False, WEEK - SECOND, CaseOutcome.PENDING),
        (CaseStatus.OPEN, False, False, WEEK, CaseOutcome.PENDING),
    ],
)
def test_a_case_has_one_outcome(
    status: CaseStatus, came_back: bool, moved: bool, ago: dt.timedelta, outcome: CaseOutcome
) -> None:
    found = of_case(
        status=status, came_back=came_back, moved=moved, last_activity_at=NOW - ago, now=NOW
    )
    assert found is outcome


@pytest.mark.parametrize(
    ("asked_again", "resolved", "ago", "outcome"),
    [
        (True, True, SECOND, ChoiceOutcome.CAME_BACK),
        (False, True, SECOND, ChoiceOutcome.SETTLED),
        (False, False, SETTLES_WITHIN, ChoiceOutcome.SETTLED),
        (False, False, SETTLES_WITHIN - SECOND, ChoiceOutcome.OPEN),
    ],
)
def test_a_reply_settled_the_matter_if_nothing_more_was_asked(
    asked_again: bool, resolved: bool, ago: dt.timedelta, outcome: ChoiceOutcome
) -> None:
    found = after_reply(sent_at=NOW - ago, asked_again=asked_again, resolved=resolved, now=NOW)
    assert found is outcome

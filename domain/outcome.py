"""What became of a reply and of a whole case, told by what happened after it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from domain.case import OPEN_STATUSES, REOPEN_WITHIN, CaseStatus

SETTLES_WITHIN = dt.timedelta(days=3)
"""A customer who has asked nothing more for so long is taken to be helped."""


class ChoiceOutcome(StrEnum):
    """What became of the matter after one reply in one channel."""

    OPEN = "open"
    SETTLED = "settled"
    CAME_BACK = "came_back"


class CaseOutcome(StrEnum):
    """How a case ended, or that it has not; each case has one."""

    SOLVED = "solved"
    CAME_BACK = "came_back"  # solved, and within seven days the same matter again
    SILENT = "silent"  # we answered, and nothing was heard for seven days
    ESCALATED = "escalated"  # moved to another channel, and not solved since
    PENDING = "pending"


def after_reply(
    *, sent_at: dt.datetime, asked_again: bool, resolved: bool, now: dt.datetime
) -> ChoiceOutcome:
    """Whether the reply settled the matter, as far as can be told now."""
    if asked_again:
        return ChoiceOutcome.CAME_BACK
    if resolved or now - sent_at >= SETTLES_WITHIN:
        return ChoiceOutcome.SETTLED
    return ChoiceOutcome.OPEN


def of_case(
    *,
    status: CaseStatus,
    came_back: bool,
    moved: bool,
    last_activity_at: dt.datetime,
    now: dt.datetime,
) -> CaseOutcome:
    """The outcome of an answered case. `came_back`: it was reopened within a week of its end."""
    if came_back:
        return CaseOutcome.CAME_BACK
    if status is CaseStatus.RESOLVED:
        return CaseOutcome.SOLVED
    if moved and status in OPEN_STATUSES:
        return CaseOutcome.ESCALATED
    if status is CaseStatus.WAITING and now - last_activity_at >= REOPEN_WITHIN:
        return CaseOutcome.SILENT
    return CaseOutcome.PENDING

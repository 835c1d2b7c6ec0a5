"""The flood guard: how much one customer is written to, over all channels and accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from domain.bot_loop import LoopRules
from domain.classification import Urgency
from domain.quiet_hours import QuietHours

HOUR, DAY, WEEK = dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(days=7)
AWAKE = dt.timedelta(hours=2)
"""Who wrote so lately does not sleep."""


class Purpose(StrEnum):
    """Why we write; only an answer was asked for."""

    ANSWER = "answer"
    STATEMENT = "statement"  # the same words to everybody in an incident
    FOLLOW_UP = "follow_up"  # that it is over
    SURVEY = "survey"  # whether it was solved
    AUTOMATIC = "automatic"  # what no person approved


class Hold(StrEnum):
    """Why something is not sent now."""

    BUDGET = "budget"
    QUIET = "quiet"
    LOOP = "loop"
    REPEATED = "repeated"
    MONEY = "money"


@dataclass(frozen=True, slots=True, kw_only=True)
class FloodRules:
    """How much one customer gets; None means without limit.

    `hold_answers` says whether quiet hours hold back what people answer, too. `repeat_within`: the
    same unasked words go to one customer once in that time, on whatever network.
    """

    per_hour: int | None = 6
    per_day: int | None = 12
    per_week: int | None = 30
    quiet: QuietHours | None = None
    hold_answers: bool = False
    repeat_within: dt.timedelta = DAY
    loop: LoopRules = field(default_factory=LoopRules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What is about to be sent. `wrote_at`: when the customer wrote what it answers."""

    purpose: Purpose = Purpose.ANSWER
    urgency: Urgency = Urgency.NORMAL
    wrote_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FloodVerdict:
    """`until` is when it may be sent; None with a `hold` means that a person decides."""

    hold: Hold | None = None
    reason: str = ""
    until: dt.datetime | None = None

    @property
    def allowed(self) -> bool:
        return self.hold is None


FREE = FloodVerdict()


def check(
    rules: FloodRules,
    planned: Planned,
    sent: Sequence[dt.datetime],
    *,
    zone: dt.tzinfo,
    now: dt.datetime,
) -> FloodVerdict:
    """Whether it may be sent at this moment; `sent` is when this customer was written to before."""
    until, reason = _budget_until(rules, sent, now)
    quiet = _quiet_until(rules, planned, until or now, zone)
    if quiet is not None:
        place = quiet.astimezone(zone)
        told = f"Quiet hours at the customer's place until {place:%H:%M}."
        reason = f"{reason} {told}".strip()
        return FloodVerdict(hold=Hold.BUDGET if until else Hold.QUIET, reason=reason, until=quiet)
    if until is not None:
        return FloodVerdict(hold=Hold.BUDGET, reason=reason, until=until)
    return FREE


def _budget_until(
    rules: FloodRules, sent: Sequence[dt.datetime], now: dt.datetime
) -> tuple[dt.datetime | None, str]:
    """When the last of the budgets is free again, and which one it is."""
    held: list[tuple[dt.datetime, str]] = []
    limits = ((rules.per_hour, HOUR, "an hour"), (rules.per_day, DAY, "a day"),
              (rules.per_week, WEEK, "a week"))  # fmt: skip
    for most, span, name in limits:
        recent = sorted(at for at in sent if now - at < span)
        if most is not None and len(recent) >= most:
            told = f"The customer got {len(recent)} of {most} messages {name}, on all channels."
            held.append((recent[len(recent) - most] + span, told))
    return max(held, default=(None, ""), key=lambda one: one[0] or now)


def _quiet_until(
    rules: FloodRules, planned: Planned, at: dt.datetime, zone: dt.tzinfo
) -> dt.datetime | None:
    if rules.quiet is None or (planned.purpose is Purpose.ANSWER and not rules.hold_answers):
        return None
    asked = planned.purpose in (Purpose.ANSWER, Purpose.STATEMENT) and planned.wrote_at is not None
    if asked and planned.urgency in (Urgency.CRITICAL, Urgency.HIGH):
        return None
    if asked and planned.wrote_at is not None and at - planned.wrote_at <= AWAKE:
        return None
    return rules.quiet.until(at, zone)

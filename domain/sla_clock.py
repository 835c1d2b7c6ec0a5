"""The clocks of a case as a function of what happened to it, and how far each has run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from domain.classification import Urgency
from domain.sla_policy import SlaMetric, SlaPolicy, Terms

_EVER = dt.datetime.min.replace(tzinfo=dt.UTC)
WAITING = "waiting for the customer"
SNOOZED = "snoozed"


class StepKind(StrEnum):
    """What can move a clock."""

    ASKED = "asked"  # the customer wrote and is owed an answer, or a person reopened the case
    ANSWERED = "answered"
    SETTLED = "settled"
    DISMISSED = "dismissed"
    SNOOZED = "snoozed"
    WOKE = "woke"
    REGROUPED = "regrouped"  # posts came or went with a merge, a split or an undone link


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A request that a clock runs for; `due_at` is set where it came with another case's posts."""

    since: dt.datetime
    urgency: Urgency
    due_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened. `at` is when it counts from, which may lie before its news came.

    `owed_since` belongs to an answer that leaves later posts open, and to a regrouped case that
    waits; `due_at`, `replied` and `snoozed` to the latter; `automatic` to an answer that no person
    approved. `owed` and `met` are all requests of a regrouped case as they are judged now, where
    that is known: those that wait, and those that were answered. `mistaken` says that what ran
    wanted no answer: a person said so.
    """

    kind: StepKind
    at: dt.datetime
    urgency: Urgency = Urgency.NORMAL
    automatic: bool = False
    owed_since: dt.datetime | None = None
    due_at: dt.datetime | None = None
    replied: bool = False
    snoozed: bool = False
    owed: tuple[Ask, ...] | None = None
    met: tuple[Ask, ...] | None = None
    mistaken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Time that does not count, whatever the calendar says; open while it lasts."""

    begins_at: dt.datetime
    ends_at: dt.datetime | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One interval of one metric: from the first of its requests to its stop.

    `reached` says that what it waited for has happened: a person's answer, a resolution. A clock
    that ran by mistake stopped when it started: it is neither in time nor late.
    `automatic_at` is when the first automatic answer came; it stops nothing.
    """

    metric: SlaMetric
    asks: tuple[Ask, ...]
    pauses: tuple[Pause, ...] = ()
    stopped_at: dt.datetime | None = None
    reached: bool = False
    automatic_at: dt.datetime | None = None

    @property
    def started_at(self) -> dt.datetime:
        return min(ask.since for ask in self.asks)

    @property
    def paused_at(self) -> dt.datetime | None:
        """Since when it has been paused, if it is."""
        if self.stopped_at is None and self.pauses and self.pauses[-1].ends_at is None:
            return self.pauses[-1].begins_at
        return None


@dataclass(slots=True)
class _Folding:
    """The clocks so far: those that stopped, and the two that may run."""

    snooze_pauses: bool
    stopped: list[Clock] = field(default_factory=list)
    response: Clock | None = None
    resolution: Clock | None = None
    replied: bool = False

    def take(self, step: Step) -> None:
        match step.kind:
            case StepKind.ASKED:
                self.asked(Ask(since=step.at, urgency=step.urgency))
            case StepKind.ANSWERED if step.automatic:
                self.answered_by_a_machine(step.at)
            case StepKind.ANSWERED:
                self.answered(step)
            case StepKind.SETTLED | StepKind.DISMISSED:
                self.stop_response(step.at, reached=False, mistaken=step.mistaken)
                settled = step.kind is StepKind.SETTLED
                self.stop_resolution(step.at, reached=settled, mistaken=step.mistaken)
            case StepKind.SNOOZED if self.snooze_pauses:
                self.response = self.response and paused(self.response, step.at, SNOOZED)
                self.resolution = self.resolution and paused(self.resolution, step.at, SNOOZED)
            case StepKind.REGROUPED:
                self.regrouped(step)
            case StepKind.WOKE:
                self.response = self.response and resumed(self.response, step.at, SNOOZED)
                self.resolution = self.resolution and resumed(self.resolution, step.at, SNOOZED)

    def asked(self, ask: Ask) -> None:
        if self.response is None:
            first = SlaMetric.NEXT_RESPONSE if self.replied else SlaMetric.FIRST_RESPONSE
            self.response = Clock(metric=first, asks=(ask,))
        else:
            self.response = _asked_again(self.response, ask)
        if self.resolution is None:
            self.resolution = Clock(metric=SlaMetric.RESOLUTION, asks=(ask,))
        else:
            self.resolution = _asked_again(self.resolution, ask)

    def answered_by_a_machine(self, at: dt.datetime) -> None:
        if self.response is not None and self.response.automatic_at is None:
            at = max(at, self.response.started_at)
            self.response = replace(self.response, automatic_at=at)

    def answered(self, step: Step) -> None:
        self.replied = True
        if step.owed_since is None:
            self.stop_response(step.at, reached=True)
            if self.resolution is not None:
                at = max(step.at, self.resolution.started_at)
                self.resolution = paused(resumed(self.resolution, at, SNOOZED), at, WAITING)
            return
        if self.response is not None and self.response.started_at <= step.at:
            self.stop_response(step.at, reached=True)
        self.asked(Ask(since=step.owed_since, urgency=step.urgency))

    def regrouped(self, step: Step) -> None:
        """Which posts the case has is known from elsewhere: the clocks run for those."""
        self.replied = step.replied
        if step.owed_since is None:
            self.stop_response(step.at, reached=False, mistaken=step.mistaken)
            self.measure_resolution(step, ())
            return
        owed = step.owed or self.as_far_as_known(step)
        first = SlaMetric.NEXT_RESPONSE if self.replied else SlaMetric.FIRST_RESPONSE
        before = self.response or Clock(metric=first, asks=owed)
        self.response = _for(replace(before, metric=first), owed)
        self.measure_resolution(step, owed)
        self.response = self.while_snoozed(self.response, step)
        self.resolution = self.resolution and self.while_snoozed(self.resolution, step)

    def as_far_as_known(self, step: Step) -> tuple[Ask, ...]:
        own = Ask(since=step.owed_since or step.at, urgency=step.urgency, due_at=step.due_at)
        before = self.response.asks if self.response else ()
        return (own, *(ask for ask in before if ask.since > own.since))

    def measure_resolution(self, step: Step, owed: tuple[Ask, ...]) -> None:
        """The matter runs for what was asked since it was last settled, as that is judged now."""
        if self.resolution is None:
            self.resolution = Clock(metric=SlaMetric.RESOLUTION, asks=owed) if owed else None
            return
        clock = self.resolution
        if step.met is None:
            clock = replace(clock, asks=(*clock.asks, *owed))
        else:
            met = [ask for ask in step.met if ask.since >= self.since_settled()]
            clock = _for(clock, (*owed, *met) or clock.asks)
        if owed:
            self.resolution = resumed(clock, min(ask.since for ask in owed), WAITING)
        else:
            self.resolution = paused(clock, step.at, WAITING) if step.replied else clock

    def since_settled(self) -> dt.datetime:
        """From when on a request belongs to the resolution that runs now."""
        resolved = [one for one in self.stopped if one.metric is SlaMetric.RESOLUTION]
        if self.resolution is None or not resolved:
            return _EVER
        return min(resolved[-1].stopped_at or _EVER, self.resolution.started_at)

    def while_snoozed(self, clock: Clock, step: Step) -> Clock:
        """Time that does not count goes on not counting while the case is still put off."""
        if not step.snoozed:
            return resumed(clock, step.at, SNOOZED)
        return paused(clock, step.at, SNOOZED) if self.snooze_pauses else clock

    def stop_response(self, at: dt.datetime, *, reached: bool, mistaken: bool = False) -> None:
        if self.response is not None:
            at = self.response.started_at if mistaken else at
            self.stopped.append(_stopped(self.response, at, reached=reached))
        self.response = None

    def stop_resolution(self, at: dt.datetime, *, reached: bool, mistaken: bool = False) -> None:
        if self.resolution is not None:
            at = self.resolution.started_at if mistaken else at
            self.stopped.append(_stopped(self.resolution, at, reached=reached and not mistaken))
        self.resolution = None


def clocks_of(steps: Iterable[Step], *, snooze_pauses: bool) -> tuple[Clock, ...]:
    """All clocks of a case, in the order in which they stopped, those that run last."""
    folding = _Folding(snooze_pauses=snooze_pauses)
    for step in steps:
        folding.take(step)
    running = (folding.response, folding.resolution)
    return (*folding.stopped, *(clock for clock in running if clock is not None))


def paused(clock: Clock, at: dt.datetime, why: str) -> Clock:
    """The clock stands still from `at` on, unless it does so already."""
    if clock.paused_at is not None:
        return clock
    last = clock.pauses[-1].ends_at if clock.pauses else None
    begins_at = max(filter(None, (at, clock.started_at, last)))
    return replace(clock, pauses=(*clock.pauses, Pause(begins_at=begins_at, ends_at=None, why=why)))


def resumed(clock: Clock, at: dt.datetime, *reasons: str) -> Clock:
    """A clock that stands still for one of these reasons runs on from `at`."""
    if clock.paused_at is None or clock.pauses[-1].why not in reasons:
        return clock
    *earlier, last = clock.pauses
    ended = replace(last, ends_at=at)
    return replace(clock, pauses=tuple(earlier) if at <= last.begins_at else (*earlier, ended))


def _for(clock: Clock, asks: tuple[Ask, ...]) -> Clock:
    """The same clock for other requests; pauses that lie before the first of them are none."""
    since = min(ask.since for ask in asks)
    pauses = tuple(
        replace(pause, begins_at=max(pause.begins_at, since))
        for pause in clock.pauses
        if pause.ends_at is None or pause.ends_at > since
    )
    return replace(clock, asks=asks, pauses=pauses)


def _asked_again(clock: Clock, ask: Ask) -> Clock:
    running = resumed(clock, ask.since, WAITING, SNOOZED)
    return replace(running, asks=(*running.asks, ask))


def _stopped(clock: Clock, at: dt.datetime, *, reached: bool) -> Clock:
    at = max(at, clock.started_at)
    pauses = tuple(
        replace(pause, ends_at=min(pause.ends_at or at, at))
        for pause in clock.pauses
        if pause.begins_at < at
    )
    return replace(clock, pauses=pauses, stopped_at=at, reached=reached)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A clock against its policy. `binding` is the request whose deadline comes first."""

    clock: Clock
    binding: Ask
    terms: Terms
    due_at: dt.datetime
    at_risk_at: dt.datetime

    def counted(self, until: dt.datetime) -> dt.timedelta:
        """How much of the time from the start until then counts."""
        return counted(self.clock, self.terms, self.clock.started_at, until)


def read(clock: Clock, policy: SlaPolicy) -> Reading | None:
    """When the clock's target is used up; None where nothing is promised."""
    end = clock.stopped_at or dt.datetime.max.replace(tzinfo=dt.UTC)
    found = [
        Reading(
            clock=clock,
            binding=ask,
            terms=terms,
            due_at=ask.due_at or _used_up(clock, terms, ask.since, terms.target),
            at_risk_at=_used_up(clock, terms, ask.since, terms.target * policy.at_risk_at),
        )
        for ask in clock.asks
        if ask.since <= end and (terms := policy.terms(clock.metric, ask.urgency)) is not None
    ]
    return min(found, key=lambda reading: reading.due_at) if found else None


def counted(clock: Clock, terms: Terms, since: dt.datetime, until: dt.datetime) -> dt.timedelta:
    """How much of the time between two moments counts on this clock."""
    total = dt.timedelta(0)
    for pause in clock.pauses:
        total += terms.calendar.between(since, min(pause.begins_at, until))
        since = max(since, pause.ends_at or until)
    return total + terms.calendar.between(since, until)


def _used_up(clock: Clock, terms: Terms, since: dt.datetime, left: dt.timedelta) -> dt.datetime:
    """The first moment at which `left` has counted; a pause that lasts is taken to end at once."""
    for pause in clock.pauses:
        before = terms.calendar.between(since, pause.begins_at)
        if before >= left:
            break
        left -= before
        since = max(since, pause.ends_at or pause.begins_at)
    return terms.calendar.add(since, left)

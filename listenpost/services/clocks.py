"""The clocks of a case, told from its events: the rows of `sla_clock` are kept as they say."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from domain.case import CaseEventKind, CaseStatus, Happened
from domain.classification import Urgency
from domain.sla_clock import Ask, Reading, Step, StepKind, clocks_of, read
from domain.sla_policy import SlaMetric, SlaPolicy
from listenpost.services import ranking
from listenpost.services.app import App
from storage import bulk, cases
from storage.ids import key
from storage.models import Case, CaseEvent, Customer, SlaClock
from storage.opening import AnyCase, NewCase

_KINDS = {
    CaseEventKind.OPENED: StepKind.ASKED,
    CaseEventKind.REOPENED: StepKind.ASKED,
    CaseEventKind.RAISED: StepKind.ASKED,
    CaseEventKind.CUSTOMER_WROTE: StepKind.ASKED,
    CaseEventKind.REPLIED: StepKind.ANSWERED,
    CaseEventKind.ANSWERED_ELSEWHERE: StepKind.ANSWERED,
    CaseEventKind.RESOLVED: StepKind.SETTLED,
    CaseEventKind.DISMISSED: StepKind.DISMISSED,
    CaseEventKind.SNOOZED: StepKind.SNOOZED,
    CaseEventKind.WOKE: StepKind.WOKE,
}
_STANDS = {
    CaseStatus.RESOLVED.value: StepKind.SETTLED,
    CaseStatus.NOT_ACTIONABLE.value: StepKind.DISMISSED,
    CaseStatus.MERGED.value: StepKind.DISMISSED,
}
_TAKEN_BACK = (CaseEventKind.WITHDRAWN, CaseEventKind.EDITED)
Event = CaseEvent | Happened
_UNTOLD = {"counted_seconds": None, "automatic_seconds": None}
NOT_STORED = sys.maxsize
RESPONSES = (SlaMetric.FIRST_RESPONSE, SlaMetric.NEXT_RESPONSE)


def project(session: Session, case: Case, app: App) -> None:
    """Bring the case's clocks and its deadline up to its events; call it after each of them.

    A clock that has stopped keeps the terms under which it ran.
    """
    before = case.due_at
    told = {key(case.id): cases.events(session, key(case.id))}
    tiers = ranking.tiers_of(session, {case.customer_id})
    bulk.insert_all(session, SlaClock, project_all(session, [case], app, told, tiers))
    if case.due_at != before:
        ranking.rerank(session, case, weights=app.weights, now=app.clock.now())


def project_all(
    session: Session,
    changed: Sequence[AnyCase],
    app: App,
    told: Mapping[int, Sequence[Event]],
    tiers: Mapping[int, str | None],
) -> list[dict[str, Any]]:
    """The same for many cases, by the whole of what is `told` of each: returns clocks to store.

    Their places in the inbox are then to be computed anew. Nothing is read of new cases.
    """
    stored = [key(case.id) for case in changed if not isinstance(case, NewCase)]
    rows = cases.clocks_of(session, stored) if stored else {}
    made: list[dict[str, Any]] = []
    for case in changed:
        case_id = key(case.id)
        policy = app.policy.facing(platform=case.platform, tier=tiers[case.customer_id])
        found = readings(told[case_id], policy)
        at = max((event.at for event in told[case_id]), default=case.opened_at)
        made += _keep(rows.get(case_id, []), case_id, found, at=at)
        _set_deadline(case, found)
    return made


def readings(events: Iterable[Event], policy: SlaPolicy) -> list[Reading]:
    """Every clock of the case that the policy promises something for."""
    clocks = clocks_of(steps_of(events), snooze_pauses=policy.snooze_pauses)
    found = (read(clock, policy) for clock in clocks)
    return [reading for reading in found if reading is not None]


def _keep(
    rows: list[SlaClock], case_id: int, found: Sequence[Reading], *, at: dt.datetime
) -> list[dict[str, Any]]:
    """Write each reading to its row; returns new ones. None goes, for a merge may be undone."""
    made = []
    for reading in found:
        row = _row_of(rows, reading)
        if row is None:
            made.append({"case_id": case_id} | _UNTOLD | _values(reading))
            continue
        rows.remove(row)
        if row.stopped_at is None:
            for name, value in _values(reading).items():
                setattr(row, name, value)
    for left in rows:
        if left.stopped_at is None:
            left.stopped_at, left.answered = max(at, left.started_at), False
    return made


def _row_of(rows: Sequence[SlaClock], reading: Reading) -> SlaClock | None:
    """The row of the same interval; a clock that runs may have got an earlier start."""
    clock = reading.clock
    running = [row for row in rows if row.stopped_at is None and _alike(row.metric, clock.metric)]
    if clock.stopped_at is None:
        return running[0] if running else None
    same = (
        row for row in rows if row.metric is clock.metric and row.started_at == clock.started_at
    )
    return next(same, None) or next(iter(running), None)


def _alike(one: SlaMetric, other: SlaMetric) -> bool:
    return (one in RESPONSES) == (other in RESPONSES)


def facing(session: Session, policy: SlaPolicy, *, platform: str, customer_id: int) -> SlaPolicy:
    """The policy as it holds for this customer on this platform."""
    return policy.facing(platform=platform, tier=session.get_one(Customer, customer_id).tier)


def recorded(row: SlaClock, reading: Reading) -> Reading:
    """The reading under the terms that the row was kept under, once it has stopped."""
    if row.stopped_at is None:
        return reading
    target = dt.timedelta(seconds=row.target_seconds or reading.terms.target.total_seconds())
    terms = replace(reading.terms, policy=row.policy or reading.terms.policy, target=target)
    return replace(reading, terms=terms, due_at=row.due_at)


def steps_of(events: Iterable[Event]) -> list[Step]:
    """The events that can move a clock, in the order in which they were written.

    What was taken back exactly counts as never done: neither it nor its undoing is a step.
    """
    found: list[Step] = []
    urgency = Urgency.NORMAL
    told = sorted(events, key=lambda one: one.id or NOT_STORED)  # what is not yet, comes last
    undone = {event.detail["takes_back"] for event in told if "takes_back" in event.detail}
    for event in told:
        if event.id in undone or "takes_back" in event.detail:
            continue
        step = _step(event, urgency)
        if step is not None:
            urgency = step.urgency
            found.append(step)
    return found


def _step(event: Event, urgency: Urgency) -> Step | None:
    detail: Mapping[str, Any] = event.detail
    urgency = Urgency(detail["urgency"]) if detail.get("urgency") else urgency
    if "state" in detail:
        return _stands(event, detail["state"], urgency)
    owed = event.kind is not CaseEventKind.CUSTOMER_WROTE or "since" in detail
    kind = _KINDS.get(event.kind) if owed else None
    if kind is None:
        return None
    since = _time(detail, "since")
    return Step(
        kind=kind,
        at=(since if kind is StepKind.ASKED else _time(detail, "public_at")) or event.at,
        urgency=urgency,
        automatic=bool(detail.get("automatic")),
        owed_since=None if kind is StepKind.ASKED else since,
    )


def _stands(event: Event, state: Mapping[str, Any], urgency: Urgency) -> Step:
    """What a merge, a split, their undoing, a correction or a deleted post made of the case."""
    kind = _STANDS.get(state["status"], StepKind.REGROUPED)
    if kind is StepKind.SETTLED and event.kind in _TAKEN_BACK:
        kind = StepKind.DISMISSED  # nobody settled anything
    corrected = event.kind is CaseEventKind.CORRECTED
    return Step(
        kind=kind,
        at=event.at,
        urgency=urgency,
        owed_since=_time(state, "waiting_since"),
        due_at=_time(event.detail, "due_at"),
        replied=bool(state["first_replied_at"]),
        snoozed=state["status"] == CaseStatus.SNOOZED,
        owed=_asks(event.detail, "asks"),
        met=_asks(event.detail, "met"),
        mistaken=corrected and not (kind is StepKind.SETTLED and event.detail.get("met")),
    )


def _asks(detail: Mapping[str, Any], name: str) -> tuple[Ask, ...] | None:
    told = detail.get(name)
    if told is None:
        return None
    return tuple(
        Ask(since=dt.datetime.fromisoformat(one["since"]), urgency=Urgency(one["urgency"]))
        for one in told
    )


def _time(detail: Mapping[str, Any], name: str) -> dt.datetime | None:
    text = detail.get(name)
    return dt.datetime.fromisoformat(text) if text else None


def _values(reading: Reading) -> dict[str, Any]:
    """The columns of a clock that the reading tells."""
    clock = reading.clock
    found: dict[str, Any] = {
        "metric": clock.metric,
        "urgency": reading.binding.urgency,
        "policy": reading.terms.policy[:60],
        "target_seconds": round(reading.terms.target.total_seconds()),
        "started_at": clock.started_at,
        "due_at": reading.due_at,
        "at_risk_at": reading.at_risk_at,
        "stopped_at": clock.stopped_at,
        "answered": clock.reached,
        "paused_at": clock.paused_at,
        "automatic_at": clock.automatic_at,
    }
    if clock.stopped_at is not None:
        found["counted_seconds"] = _seconds(reading, clock.stopped_at)
    if clock.automatic_at is not None:
        found["automatic_seconds"] = _seconds(reading, clock.automatic_at)
    return found


def _seconds(reading: Reading, until: dt.datetime) -> int:
    return round(reading.counted(until).total_seconds())


def _set_deadline(case: AnyCase, found: Iterable[Reading]) -> None:
    """The case's own deadline is that of the answer it waits for."""
    case.at_risk_at = None
    if case.waiting_since is None:
        return
    for reading in found:
        if reading.clock.metric in RESPONSES and reading.clock.stopped_at is None:
            case.due_at, case.at_risk_at = reading.due_at, reading.at_risk_at

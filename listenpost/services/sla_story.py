"""Why a case's deadlines stand as they do: its clocks with their intervals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from domain.errors import BadInput
from domain.sla_clock import Reading
from domain.sla_explain import Explanation, explain
from listenpost.services import clocks
from listenpost.services.app import App
from storage import cases
from storage.ids import key
from storage.models import Case, CaseEvent, SlaClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One stored clock; `explanation` is missing where its events cannot tell it, after a merge."""

    row: SlaClock
    explanation: Explanation | None


def of_case(app: App, case_id: int) -> list[Story]:
    """Every clock of a case, oldest first; raises BadInput if there is no such case."""
    with app.database.read() as session:
        case = cases.get(session, case_id)
        if case is None:
            raise BadInput(f"There is no case {case_id}.")
        return stories(session, case, cases.events(session, case_id), app)


def stories(session: Session, case: Case, events: Iterable[CaseEvent], app: App) -> list[Story]:
    """The same within a transaction that has read the case and its events."""
    faced = clocks.facing(session, app.policy, platform=case.platform, customer_id=case.customer_id)
    found, now = clocks.readings(events, faced), app.clock.now()
    told = []
    for row in cases.clocks(session, key(case.id)):
        reading = _reading_of(row, found)
        why = explain(clocks.recorded(row, reading), now) if reading else None
        told.append(Story(row=row, explanation=why))
    return told


def _reading_of(row: SlaClock, found: Sequence[Reading]) -> Reading | None:
    return next(
        (
            reading
            for reading in found
            if (reading.clock.metric, reading.clock.started_at, reading.clock.stopped_at)
            == (row.metric, row.started_at, row.stopped_at)
        ),
        None,
    )

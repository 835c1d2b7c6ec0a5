"""What became of answered cases: solved, came back, silent, escalated; and how customers felt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from domain import case_outcomes
from domain.case_outcomes import EndedCase, Mood, Outcomes
from domain.outcome import of_case
from domain.role import Actor, Permission, require
from listenpost.services.app import App
from storage import outcomes, surveys
from storage.ids import key
from storage.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeReport:
    """Of cases that were first answered from `since` to before `until`."""

    since: dt.datetime
    until: dt.datetime
    whole: Outcomes
    by_topic: Mapping[str, Outcomes]
    by_platform: Mapping[str, Outcomes]


def report(app: App, actor: Actor, wanted: Period) -> OutcomeReport:
    """The report of a period."""
    require(actor.role, Permission.READ_REPORTS)
    return compute(app, wanted)


def mood(app: App, actor: Actor, wanted: Period) -> Mood:
    """How customers felt, alone: the rest of the report takes longer."""
    require(actor.role, Permission.READ_REPORTS)
    with app.database.read() as session:
        return case_outcomes.mood(outcomes.feelings(session, wanted).values())


def compute(app: App, wanted: Period) -> OutcomeReport:
    """The same without a signed-in user: the command line."""
    found = _ended(app, wanted)
    return OutcomeReport(
        since=wanted.since,
        until=wanted.until,
        whole=case_outcomes.outcomes(found),
        by_topic=_by(found, "topic"),
        by_platform=_by(found, "platform"),
    )


def _ended(app: App, wanted: Period) -> list[EndedCase]:
    now = app.clock.now()
    with app.database.read() as session:
        back = outcomes.came_back(session, since=wanted.since)
        moved = outcomes.moved(session, since=wanted.since)
        felt = outcomes.feelings(session, wanted)
        cases = outcomes.answered(session, wanted)
        asked = {
            one.case_id: one.score
            for one in surveys.asked(session, [key(case.id) for case in cases])
        }
        return [
            EndedCase(
                topic=case.topic.value,
                platform=case.platform,
                outcome=of_case(
                    status=case.status,
                    came_back=key(case.id) in back,
                    moved=key(case.id) in moved,
                    last_activity_at=case.last_activity_at,
                    now=now,
                ),
                first=felt.get(key(case.id), (None, None))[0],
                last=felt.get(key(case.id), (None, None))[1],
                asked=key(case.id) in asked,
                score=asked.get(key(case.id)),
            )
            for case in cases
        ]


def _by(found: list[EndedCase], name: str) -> dict[str, Outcomes]:
    groups: dict[str, list[EndedCase]] = {}
    for case in found:
        groups.setdefault(getattr(case, name), []).append(case)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return {value: case_outcomes.outcomes(members) for value, members in ordered}

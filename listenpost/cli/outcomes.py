"""listenpost report outcomes: solved, came back, silent, escalated; sentiment at start and end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

import typer

from domain.case_outcomes import Mood, Outcomes
from domain.outcome import CaseOutcome
from domain.share import Share
from listenpost.cli.connect import connect
from listenpost.cli.hops import share_facts
from listenpost.cli.output import say, say_json
from listenpost.cli.period import begins, ends, period
from listenpost.cli.report import report
from listenpost.services import outcome_report
from listenpost.services.ledger import Period
from listenpost.services.outcome_report import OutcomeReport

LABELS = {
    CaseOutcome.SOLVED: "solved",
    CaseOutcome.CAME_BACK: "solved, and back within seven days",
    CaseOutcome.SILENT: "answered, and nothing heard for a week",
    CaseOutcome.ESCALATED: "sent to another channel, not solved",
    CaseOutcome.PENDING: "still under way",
}
MOODS = {
    "negative_at_start": "negative at the start",
    "negative_at_end": "negative at the end",
    "better": "better than at the start",
    "worse": "worse than at the start",
}

_FROM, _TO = begins("First answered"), ends()


def register(app: typer.Typer) -> None:
    """Add this file's command to the reports."""
    report.command()(outcomes)


def outcomes(
    begin: str = _FROM,
    end: str = _TO,
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """What became of answered cases, and how customers felt, of the last 30 days."""
    _, app = connect()
    since, until = period(app, begin, end)
    found = outcome_report.compute(app, Period(since=since, until=until))
    if as_json:
        say_json(as_facts(found))
        return
    for line in lines(found):
        say(line)


def as_facts(found: OutcomeReport) -> dict[str, Any]:
    """The report as JSON; every name is stable."""
    return {
        "from": found.since.isoformat(),
        "to": found.until.isoformat(),
        **_facts(found.whole),
        "by_topic": _each(found.by_topic),
        "by_platform": _each(found.by_platform),
    }


def _each(groups: Mapping[str, Outcomes]) -> dict[str, Any]:
    return {name: _facts(one) for name, one in groups.items()}


def _facts(found: Outcomes) -> dict[str, Any]:
    return {
        "cases": found.cases,
        "outcomes": {one.value: share_facts(share) for one, share in found.shares.items()},
        "sentiment": {
            field.name: share_facts(getattr(found.mood, field.name)) for field in fields(Mood)
        },
        "csat": {
            "answered": share_facts(found.satisfaction.answered),
            "satisfied": share_facts(found.satisfaction.satisfied),
            "mean": None if found.satisfaction.mean is None else round(found.satisfaction.mean, 2),
        },
    }


def lines(found: OutcomeReport) -> Iterator[str]:
    """The report for people."""
    yield (
        f"{found.whole.cases:,} cases first answered {found.since:%Y-%m-%d %H:%M} to "
        f"{found.until:%Y-%m-%d %H:%M} UTC"
    )
    for outcome, share in found.whole.shares.items():
        yield f"{LABELS[outcome]:<42}{share.in_words()}"
    for name, label in MOODS.items():
        mood: Share = getattr(found.whole.mood, name)
        yield f"{label:<42}{mood.in_words()}"
    asked = found.whole.satisfaction
    if asked.answered.whole:
        yield f"{'answered how it was':<42}{asked.answered.in_words()}"
        yield f"{'gave 4 or 5 of 5':<42}{asked.satisfied.in_words()}"
    for title, groups in (("topic", found.by_topic), ("network", found.by_platform)):
        yield f"{title:<14}{'solved':>28}{'came back':>28}"
        for value, one in groups.items():
            solved, back = one.shares[CaseOutcome.SOLVED], one.shares[CaseOutcome.CAME_BACK]
            yield f"{value:<14}{solved.in_words():>28}{back.in_words():>28}"

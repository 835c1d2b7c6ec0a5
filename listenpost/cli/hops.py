"""listenpost report hops: escalation, return and carried context, beside the industry's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import typer

from domain.hop import HopOutcome
from domain.hop_figures import INDUSTRY, Figures
from domain.share import Share
from listenpost.cli.connect import connect
from listenpost.cli.output import say, say_json
from listenpost.cli.period import begins, ends, period
from listenpost.cli.report import report
from listenpost.services import hop_report
from listenpost.services.hop_report import HopReport

NAMES = {
    "escalation": "sent to another channel",
    "returned": "of these, asked again where they started",
    "context_carried": "of the moves, with their story",
}

_FROM, _TO = begins("First answered"), ends()


def register(app: typer.Typer) -> None:
    """Add this file's command to the reports."""
    report.command()(hops)


def hops(
    begin: str = _FROM,
    end: str = _TO,
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """How often customers are moved, come back, and have to tell it again, of the last 30 days."""
    _, app = connect()
    since, until = period(app, begin, end)
    found = hop_report.compute(app, since=since, until=until)
    if as_json:
        say_json(as_facts(found))
        return
    for line in lines(found):
        say(line)


def as_facts(found: HopReport) -> dict[str, Any]:
    """The report as JSON; every name is stable."""
    return {
        "from": found.since.isoformat(),
        "to": found.until.isoformat(),
        **_facts(found.whole),
        "industry": dict(INDUSTRY),
        "outcomes": {outcome.value: found.outcomes.get(outcome, 0) for outcome in HopOutcome},
        "by_topic": _each(found.by_topic),
        "by_platform": _each(found.by_platform),
        "edges": [
            {
                "from": str(edge.origin),
                "to": str(edge.target),
                "hops": edge.number,
                "returned": edge.returned,
                "context_carried": edge.carried,
            }
            for edge in found.edges
        ],
    }


def _each(groups: Mapping[str, Figures]) -> dict[str, Any]:
    return {name: _facts(figures) for name, figures in groups.items()}


def _facts(found: Figures) -> dict[str, Any]:
    """The three rates as numbers, and each with its counts and its interval."""
    return {
        "escalation_rate": _rounded(found.escalation.value),
        "return_rate": _rounded(found.returned.value),
        "context_carried_rate": _rounded(found.context_carried.value),
        "hops": found.context_carried.whole,
        "by_herself": found.by_herself,
        "intervals": {name: share_facts(getattr(found, name)) for name in NAMES},
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def share_facts(share: Share) -> dict[str, Any]:
    """The counts and the interval."""
    low, high = share.interval
    return {
        "part": share.part,
        "whole": share.whole,
        "low": round(low, 4),
        "high": round(high, 4),
    }


def lines(found: HopReport) -> Iterator[str]:
    """The report for people."""
    yield f"cases first answered {found.since:%Y-%m-%d %H:%M} to {found.until:%Y-%m-%d %H:%M} UTC"
    for name, label in NAMES.items():
        share: Share = getattr(found.whole, name)
        yield f"{label:<42}{share.in_words():<32}industry {INDUSTRY[name]:.0%}"
    yield f"{'went to another channel by themselves':<42}{found.whole.by_herself:,}"
    for title, groups in (("topic", found.by_topic), ("network", found.by_platform)):
        yield f"{title:<14}{'sent away':>24}{'returned':>26}{'with story':>26}"
        for name, one in groups.items():
            parts = [getattr(one, key).in_words() for key in NAMES]
            yield f"{name:<14}" + "".join(f"{part:>26}" for part in parts)
    for edge in found.edges:
        yield f"{edge.number:>6,}  {edge.origin} > {edge.target}, {edge.returned:,} came back"

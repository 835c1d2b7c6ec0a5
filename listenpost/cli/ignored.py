"""listenpost report ignored: what needed an answer and got none, reconciled to the mention."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import typer

from domain.priority import in_words
from domain.text import one_line
from listenpost.cli.connect import connect
from listenpost.cli.output import say, say_json
from listenpost.cli.period import begins, ends, moment
from listenpost.cli.report import report
from listenpost.services import ledger
from listenpost.services.ledger import LedgerReport, Unanswered

MOST_NAMES = 100_000
_FROM, _TO = begins("Needed an answer"), ends()


def register(app: typer.Typer) -> None:
    """Add this file's command to the reports."""
    report.command()(ignored)


def ignored(
    begin: str = _FROM,
    end: str = _TO,
    platform: list[str] = typer.Option([], help="Only this platform; may be repeated."),
    team: list[str] = typer.Option([], help="Only this team's cases; may be repeated."),
    with_list: bool = typer.Option(False, "--list", help="Also name every ignored request."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """What needed an answer, what became of it, and who was ignored, of the last 30 days."""
    _, app = connect()
    wanted = ledger.period(
        app,
        since=moment(begin, "--from"),
        until=moment(end, "--to"),
        platforms=tuple(platform),
        teams=tuple(team),
    )
    found = ledger.compute(app, wanted)
    names = ledger.names(app, wanted, limit=MOST_NAMES) if with_list else []
    if as_json:
        say_json(as_facts(found) | ({"list": [_name(one) for one in names]} if with_list else {}))
        return
    for line in lines(found):
        say(line)
    for one in names:
        say(_name_line(one))


def as_facts(found: LedgerReport) -> dict[str, Any]:
    """The report as JSON; every name is stable."""
    return {
        "from": found.period.since.isoformat(),
        "to": found.period.until.isoformat(),
        "platforms": list(found.period.platforms),
        "teams": list(found.period.teams),
        "heard": found.heard,
        "not_judged": found.unjudged,
        "expected": {name: round(value, 1) for name, value in asdict(found.expected).items()},
        "decided": found.decided,
        "added_by_correction": found.added,
        "needed": found.needed,
        "settled": {row.value: number for row, number in found.settled.items()},
        "pending": {row.value: number for row, number in found.pending.items()},
        "ignored": {row.value: number for row, number in found.ignored.items()},
        "ignored_total": found.ignored_total,
        "ignored_share": None if found.ignored_share is None else round(found.ignored_share, 4),
    }


def lines(found: LedgerReport) -> list[str]:
    """The report for people: a sum that can be checked with a pencil."""
    guess = found.expected
    rows = [
        f"{found.period.since:%Y-%m-%d %H:%M} to {found.period.until:%Y-%m-%d %H:%M} UTC, "
        f"{found.heard:,} mentions heard, {found.unjudged:,} not judged yet",
        _line("needed an answer", found.needed),
        f"    by the rules {found.decided:,}, added by corrections {found.added:,}; by the model's "
        f"probabilities {guess.number:,.0f} ({guess.low:,.0f} to {guess.high:,.0f})",
    ]
    rows += [_line(f"- {_words(row)}", number) for row, number in found.settled.items()]
    rows += [_line(f"- pending: {_words(row)}", number) for row, number in found.pending.items()]
    share = f"  {found.ignored_share:.1%}" if found.ignored_share is not None else ""
    rows.append(_line("= ignored", found.ignored_total) + share)
    rows += [_line(f"    {_words(row)}", number) for row, number in found.ignored.items() if number]
    return rows


def _line(label: str, number: int) -> str:
    return f"{label:<34}{number:>9,}"


def _words(row: str) -> str:
    return row.replace("_", " ")


def _name(one: Unanswered) -> dict[str, Any]:
    facts = asdict(one)
    facts["age_s"] = round(facts.pop("age").total_seconds())
    return facts


def _name_line(one: Unanswered) -> str:
    parts = (
        f"case {one.case_id}",
        one.platform,
        one.customer,
        in_words(one.age),
        one.owner or "nobody",
        _words(one.reason),
        one_line(one.text, 80),
    )
    return "\t".join(" ".join(part.split()) for part in parts)

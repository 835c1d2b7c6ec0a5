"""listenpost report coverage: until when each listener is complete, and where it is not."""

from __future__ import annotations

from typing import Any

import typer

from domain.budget import Spent
from domain.coverage import HoleState
from domain.prices import MICRO
from listenpost.cli.connect import connect
from listenpost.cli.output import say, say_json, say_wrapped
from listenpost.cli.report import report
from listenpost.services import health
from listenpost.services.coverage_report import Hole, ListenerCoverage
from listenpost.services.health import ListenerHealth


def register(app: typer.Typer) -> None:
    """Add this file's command to the reports."""
    report.command("coverage")(coverage)


def coverage(as_json: bool = typer.Option(False, "--json", help="Print one JSON object.")) -> None:
    """Until when each listener is complete, how that is known, and where its holes are."""
    _, app = connect()
    found = health.snapshot(app).listeners
    if as_json:
        say_json({"listeners": [facts(one.coverage, one) for one in found]})
        return
    for one in found:
        for line in lines(one.coverage, one):
            say_wrapped(line, indent=6)
    if not found:
        say("No listener has reported yet: `listenpost worker` starts them.")


def facts(found: ListenerCoverage, state: ListenerHealth) -> dict[str, Any]:
    """One listener as JSON; every name is stable."""
    return {
        "listener": found.listener,
        "state": state.state.value,
        "way_out": state.way_out,
        "last_error": state.last_error,
        "alerts": list(state.alerts),
        "next_poll": _iso(state.next_poll_at),
        "today": _spent(state.cost.today),
        "month": _spent(state.cost.month),
        "forecast_month_usd": round(state.cost.forecast_usd, 4),
        "budget": {
            "requests_per_day": state.cost.budget.requests,
            "usd_per_day": state.cost.budget.usd,
        },
        "prices": {
            "source": state.cost.prices.source,
            "seen_on": state.cost.prices.seen_on.isoformat(),
            "usd": {what: micro / MICRO for what, micro in state.cost.prices.micro_usd.items()},
        },
        "tightest_limit": state.cost.tightest,
        "limit_left": None if state.cost.left is None else round(state.cost.left, 4),
        "only_told": state.only_told,
        "complete_since": _iso(found.since),
        "complete_until": _iso(found.complete_until),
        "proof": found.proof.value if found.proof else None,
        "share_24h": None if found.share is None else round(found.share, 4),
        "spans": [{"since": _iso(one.since), "until": _iso(one.until)} for one in found.spans],
        "holes_open": found.open,
        "holes_reported": found.reported,
        "holes": [
            {
                "since": _iso(hole.since),
                "until": _iso(hole.until),
                "state": hole.state.value,
                "reason": hole.reason,
            }
            for hole in found.holes
        ],
    }


def lines(found: ListenerCoverage, state: ListenerHealth) -> list[str]:
    """One listener for people."""
    until = f"{found.complete_until:%Y-%m-%d %H:%M:%S} UTC" if found.complete_until else None
    share = "" if found.share is None else f"; {found.share:.1%} of the last day"
    proven = "told by webhook, nothing is proven between deliveries"
    if not state.only_told:
        proven = f"complete until {until}{share}" if until else "nothing is proven complete yet"
    rows = [f"{found.listener}: {state.state.value.replace('_', ' ')}, {proven}"]
    rows += [f"    ! {one}" for one in state.troubles]
    if state.way_out:
        rows.append(f"    > {state.way_out}")
    cost = state.cost
    money = f", ${cost.today.usd:,.2f}; this month ${cost.month.usd:,.2f}, at its end about "
    rows.append(
        f"    {cost.today.requests:,} requests today"
        + (f"{money}${cost.forecast_usd:,.2f}" if cost.prices.micro_usd else "")
    )
    return rows + [_hole(hole, state) for hole in found.holes if hole.state is not HoleState.CLOSED]


def _hole(hole: Hole, state: ListenerHealth) -> str:
    """A hole in a line; a reason that stands above already is not told again."""
    day = "%Y-%m-%d %H:%M:%S" if hole.until.date() != hole.since.date() else "%H:%M:%S"
    word = "hole" if hole.state is HoleState.OPEN else "lost"
    why = "" if hole.reason in state.troubles else f": {hole.reason}"
    return f"    {word} {hole.since:%Y-%m-%d %H:%M:%S} to {hole.until.strftime(day)}{why}"


def _spent(spent: Spent) -> dict[str, Any]:
    return {"requests": spent.requests, "reads": spent.reads, "usd": round(spent.usd, 6)}


def _iso(moment: Any) -> str | None:
    return None if moment is None else moment.isoformat()

"""listenpost report coverage: until when each listener is complete, and where it is not."""

from __future__ import annotations

from typing import Any

import typer

from domain.coverage import HoleState
from listenpost.cli.connect import connect
from listenpost.cli.output import say, say_json
from listenpost.cli.report import report
from listenpost.services import health
from listenpost.services.coverage_report import ListenerCoverage
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
            say(line)
    if not found:
        say("No listener has reported yet: `listenpost worker` starts them.")


def facts(found: ListenerCoverage, state: ListenerHealth) -> dict[str, Any]:
    """One listener as JSON; every name is stable."""
    return {
        "listener": found.listener,
        "state": state.state.value,
        "way_out": state.way_out,
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
    until = f"{found.complete_until:%Y-%m-%d %H:%M:%S} UTC" if found.complete_until else "never yet"
    share = "" if found.share is None else f", {found.share:.1%} of the last day"
    rows = [f"{found.listener}: {state.state.value}, complete until {until}{share}"]
    if state.way_out:
        rows.append(f"    {state.way_out}")
    rows += [
        f"    {hole.state.value:<8} {hole.since:%Y-%m-%d %H:%M:%S} to {hole.until:%H:%M:%S}: "
        f"{hole.reason}"
        for hole in found.holes
        if hole.state is not HoleState.CLOSED
    ]
    return rows


def _iso(moment: Any) -> str | None:
    return None if moment is None else moment.isoformat()

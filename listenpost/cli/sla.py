"""listenpost report sla: the figures of a period, or why one case stands as it does."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import typer

from domain.errors import BadInput
from domain.priority import in_words
from domain.sla import SlaMetric
from domain.sla_explain import Explanation
from domain.sla_figures import Figures
from listenpost.cli.connect import connect
from listenpost.cli.output import say, say_json
from listenpost.cli.report import report
from listenpost.services import sla_report, sla_story
from listenpost.services.sla_report import SlaReport

METRICS = {
    SlaMetric.FIRST_RESPONSE: "First answer",
    SlaMetric.NEXT_RESPONSE: "Next answer",
    SlaMetric.RESOLUTION: "Resolution",
}


def register(app: typer.Typer) -> None:
    """Add this file's command to the reports."""
    report.command("sla")(sla)


def sla(
    case: int = typer.Option(0, help="Explain the clocks of this case instead."),
    days: int = typer.Option(30, min=1, help="Calendar days, today among them."),
    zone: str = typer.Option("UTC", help="Whose days and times: an IANA name."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Share in time, median and 90th percentile of each metric by urgency and platform."""
    _, app = connect()
    place = _zone(zone)
    if case:
        told = [one.explanation for one in sla_story.of_case(app, case)]
        explained = [one for one in told if one is not None]
        if as_json:
            say_json({"case": case, "clocks": [_facts(one, place) for one in explained]})
            return
        for one in explained:
            _explain(one, place)
        return
    found = sla_report.read(app, zone=place, days=days)
    if as_json:
        say_json(found.facts())
    else:
        _print(found)


def _zone(name: str) -> dt.tzinfo:
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError) as error:
        raise BadInput(
            f"--zone {name} is no time zone; names are those of the IANA list, such as Asia/Tokyo."
        ) from error


def _print(found: SlaReport) -> None:
    say(f"From {found.since:%Y-%m-%d %H:%M} to {found.until:%Y-%m-%d %H:%M} ({found.zone}).")
    for metric, one in found.metrics.items():
        states = found.standing.get(metric, {})
        now = ", ".join(f"{number} {state.replace('_', ' ')}" for state, number in states.items())
        say(f"{METRICS[metric]} (running now: {now or 'none'})")
        _line("all", one.all)
        for name, part in (*one.by_urgency.items(), *one.by_platform.items()):
            _line(name, part)


def _line(name: str, one: Figures) -> None:
    share = "-" if one.share_in_time is None else f"{one.share_in_time:.1%}"
    machines = f", automatic {one.automatic} (median {_time(one.automatic_p50_s)})"
    say(
        f"  {name:<12} {one.clocks:>6} clocks  in time {share:>6}  median {_time(one.p50_s)}  "
        f"90% within {_time(one.p90_s)}{machines if one.automatic else ''}"
    )


def _time(seconds: float | None) -> str:
    return "-" if seconds is None else in_words(dt.timedelta(seconds=seconds))


def _explain(one: Explanation, zone: dt.tzinfo) -> None:
    say(
        f"{METRICS[one.metric]}: {one.state.replace('_', ' ')}"
        f"{', paused' if one.paused else ''}. {in_words(one.counted)} of {in_words(one.target)} "
        f"({one.urgency.value}, policy {one.policy}), due {_moment(one.due_at, zone)}."
    )
    if one.counts_from > one.started_at:
        say(f"  The deadline is that of the post of {_moment(one.counts_from, zone)}.")
    if one.automatic is not None:
        say(f"  Automatic answer after {in_words(one.automatic)}; it is not a person's.")
    for part in one.intervals:
        say(
            f"  {_moment(part.begins_at, zone)} to {_moment(part.ends_at, zone)}  "
            f"counts {in_words(part.counted) if part.counted else 'nothing':<14} {part.why}"
        )


def _moment(at: dt.datetime, zone: dt.tzinfo) -> str:
    return f"{at.astimezone(zone):%a %Y-%m-%d %H:%M:%S}"


def _facts(one: Explanation, zone: dt.tzinfo) -> dict[str, object]:
    return {
        "metric": one.metric.value,
        "state": one.state.value,
        "policy": one.policy,
        "urgency": one.urgency.value,
        "target_s": one.target.total_seconds(),
        "counted_s": one.counted.total_seconds(),
        "automatic_s": None if one.automatic is None else one.automatic.total_seconds(),
        "started_at": one.started_at.astimezone(zone).isoformat(),
        "due_at": one.due_at.astimezone(zone).isoformat(),
        "running": one.running,
        "paused": one.paused,
        "reached": one.reached,
        "intervals": [
            {
                "from": part.begins_at.astimezone(zone).isoformat(),
                "to": part.ends_at.astimezone(zone).isoformat(),
                "counted_s": part.counted.total_seconds(),
                "why": part.why,
            }
            for part in one.intervals
        ],
    }

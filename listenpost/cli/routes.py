"""listenpost routes: which rule a case comes to, and which channel is recommended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from domain.errors import BadInput
from domain.mention import Platform
from domain.recommend import Candidate, Recommendation
from domain.route import Policy, Tried
from listenpost.cli.connect import connect
from listenpost.cli.output import say, say_json
from listenpost.services import recommending
from responder import RESPONDERS

routes_app = typer.Typer(help="Routes: where matters are settled.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(routes_app, name="routes")


@routes_app.callback()
def _routes() -> None:
    """The rules of [[routes]] and the channels of [[channels]]."""


@routes_app.command("test")
def try_routes(
    text: str = typer.Option("", help="A post, judged by the model now."),
    case: int = typer.Option(0, min=0, help="A case that is there."),
    platform: str = typer.Option("x", help="With --text: the network."),
    tier: str | None = typer.Option(None, help="With --text: the customer's tier."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Which rule matches and why, and which channels are possible, the best first."""
    _, app = connect()
    if bool(text) == bool(case):
        raise BadInput("Say what to test: --text TEXT or --case NUMBER.")
    if platform not in RESPONDERS:
        raise BadInput(f"--platform is {platform!r}: use one of {', '.join(sorted(RESPONDERS))}.")
    if case:
        found, tried = recommending.explained_as(app, case)
    else:
        found, tried = recommending.for_text(app, text, platform=Platform(platform), tier=tier)
    if as_json:
        say_json(as_facts(found, tried))
        return
    for line in lines(found, tried):
        say(line)


def as_facts(found: Recommendation, tried: tuple[Tried, ...]) -> dict[str, Any]:
    """The answer as JSON; every name is stable."""
    return {
        "rule": found.policy.rule,
        "tried": [
            {"rule": one.name, "depth": one.depth, "asks": one.asks, "against": one.against or None}
            for one in tried
        ],
        "recommended": found.best.channel.name if found.best else None,
        "stopgap": found.stopgap,
        "candidates": [
            {
                "channel": one.channel.name,
                "kind": one.channel.kind.value,
                "possible": one.feasible,
                "chance": round(one.chance, 3),
                "reasons": list(one.reasons),
                "obstacles": list(one.obstacles),
            }
            for one in found.candidates
        ],
    }


def lines(found: Recommendation, tried: tuple[Tried, ...]) -> Iterator[str]:
    """The same for people."""
    for one in tried:
        mark = f"no: {one.against}" if one.against else "yes"
        yield f"{'  ' * one.depth}rule {one.name:<20} asks for {one.asks}: {mark}"
    yield _policy(found.policy)
    for candidate in found.candidates:
        yield _line(candidate, best=found.best is candidate, stopgap=found.stopgap)


def _policy(policy: Policy) -> str:
    if policy.rule is None:
        return "no rule matches: every channel may be used"
    parts = [
        f"{word} {', '.join(names)}"
        for word, names in (
            ("prefers", policy.prefer),
            ("only", policy.only),
            ("never", policy.never),
        )
        if names
    ]
    return f"by the rule {policy.rule}: {'; '.join(parts) or 'every channel may be used'}"


def _line(one: Candidate, *, best: bool, stopgap: bool) -> str:
    mark = ("stopgap" if stopgap else "best") if best else "" if one.feasible else "no"
    why = one.reasons if one.feasible else one.obstacles
    return f"{mark:<8}{one.channel.name:<24}{one.chance:>5.0%}  {'; '.join(why)}"

"""`python -m sandbox`: the practice network as a program."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

from sandbox.app import build
from sandbox.clock import filling
from sandbox.courier import deliver_to
from sandbox.replay import first, load_replay
from sandbox.scenario import Scenario, load, offset
from sandbox.server import address, bound, empty_world, server_of
from sandbox.world import World

DEFAULT_MINUTES = 30.0


def main() -> None:
    """Serve until stopped; the address goes to standard output as one line of JSON."""
    parser = _arguments()
    given = parser.parse_args()
    try:
        world = _world(given)
    except (OSError, ValueError, KeyError, IndexError) as error:
        parser.error(f"nothing can be played from that: {type(error).__name__}: {error}")
    if given.webhook:
        deliver_to(given.webhook, world)
    listening = bound(given.port, given.host)
    server = server_of(build(world))
    ready = {"url": address(listening), "pid": os.getpid()}
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how people stop it
        server.run(sockets=[listening])


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--scenario", default="kestrelia", help="a built-in name or a folder")
    parser.add_argument("--replay", type=Path, default=None, help="a file of posts instead")
    parser.add_argument("--posts", type=int, default=None, help="only so many customer posts")
    parser.add_argument("--minutes", type=float, default=DEFAULT_MINUTES, help="how long it plays")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--start-at", default=None, help="d2T08:00: day 2 (from 0), 08:00 UTC")
    parser.add_argument(
        "--journeys", action="store_true", help="customers go where they are sent, or come back"
    )
    parser.add_argument("--empty", action="store_true", help="no scenario, real time")
    parser.add_argument("--webhook", default=None, help="an address that is told what happens")
    parser.add_argument("--speed", type=float, default=1.0, help="with --empty: times as fast")
    return parser


def _world(given: argparse.Namespace) -> World:
    if given.empty:
        return empty_world(seed=given.seed, speed=given.speed)
    scenario = _scenario(given)
    start = scenario.starts_at + _offset(given.start_at)
    clock = filling(given.minutes, start=start, end=scenario.ends_at)
    return World(scenario, clock, seed=given.seed, journeys=given.journeys)


def _scenario(given: argparse.Namespace) -> Scenario:
    if given.replay is not None:
        return load_replay(given.replay, posts=given.posts)
    whole = load(given.scenario)
    if given.posts is None:
        return whole
    posts = first(whole.posts, given.posts)
    return replace(whole, posts=posts, ends_at=posts[-1].at)


def _offset(start_at: str | None) -> float:
    if start_at is None:
        return 0.0
    day, _, time = start_at.removeprefix("d").partition("T")
    return offset(int(day), time or "00:00")


if __name__ == "__main__":
    main()

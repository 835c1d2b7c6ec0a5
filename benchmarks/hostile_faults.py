"""Every way in which a network misbehaves, and who posts while it does."""

from __future__ import annotations

import math
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from listenpost.demo.network import Network

TICK_SECONDS = 0.25
LATE_SECONDS = 600
BURST = 5000

Fault = dict[str, Any]
HALF = 0.5

MISBEHAVIOURS: dict[str, list[Fault]] = {
    "none": [],
    "late": [{"effect": {"type": "late", "seconds": LATE_SECONDS, "up_to": True}}],
    "duplicates": [{"effect": "duplicates", "probability": HALF}],
    "shuffled": [{"effect": "shuffled", "probability": HALF}],
    "clocks": [{"effect": {"type": "lying_clock", "between": [0, 2_208_988_800]},
                "match": {"network": "x"}, "probability": HALF},
               {"effect": {"type": "lying_clock", "between": [0, 2_208_988_800]},
                "match": {"network": "facebook"}, "probability": HALF}],
    "edits": [{"effect": {"type": "edited", "seconds": 300, "up_to": True}, "probability": 0.2}],
    "deletions": [
        {"effect": {"type": "deleted", "seconds": 900, "up_to": True}, "probability": 0.2}
    ],
    "402": [{"effect": {"type": "status", "status": 402}, "probability": HALF}],
    "429 with reset": [{"effect": {"type": "status", "status": 429, "seconds": 60},
                        "probability": 0.3}],
    "429 without reset": [{"effect": {"type": "status", "status": 429, "reset": False},
                           "probability": 0.3}],
    "500": [{"effect": {"type": "status", "status": 500}, "probability": 0.3}],
    "html": [{"effect": {"type": "html", "status": 200}, "probability": 0.3}],
    "truncated": [{"effect": "truncated", "probability": 0.3}],
    "malformed": [{"effect": "malformed", "probability": HALF}],
    "hang": [{"effect": {"type": "hang", "seconds": 5}, "probability": 0.1}],
    "dropped": [{"effect": "drop_after", "probability": 0.3}],
    "expired token": [{"effect": "expired_token", "probability": HALF}],
}  # fmt: skip
"""Name of the phase -> rules for the practice network's control plane."""


@dataclass(slots=True, kw_only=True)
class Publisher(threading.Thread):
    """Posts phase after phase, each a `minimum` of seconds, until all are out or the time is up.

    A phase that took too long is made up for by the next ones.
    """

    practice: Network
    posts: int
    rate: float
    minimum: float
    until: float
    phases: list[str] = field(default_factory=list)
    left: int = 0
    ends: float = 0.0
    failed: BaseException | None = None

    def __post_init__(self) -> None:
        threading.Thread.__init__(self, daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        try:
            self._publish()
        except BaseException as error:
            self.failed = error
            raise
        finally:
            self.practice.heal()

    def _publish(self) -> None:
        burst = min(BURST, self.posts // 5)
        share = (self.posts - burst) // (len(MISBEHAVIOURS) + 2)
        for name, rules in MISBEHAVIOURS.items():
            self._phase(name, rules, share)
        self._phase("burst", [], 0, burst=burst)
        rest = self.posts - burst - share * len(MISBEHAVIOURS)
        self._phase("all at once", everything(), rest)

    def _phase(self, name: str, rules: list[Fault], posts: int, *, burst: int = 0) -> None:
        began = time.monotonic()
        if began > self.until:
            self.left += posts + burst
            return
        self.ends = (self.ends or began) + max(self.minimum, posts / self.rate)
        with self._misbehaving(rules):
            self._burst("x", burst)
            self._steadily(posts)
            time.sleep(max(0.0, min(self.ends, self.until) - time.monotonic()))
        self.phases.append(name)
        sys.stderr.write(f"{name}: {time.monotonic() - began:.0f} s\n")

    @contextmanager
    def _misbehaving(self, rules: list[Fault]) -> Iterator[None]:
        for rule in rules:
            self.practice.tell("faults", **rule)
        yield
        self.practice.heal()

    def _steadily(self, posts: int) -> None:
        """Half to each network, a handful at each tick; more where a tick took too long."""
        began, out = time.monotonic(), 0
        rate = posts / max(self.ends - began, TICK_SECONDS)
        while out < posts and (at := time.monotonic()) < self.until:
            due = math.ceil(rate * (at + TICK_SECONDS - began))
            now = min(max(due - out, 2), posts - out)
            self._burst("x", (now + 1) // 2)
            self._burst("facebook", now // 2)
            out += now
            time.sleep(max(0.0, at + TICK_SECONDS - time.monotonic()))
        self.left += posts - out

    def _burst(self, on: str, posts: int) -> None:
        if posts:
            effect = {"type": "burst", "posts": posts}
            self.practice.tell("faults", effect=effect, match={"network": on})


def everything() -> list[Fault]:
    """All misbehaviours at once, each a quarter as often as in its own phase."""
    return [
        rule | {"probability": rule.get("probability", HALF) / 4}
        for rules in MISBEHAVIOURS.values()
        for rule in rules
    ]


PHASES = len(MISBEHAVIOURS) + 2

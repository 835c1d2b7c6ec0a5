"""Faults: rules that tell the practice network when to misbehave, and how."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from enum import StrEnum

from sandbox.posts import Json, Network


class Effect(StrEnum):
    """What can go wrong; the first group happens before a request takes effect."""

    STATUS = "status"  # status, and code and subcode on Facebook; reset false: no reset header
    EXPIRED_TOKEN = "expired_token"  # noqa: S105
    HTML = "html"  # status
    HANG = "hang"  # seconds of real time, then served
    DROP_BEFORE = "drop_before"

    DROP_AFTER = "drop_after"  # it took effect, but the connection breaks
    HANG_AFTER = "hang_after"  # the same, seconds later
    STATUS_AFTER = "status_after"  # it took effect, and is answered with an error
    FORGETFUL = "forgetful"  # the same words again are taken again
    TRUNCATED = "truncated"
    JAVASCRIPT = "javascript"  # the content type that the Graph API sometimes has
    DUPLICATES = "duplicates"
    SHUFFLED = "shuffled"
    MALFORMED = "malformed"  # broken items beside the good ones
    FORGED = "forged"  # a delivery comes with a wrong signature first
    NO_FROM = "no_from"

    LATE = "late"  # indexed these scenario seconds after they were written; up_to: at most
    LYING_CLOCK = "lying_clock"  # written these seconds later, says the post; between: at a moment
    EDITED = "edited"  # posts get other words these seconds after they became visible
    DELETED = "deleted"  # posts are taken away these seconds after they became visible


STANDING = frozenset({Effect.FORGETFUL})
"""The effects that hold while their rule stands, on no request in particular."""
OF_POSTS = frozenset({Effect.LATE, Effect.LYING_CLOCK, Effect.EDITED, Effect.DELETED})
"""The effects on what is published; all others are on requests."""


@dataclass(slots=True, kw_only=True)
class Rule:
    """Fires for what it matches, with this probability, this many times (None: without end)."""

    id: int
    effect: Effect
    options: Json = field(default_factory=dict)
    network: Network | None = None
    path_contains: str = ""
    method: str | None = None
    count: int | None = None
    probability: float = 1.0
    hits: int = 0

    @property
    def seconds(self) -> float:
        return float(self.options.get("seconds", 60))

    def fits(self, network: Network, path: str, method: str) -> bool:
        left = self.count is None or self.hits < self.count
        there = self.network in (None, network) and self.path_contains in path
        return left and there and self.method in (None, method)

    def facts(self) -> Json:
        return {
            "id": self.id,
            "match": {
                "network": self.network,
                "path_contains": self.path_contains,
                "method": self.method,
            },
            "effect": {"type": self.effect, **self.options},
            "count": self.count,
            "probability": self.probability,
            "hits": self.hits,
        }


class Faults:
    """All rules in force; several may fire at once."""

    def __init__(self, seed: int) -> None:
        self.rules: list[Rule] = []
        self.dice = random.Random(f"{seed}|faults")
        self._made = 0

    def add(self, given: Json) -> Rule:
        """From the control plane; the effect is a name, or an object with type and options."""
        effect = given["effect"] if isinstance(given["effect"], dict) else {"type": given["effect"]}
        match = given.get("match") or {}
        self._made += 1
        rule = Rule(
            id=self._made,
            effect=Effect(effect["type"]),
            options={name: value for name, value in effect.items() if name != "type"},
            network=Network(match["network"]) if match.get("network") else None,
            path_contains=match.get("path_contains") or "",
            method=match.get("method"),
            count=given.get("count"),
            probability=float(given.get("probability", 1.0)),
        )
        self.rules.append(rule)
        return rule

    def remove(self, rule_id: int | None) -> None:
        """One rule, or all of them."""
        self.rules = [rule for rule in self.rules if rule_id not in (None, rule.id)]

    def on_request(self, network: Network, path: str, method: str) -> tuple[Rule, ...]:
        return tuple(
            rule
            for rule in self.rules
            if rule.effect not in OF_POSTS | STANDING
            and rule.fits(network, path, method)
            and self._fires(rule)
        )

    def stands(self, effect: Effect) -> bool:
        """Whether a rule says so, for as long as it is there."""
        return any(rule.effect is effect for rule in self.rules)

    def delay(self, network: Network) -> float:
        """How much later than written a new post becomes visible."""
        return sum(self._seconds(rule) for rule in self._of_post(Effect.LATE, network))

    def stated(self, network: Network, at: float) -> float:
        """When a new post of this moment says that it was written."""
        for rule in self._of_post(Effect.LYING_CLOCK, network):
            between = rule.options.get("between")
            at = self.dice.uniform(*between) if between else at + rule.seconds
        return at

    def after(self, effect: Effect, network: Network) -> float | None:
        """How long after it became visible a new post is edited or deleted; None: never."""
        fired = [self._seconds(rule) for rule in self._of_post(effect, network)]
        return min(fired, default=None)

    def _seconds(self, rule: Rule) -> float:
        return self.dice.uniform(0, rule.seconds) if rule.options.get("up_to") else rule.seconds

    def _of_post(self, effect: Effect, network: Network) -> list[Rule]:
        return [
            rule
            for rule in self.rules
            if rule.effect is effect and rule.fits(network, "", "") and self._fires(rule)
        ]

    def _fires(self, rule: Rule) -> bool:
        fires = self.dice.random() < rule.probability
        rule.hits += fires
        return fires

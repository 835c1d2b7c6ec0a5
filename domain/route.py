"""The brand's routes: a tree of rules, where the first that matches wins and children inherit.

As in Prometheus' Alertmanager: a case goes down the tree as far as it matches, and what a rule
leaves out it takes from the one above.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from domain.classification import Sentiment, Topic, Urgency
from domain.mention import Platform

LABELS = {
    "topics": "topic",
    "languages": "language",
    "platforms": "network",
    "urgencies": "urgency",
    "sentiments": "sentiment",
    "tiers": "tier",
    "private": "account data",
    "incident": "incident",
}
"""How people call what a rule asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteFacts:
    """What of a case a rule may ask for."""

    topic: Topic
    platform: Platform
    urgency: Urgency
    sentiment: Sentiment
    private: bool
    language: str | None = None
    tier: str | None = None
    incident: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """Each list asks for one of its values; an empty one, or None, asks for nothing."""

    topics: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    platforms: frozenset[str] = frozenset()
    urgencies: frozenset[str] = frozenset()
    sentiments: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    private: frozenset[str] = frozenset()
    incident: frozenset[str] = frozenset()

    def against(self, facts: RouteFacts) -> str | None:
        """The first thing that does not fit, in words; None where all does."""
        for name, label in LABELS.items():
            wanted: frozenset[str] = getattr(self, name)
            value = _values(facts)[name]
            if wanted and value not in wanted:
                return f"{label} is {value or 'unknown'}, not {' or '.join(sorted(wanted))}"
        return None

    def in_words(self) -> str:
        """What it asks for."""
        parts = [
            f"{label} {' or '.join(sorted(getattr(self, name)))}"
            for name, label in LABELS.items()
            if getattr(self, name)
        ]
        return ", ".join(parts) or "everything"

    def covers(self, other: Matcher) -> bool:
        """Whether all that the other matches is matched by this one."""
        return all(
            not mine or (theirs and theirs <= mine)
            for mine, theirs in ((getattr(self, name), getattr(other, name)) for name in LABELS)
        )

    def within(self, above: Matcher) -> Matcher | None:
        """What is left of it below another rule; None where nothing can match both."""
        both = {}
        for name in LABELS:
            mine, theirs = getattr(self, name), getattr(above, name)
            both[name] = mine & theirs if mine and theirs else mine or theirs
            if mine and theirs and not both[name]:
                return None
        return Matcher(**both)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the tree. None means: as the rule above.

    `prefer` are channels that come first where they do as well; `never` are left out; `only` leaves
    out all others. They name a channel or a kind of channel.
    """

    name: str
    matcher: Matcher = field(default_factory=Matcher)
    prefer: tuple[str, ...] | None = None
    only: tuple[str, ...] | None = None
    never: tuple[str, ...] | None = None
    children: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the brand wants for one case. `path` are the rules that matched, outermost first."""

    path: tuple[str, ...] = ()
    prefer: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    @property
    def rule(self) -> str | None:
        """The rule that decided, as people name it."""
        return " > ".join(self.path) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One rule that was looked at; `against` is empty where it matched."""

    name: str
    depth: int
    asks: str
    against: str = ""


def _values(facts: RouteFacts) -> dict[str, str]:
    return {
        "topics": facts.topic.value,
        "languages": facts.language or "",
        "platforms": facts.platform,
        "urgencies": facts.urgency.value,
        "sentiments": facts.sentiment.value,
        "tiers": facts.tier or "",
        "private": "yes" if facts.private else "no",
        "incident": "yes" if facts.incident else "no",
    }


def decide(rules: Sequence[Rule], facts: RouteFacts) -> tuple[Policy, tuple[Tried, ...]]:
    """The policy for a case, and each rule that was looked at on the way."""
    policy, tried, level, depth = Policy(), [], rules, 0
    while level:
        matched = None
        for rule in level:
            against = rule.matcher.against(facts)
            tried.append(
                Tried(
                    name=rule.name, depth=depth, asks=rule.matcher.in_words(), against=against or ""
                )
            )
            if against is None:
                matched = rule
                break
        if matched is None:
            break
        policy = _below(policy, matched)
        level, depth = matched.children, depth + 1
    return policy, tuple(tried)


def _below(above: Policy, rule: Rule) -> Policy:
    return Policy(
        path=(*above.path, rule.name),
        prefer=above.prefer if rule.prefer is None else rule.prefer,
        only=above.only if rule.only is None else rule.only,
        never=above.never if rule.never is None else rule.never,
    )


def unreachable(rules: Sequence[Rule], above: Matcher | None = None) -> Iterator[str]:
    """Rules that no case ever comes to, each with the reason in words."""
    over = above or Matcher()
    earlier: list[tuple[Rule, Matcher]] = []
    for rule in rules:
        here = rule.matcher.within(over)
        if here is None:
            yield f"{rule.name} asks for what the rule above it leaves no room for"
            continue
        before = next((other.name for other, whole in earlier if whole.covers(here)), None)
        if before is not None:
            yield f"{rule.name} is never reached: {before} stands before it and matches all of it"
            continue
        earlier.append((rule, here))
        yield from unreachable(rule.children, here)

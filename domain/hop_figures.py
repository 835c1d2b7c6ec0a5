"""What hops add up to: escalation, return and carried context, whole and by topic or network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from domain.channel import Place
from domain.hop import HopAsker, HopOutcome
from domain.share import Share

INDUSTRY = {"escalation": 0.84, "returned": 0.67, "context_carried": 0.02}
"""Esteban Kolsky's figures on customer service in social networks, as the issue quotes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredCase:
    """A case that was answered in the period, as far as it is counted by."""

    id: int
    topic: str
    platform: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedHop:
    """One hop of such a case."""

    case_id: int
    origin: Place
    target: Place
    asked_by: HopAsker
    outcome: HopOutcome
    context_carried: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Escalation: answered cases whose customer was sent elsewhere. Returned: those of them whose
    customer asked again where she had started. Context carried: moves that we asked for with which
    the story went along. `by_herself` are moves that nobody asked for.
    """

    escalation: Share = field(default_factory=Share)
    returned: Share = field(default_factory=Share)
    context_carried: Share = field(default_factory=Share)
    by_herself: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """All hops from one place to another."""

    origin: Place
    target: Place
    number: int
    returned: int
    carried: int


def figures(cases: Iterable[AnsweredCase], hops: Iterable[CountedHop]) -> Figures:
    """The three shares over these cases; hops of other cases are left out."""
    answered = {case.id for case in cases}
    own = [hop for hop in hops if hop.case_id in answered]
    asked = [hop for hop in own if hop.asked_by is not HopAsker.CUSTOMER]
    moved = {hop.case_id for hop in asked}
    returned = {hop.case_id for hop in asked if hop.outcome is HopOutcome.RETURNED}
    carried = sum(hop.context_carried for hop in asked)
    return Figures(
        escalation=Share(part=len(moved), whole=len(answered)),
        returned=Share(part=len(returned), whole=len(moved)),
        context_carried=Share(part=carried, whole=len(asked)),
        by_herself=len(own) - len(asked),
    )


def by(
    key: Callable[[AnsweredCase], str],
    cases: Iterable[AnsweredCase],
    hops: Iterable[CountedHop],
) -> dict[str, Figures]:
    """The same for each value of a key, the most cases first."""
    groups: dict[str, list[AnsweredCase]] = {}
    for case in cases:
        groups.setdefault(key(case), []).append(case)
    kept = list(hops)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return {name: figures(members, kept) for name, members in ordered}


def edges(hops: Iterable[CountedHop]) -> tuple[Edge, ...]:
    """The graph, the busiest way first."""
    every = list(hops)
    number = Counter((hop.origin, hop.target) for hop in every)
    returned = Counter(
        (hop.origin, hop.target) for hop in every if hop.outcome is HopOutcome.RETURNED
    )
    carried = Counter((hop.origin, hop.target) for hop in every if hop.context_carried)
    found = [
        Edge(
            origin=way[0],
            target=way[1],
            number=count,
            returned=returned[way],
            carried=carried[way],
        )
        for way, count in number.items()
    ]
    return tuple(sorted(found, key=lambda edge: (-edge.number, str(edge.origin), str(edge.target))))

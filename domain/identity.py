"""Which accounts belong to one person: evidence, and how sure it makes us."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from domain.retelling import IDENTIFIER

Node = TypeVar("Node", bound=Hashable)


class EvidenceKind(StrEnum):
    """What speaks for two accounts being one person."""

    AGENT = "agent"  # somebody who works here says so
    SAME_CODE = "same_code"  # both used the same resume code, which we gave to one person
    VERIFIED_EMAIL = "verified_email"  # a system that checks addresses gave both the same
    SAME_IDENTIFIER = "same_identifier"  # both named the same order, ticket or booking number
    SAME_EMAIL = "same_email"  # both wrote the same address to us in private; nobody checked it
    NAMED_IN_PRIVATE = "named_in_private"  # one told us in private which the other account is
    NAMED_HANDLE = "named_handle"  # one said in public which the other account is
    SAME_STORY = "same_story"  # one said "I wrote there too", and the other tells the same
    SIMILAR_PROFILE = "similar_profile"  # alike names; proves nothing by itself


class LinkStatus(StrEnum):
    SUGGESTED = "suggested"
    LINKED = "linked"
    REJECTED = "rejected"
    UNLINKED = "unlinked"


class LinkEventKind(StrEnum):
    """What happens to a link; the events are append-only."""

    SUGGESTED = "suggested"
    STRENGTHENED = "strengthened"  # further evidence came in
    LINKED = "linked"
    REJECTED = "rejected"
    UNLINKED = "unlinked"


WEIGHTS: Mapping[EvidenceKind, float] = {
    EvidenceKind.AGENT: 1.0,
    EvidenceKind.SAME_CODE: 0.97,
    EvidenceKind.VERIFIED_EMAIL: 0.97,
    EvidenceKind.SAME_IDENTIFIER: 0.85,
    EvidenceKind.NAMED_IN_PRIVATE: 0.8,
    EvidenceKind.SAME_EMAIL: 0.75,
    EvidenceKind.NAMED_HANDLE: 0.7,
    EvidenceKind.SAME_STORY: 0.55,
}
"""How sure one piece of evidence makes us by itself. Anyone can write another's handle or address,
and in public it may be done to be seen."""
_SAID_TWICE = {
    EvidenceKind.NAMED_IN_PRIVATE: EvidenceKind.NAMED_HANDLE,
    EvidenceKind.VERIFIED_EMAIL: EvidenceKind.SAME_EMAIL,
}
"""Where the stronger stands, the weaker is the same thing once more and adds nothing."""
SIMILARITY = 0.4
"""The share of the remaining doubt that alike names take away, where there is other evidence."""
STRONG = frozenset(
    {EvidenceKind.SAME_CODE, EvidenceKind.VERIFIED_EMAIL, EvidenceKind.SAME_IDENTIFIER}
)
"""What cannot be guessed by a stranger: the only evidence that may link without a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityRules:
    """How evidence is looked for; without `auto_link_confidence` only people link accounts."""

    identifier: re.Pattern[str] = re.compile(IDENTIFIER)
    auto_link_confidence: float | None = None


def confidence(kinds: Collection[EvidenceKind]) -> float:
    """How sure all the evidence makes us, 0 to 1; alike names alone make us sure of nothing."""
    doubt = 1.0
    again = {weaker for stronger, weaker in _SAID_TWICE.items() if stronger in kinds}
    for kind in set(kinds) - again - {EvidenceKind.SIMILAR_PROFILE}:
        doubt *= 1.0 - WEIGHTS[kind]
    if doubt == 1.0:
        return 0.0
    if EvidenceKind.SIMILAR_PROFILE in kinds:
        doubt *= 1.0 - SIMILARITY
    return round(1.0 - doubt, 4)


def may_link_itself(kinds: Collection[EvidenceKind], *, threshold: float | None) -> bool:
    """Whether the accounts are linked without a person: only if the settings say from where on."""
    return threshold is not None and bool(STRONG & set(kinds)) and confidence(kinds) >= threshold


def components(nodes: Iterable[Node], edges: Sequence[tuple[Node, Node]]) -> list[frozenset[Node]]:
    """The groups of nodes that the edges connect; a node without an edge is a group of its own."""
    group = {node: {node} for node in nodes}
    for one, other in edges:
        merged = group.setdefault(one, {one}) | group.setdefault(other, {other})
        for node in merged:
            group[node] = merged
    return list({id(found): frozenset(found) for found in group.values()}.values())

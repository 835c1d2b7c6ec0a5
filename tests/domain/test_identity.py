"""How sure evidence makes us that two accounts are one person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identity import (
    STRONG,
    WEIGHTS,
    EvidenceKind,
    components,
    confidence,
    may_link_itself,
)

KINDS = st.frozensets(st.sampled_from(EvidenceKind))


def test_alike_names_alone_make_us_sure_of_nothing() -> None:
    assert confidence([EvidenceKind.SIMILAR_PROFILE]) == 0.0
    assert not may_link_itself([EvidenceKind.SIMILAR_PROFILE], threshold=0.0)


@pytest.mark.parametrize("kind", [kind for kind in WEIGHTS if WEIGHTS[kind] < 1])
def test_alike_names_raise_what_other_evidence_says(kind: EvidenceKind) -> None:
    alone = confidence([kind])
    assert 0 < alone < confidence([kind, EvidenceKind.SIMILAR_PROFILE]) < 1


@given(KINDS, KINDS)
def test_more_evidence_never_makes_us_less_sure(
    some: frozenset[EvidenceKind], more: frozenset[EvidenceKind]
) -> None:
    assert 0 <= confidence(some) <= confidence(some | more) <= 1


@given(KINDS, st.floats(0, 1))
def test_nothing_is_linked_by_itself_without_evidence_that_nobody_can_guess(
    kinds: frozenset[EvidenceKind], threshold: float
) -> None:
    assert not may_link_itself(kinds, threshold=None)
    if may_link_itself(kinds, threshold=threshold):
        assert STRONG & kinds
        assert confidence(kinds) >= threshold


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))))
def test_groups_are_a_function_of_the_set_of_links(edges: list[tuple[int, int]]) -> None:
    found = set(components(range(10), edges))
    assert found == set(components(range(10), [(b, a) for a, b in reversed(edges)]))
    assert sorted(node for group in found for node in group) == list(range(10))
    for one, other in edges:
        assert next(group for group in found if one in group) >= {other}

"""One order from meaning and words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.fusion import fused

NEAR = st.lists(st.floats(-1, 1), min_size=1, max_size=8)
SHARES = st.floats(0, 1)


@given(NEAR, SHARES)
def test_where_no_word_is_shared_meaning_alone_orders(near: list[float], share: float) -> None:
    assert fused(near, {}, share, weight=0.3) == near


@given(NEAR, st.dictionaries(st.integers(0, 7), st.floats(0, 50), max_size=8), SHARES)
def test_words_never_take_away_and_add_at_most_their_weight(
    near: list[float], matched: dict[int, float], share: float
) -> None:
    gained = [
        after - before
        for before, after in zip(near, fused(near, matched, share, weight=0.3), strict=True)
    ]
    assert all(-1e-9 <= gain <= 0.3 * share + 1e-9 for gain in gained)


def test_a_collection_that_does_not_speak_the_language_is_ordered_by_meaning() -> None:
    near, matched = [0.5, 0.45], {1: 9.0}
    foreign, own = (fused(near, matched, share, weight=0.3) for share in (0.05, 0.9))
    assert foreign[0] > foreign[1]
    assert own[0] < own[1]


def test_scores_do_not_depend_on_how_large_the_word_scores_are() -> None:
    small = fused([0.1, 0.1], {0: 1.0, 1: 0.5}, 1.0, weight=0.3)
    assert small == fused([0.1, 0.1], {0: 100.0, 1: 50.0}, 1.0, weight=0.3)

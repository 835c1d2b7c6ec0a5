"""A topic that is learned from a few examples promises little and keeps it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.by_example import (
    FEWEST,
    FEWEST_OTHERS,
    TAKEN_FROM,
    Learned,
    Quality,
    learn,
    probabilities,
    taken,
)
from classifier.nearness import Matrix

SIZE = 24


def posts(number: int, *, seed: int, along: int | None = None, strength: float = 1.5) -> Matrix:
    """Unit vectors at random; those about something lean towards one axis."""
    rows = np.random.default_rng(seed).normal(size=(number, SIZE)) / SIZE**0.5
    if along is not None:
        rows[:, along] += strength
    unit: Matrix = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


def learned(about: Matrix, others: Matrix, **more: Matrix) -> tuple[Learned, Quality]:
    found = learn(about, others, **more)
    assert found is not None
    return found


def test_posts_like_the_examples_are_taken_and_others_are_not() -> None:
    topic, _ = learned(posts(8, seed=1, along=0), posts(200, seed=2))
    mine = taken(probabilities(posts(100, seed=3, along=0), [topic]))
    rest = taken(probabilities(posts(400, seed=4), [topic]))
    assert sum(one is not None for one in mine) > 90
    assert sum(one is not None for one in rest) < 8


def test_of_two_topics_the_likelier_is_taken() -> None:
    came = posts(200, seed=2)
    one, other = posts(8, seed=1, along=0), posts(8, seed=5, along=1)
    topics = [learned(one, came, known=other)[0], learned(other, came, known=one)[0]]
    found = taken(probabilities(posts(50, seed=6, along=1), topics))
    assert sum(place is not None and place[0] == 1 for place in found) > 45


def test_with_too_few_examples_or_others_nothing_is_learned() -> None:
    few, many = posts(FEWEST - 1, seed=1, along=0), posts(200, seed=2)
    unread = np.zeros((5, SIZE), np.float32)
    assert learn(few, many) is None
    assert learn(np.concatenate([few, unread]), many) is None
    assert learn(posts(FEWEST, seed=1), posts(FEWEST_OTHERS - 1, seed=2)) is None
    assert learn(np.zeros((0, 0), np.float32), np.zeros((0, 0), np.float32)) is None


def test_posts_about_it_among_those_that_merely_came_spoil_nothing() -> None:
    came = np.concatenate([posts(180, seed=2), posts(20, seed=7, along=0)])
    topic, quality = learned(posts(8, seed=1, along=0), came)
    mine = taken(probabilities(posts(100, seed=3, along=0), [topic]))
    assert sum(one is not None for one in mine) > 90
    assert 0.05 < topic.share < 0.2
    assert quality.takes.part >= 18


def test_what_a_person_called_wrong_is_taken_less() -> None:
    """Two things lie near each other; a few counter-examples pull them apart."""
    about, came = posts(10, seed=1, along=0), posts(200, seed=2)
    near = posts(40, seed=3, along=0, strength=0.9)
    before, _ = learned(about, came)
    after, _ = learned(about, came, against=near[:6])
    was, is_now = (probabilities(near[6:], [one]).mean() for one in (before, after))
    assert is_now < was * 0.75


def test_of_few_examples_the_spread_counts_as_wider() -> None:
    """Else three posts that happen to be alike would make a topic that is sure of itself."""
    came, alike = posts(300, seed=2), posts(1, seed=1, along=0)
    few, _ = learned(np.repeat(alike, 3, axis=0), came)
    many, _ = learned(np.repeat(alike, 60, axis=0), came)
    assert few.spread > many.spread
    assert many.spread == 1.0


def test_unseen_recall_is_what_new_posts_get() -> None:
    came = posts(300, seed=2)
    topic, quality = learned(posts(60, seed=1, along=0, strength=0.7), came)
    new = taken(probabilities(posts(500, seed=9, along=0, strength=0.7), [topic]))
    low, high = quality.recall.interval
    assert low < sum(one is not None for one in new) / 500 < high


def test_precision_counts_the_examples_of_other_topics_and_what_was_called_wrong() -> None:
    about, same = posts(10, seed=1, along=0), posts(10, seed=5, along=0)
    _, spoiled = learned(about, posts(200, seed=2), known=same)
    _, clean = learned(about, posts(200, seed=2), known=posts(10, seed=5, along=1))
    assert clean.precision.value == 1.0
    assert spoiled.precision.whole > clean.precision.whole
    assert clean.precision.few, "ten examples are too few to say"


def test_what_was_not_read_is_about_nothing() -> None:
    topic, _ = learned(posts(8, seed=1, along=0), posts(200, seed=2))
    assert taken(probabilities(np.zeros((2, SIZE), np.float32), [topic])) == [None, None]
    assert taken(probabilities(posts(2, seed=3), [])) == [None, None]


@settings(max_examples=40, deadline=None)
@given(
    examples=st.integers(FEWEST, 12),
    others=st.integers(FEWEST_OTHERS, 80),
    wrong=st.integers(0, 7),
    alike=st.booleans(),
    seed=st.integers(0, 10_000),
)
def test_whatever_the_examples_are_a_row_sums_to_one_with_none(
    examples: int, others: int, wrong: int, alike: bool, seed: int
) -> None:
    """Also where all examples are one and the same post, or those of another topic too."""
    about = posts(examples, seed=seed, along=0)
    if alike:
        about[:] = about[0]
    came = posts(others, seed=seed + 1)
    topics = [
        learned(about, came, against=posts(wrong, seed=seed + 2, along=0))[0],
        learned(about, came, known=about)[0],
    ]
    shares = probabilities(np.concatenate([about, came]), topics)
    assert np.isfinite(shares).all()
    assert (shares >= 0).all()
    assert (shares.sum(axis=1) <= 1 + 1e-9).all()
    assert all(one is None or one[1] >= TAKEN_FROM for one in taken(shares))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), strength=st.floats(0.0, 3.0))
def test_a_post_that_lies_further_along_is_never_less_likely(seed: int, strength: float) -> None:
    topic, _ = learned(posts(4, seed=seed, along=0, strength=strength), posts(40, seed=seed + 1))
    direction = topic.weights / (np.linalg.norm(topic.weights) or 1.0)
    along = np.linspace(-3, 3, 61, dtype=np.float32)[:, None]
    odds = topic.odds(along * direction)
    assert (np.diff(odds) >= -1e-6).all()


@pytest.mark.parametrize("order", range(3))
def test_the_order_of_the_examples_changes_nothing(order: int) -> None:
    about, came = posts(6, seed=1, along=0), posts(60, seed=2)
    one, _ = learned(about, came)
    other, _ = learned(np.roll(about, order, axis=0), came[::-1])
    assert np.allclose(one.odds(came), other.odds(came), atol=1e-3)

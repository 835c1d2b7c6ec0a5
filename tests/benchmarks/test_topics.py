"""The benchmark of brand topics judges only posts that were not seen."""

from __future__ import annotations

import numpy as np

from benchmarks.topics import CAME, Posts, draw, measure

TOPICS = ("red", "blue")


def posts() -> Posts:
    chance = np.random.default_rng(1)
    labels = np.array(["red", "blue", *["none"] * 8] * 120)
    rows = chance.normal(size=(len(labels), 16)) / 4
    rows[labels == "red", 0] += 2
    rows[labels == "blue", 1] += 2
    vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return Posts(vectors=vectors, labels=labels, languages=np.array(["en"] * len(labels)))


def test_nothing_that_is_judged_was_an_example_or_came_before() -> None:
    drawn = draw(posts(), TOPICS, 5, seed=3)
    seen = {*drawn.came.tolist(), *(one for those in drawn.examples.values() for one in those)}
    assert len(drawn.came) == CAME
    assert not seen & set(drawn.judged.tolist())
    assert len(seen) + len(drawn.judged) == len(posts().labels)


def test_topics_that_are_easy_to_tell_are_told() -> None:
    found = measure(posts(), TOPICS, 5)
    assert found["f1"] > 0.9
    assert found["average_precision"] > 0.95
    assert found["above_right"] > 0.9

"""The benchmark of articles: ranks with equals, intervals, and nothing given away."""

from __future__ import annotations

from benchmarks.articles import Asked, Placed, figures, measure, place, stocked
from tests.listenpost.services.article_words import Meaning

ARTICLES = {1: ("Lost card", "Block the card."), 2: ("Router", "Pull the plug."), 3: ("Parcel", "")}


def test_the_right_article_is_placed_among_its_equals() -> None:
    shelf = stocked(Meaning(), ARTICLES)
    hits = list(shelf.search("nothing known", ()))
    assert [place(hits, frozenset({number})) for number in ARTICLES] == [1.0, 1.0, 1.0]
    hits = list(shelf.search("parcel", (0.0, 0.0, 1.0)))
    assert place(hits, frozenset({3})) == 0
    assert place(hits, frozenset({1, 3})) == 0


def test_all_three_orders_are_measured_by_language() -> None:
    asked = [
        Asked(text="my card", language="en", shelf="", right=frozenset({1})),
        Asked(text="κάρτα", language="el", shelf="", right=frozenset({1})),
    ]
    found = measure(Meaning(), {"": stocked(Meaning(), ARTICLES)}, asked, seed=1)
    assert found["mrr"] == found["mrr_embedding_only"] == 1.0
    assert (
        found["languages"]["el"]["mrr_text_only"] < 1.0 == found["languages"]["en"]["mrr_text_only"]
    )
    assert found["least_gain"] == 0.0


def test_an_interval_holds_its_figure_and_repeats() -> None:
    placed = [
        Placed(
            asked=Asked(text="", language="en", shelf="", right=frozenset({number})),
            hybrid=number % 4,
            text=9,
            embedding=number % 2,
        )
        for number in range(40)
    ]
    found = figures(placed, seed=1)
    low, high = found["intervals"]["mrr"]
    assert low < found["mrr"] < high
    assert found == figures(placed, seed=1)

"""Full text: rare words find, common ones say nothing."""

from __future__ import annotations

from domain.word_index import FEW, WordIndex

ARTICLES = ["How to restart the Nestbox", "Refund of a parcel", "レシートを再発行する"]


def found(index: WordIndex, question: str) -> list[int]:
    scores = index.match(question).scores
    return sorted(scores, key=lambda place: -scores[place])


def test_a_word_finds_its_other_forms_in_any_language_of_letters() -> None:
    index = WordIndex([*ARTICLES, "Die Rechnungen der Kunden"])
    assert found(index, "refunding parcels") == [1]
    assert found(index, "Rechnung fehlt") == [3]


def test_scripts_without_spaces_are_found() -> None:
    assert found(WordIndex(ARTICLES), "再発行できますか")[0] == 2


def test_a_word_that_most_articles_hold_says_nothing() -> None:
    texts = [f"the card {number}" for number in range(FEW + 1)]
    index = WordIndex(texts)
    assert index.match("the card").scores == {}
    assert found(index, "the card 3") == [3]


def test_the_share_says_how_much_of_the_question_is_known() -> None:
    index = WordIndex(ARTICLES)
    assert index.match("Nestbox refund").share == 1.0
    assert 0 < index.match("Nestbox καλώδιο πρίζα").share < 0.5
    assert index.match("πού είναι το δέμα").share == 0.0


def test_nothing_finds_nothing() -> None:
    assert WordIndex([]).match("refund").scores == {}
    assert WordIndex(ARTICLES).match("??? …").share == 0.0

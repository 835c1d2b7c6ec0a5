"""The sentence that puts an article into a reply."""

from __future__ import annotations

import pytest

from responder.article_sentence import sentence
from responder.template import languages

URL = "https://help.example/{x}?a=1"


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_language_of_the_templates_has_both_sentences(language: str) -> None:
    same = sentence(URL, customer=language, article=language)
    other = sentence(URL, customer=language, article="xx")
    assert same.endswith(URL)
    assert "(xx)" in other
    assert other.endswith(URL)
    assert language == "en" or same != sentence(URL, customer="en", article="en")


def test_an_article_in_another_language_is_named_by_its_own_name() -> None:
    assert "(English)" in sentence(URL, customer="el", article="en-GB")
    assert "(" not in sentence("u", customer="pt-BR", article="pt")


def test_a_language_without_words_gets_english_ones() -> None:
    assert sentence("u", customer="ja", article="ja") == "This article may help: u"
    assert sentence("u", customer=None, article=None) == "This article may help: u"

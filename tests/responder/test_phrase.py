"""What our texts ask for, what customers' posts give, and words of empathy; in each language."""

from __future__ import annotations

import re

import pytest

from domain.draft_check import Thing
from domain.reply import ReplyKind
from domain.retelling import IDENTIFIER
from responder import phrase, template

PATTERN = re.compile(IDENTIFIER)
LANGUAGES = sorted(template.languages())
NUMBERS = {Thing.ORDER_NUMBER, Thing.CUSTOMER_NUMBER}


def test_every_language_with_templates_has_phrases() -> None:
    assert phrase.languages() == template.languages()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_in_each_languages_template_is_understood(language: str) -> None:
    words = template.choose(language, "order").private
    assert phrase.asks_for(words) == {Thing.ORDER_NUMBER}
    assert Thing.CUSTOMER_NUMBER in phrase.asks_for(template.choose(language, "money").private)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("situation", ["order", "money", "account", "outage", "known", "thanks"])
def test_no_public_template_asks_for_anything(language: str, situation: str) -> None:
    """What it asks customers not to post is no question."""
    assert phrase.asks_for(template.choose(language, situation).public) == frozenset()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_for_what_is_known_ask_for_nothing(language: str) -> None:
    assert phrase.asks_for(template.choose(language, "known").private) == frozenset()


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Which phone model do you have?", {Thing.DEVICE}),
        ("Could you send us your e-mail address and postcode?", {Thing.EMAIL, Thing.POSTCODE}),
        ("Please share your phone number here.", {Thing.PHONE}),
        ("Wie lautet Ihre Postleitzahl?", {Thing.POSTCODE}),
        ("Quel est votre code postal ?", {Thing.POSTCODE}),
        ("Ποιος είναι ο αριθμός παραγγελίας;", {Thing.ORDER_NUMBER}),
        ("Please don't post your order number.", set()),
        ("We have your order number.", set()),
        ("Your parcel left the depot.", set()),
    ],
)
def test_questions_are_told_from_statements(text: str, asked: set[Thing]) -> None:
    assert phrase.asks_for(text) == asked


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("My order KE-40918 never came", {Thing.ORDER_NUMBER: "KE-40918"}),
        ("order no. 4091822 please", {Thing.ORDER_NUMBER: "4091822"}),
        ("Bestellung 4091822 fehlt", {Thing.ORDER_NUMBER: "4091822"}),
        ("customer number 88123456", {Thing.CUSTOMER_NUMBER: "88123456"}),
        ("mail jo@x.example", {Thing.EMAIL: "jo@x.example"}),
        ("ring +44 20 7946 0958", {Thing.PHONE: "+44 20 7946 0958"}),
        ("I am in 10115 Berlin", {Thing.POSTCODE: "10115"}),
        ("at SW1A 1AA it is dark", {Thing.POSTCODE: "SW1A 1AA"}),
        ("12 Baker Street is dark", {Thing.ADDRESS: "12 Baker Street"}),
        ("my iPhone 14 Pro is hot", {Thing.DEVICE: "iPhone 14 Pro"}),
        ("it is 10 minutes late since 2026", {}),
    ],
)
def test_what_a_customer_gave_is_found(text: str, given: dict[Thing, str]) -> None:
    assert phrase.given_in(text, PATTERN) == given


@pytest.mark.parametrize("language", LANGUAGES)
def test_empathy_stands_behind_the_first_sentence_and_only_once(language: str) -> None:
    spoken = phrase.phrases(language)
    text = template.choose(language, "outage").render(ReplyKind.PUBLIC, name="Ann", brand="B")
    warm = phrase.after_greeting(text, spoken.angry)
    assert warm.replace(f" {spoken.angry}", "") == text
    assert not warm.endswith(spoken.angry)
    assert phrase.after_greeting(warm, spoken.angry) == warm


def test_a_dead_router_is_no_bereavement() -> None:
    assert not phrase.is_sad("my router died and the phone is dead", "en")
    assert phrase.is_sad("my husband died and I must end his contract", "en")

"""The cheap look that orders what waits for the model."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import danger_words, first_look
from domain.first_look import Glimpse, asks, lead, looks_dangerous

SCENARIO = Path(__file__).parents[2] / "sandbox" / "scenarios" / "kestrelia" / "posts"
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
DANGERS = (
    "my kettle caught fire",
    "Mein Wasserkocher brennt!",
    "le grille-pain a pris feu",
    "mi hija está en el hospital",
    "il forno ha preso fuoco",
    "a máquina explodiu",
    "er komt rook uit",
    "czajnik się pali, dym w kuchni",
    "makineden duman çıkıyor",
    "чайник взорвался",
    "вибух на кухні",
    "det brinner i köket",
    "η συσκευή έπιασε φωτιά",
    "ada asap dari mesin",
    "máy bốc khói",
    "ケトルから発火しました",
    "电池爆炸了",
    "배터리가 폭발했어요",
    "الغلاية انفجرت",
    "केतली में आग लग गई",
    "กาต้มน้ำไฟไหม้",
    "🔥🔥 help",
    "I CAN’T BREATHE",
    "Someone HACKED my account",
)
CALM = (
    "thanks for the kettle",
    "Wo ist mein Paket?",
    "j'adore ma nouvelle bouilloire",
    "la tetera es muy bonita",
    "お問い合わせありがとう",
    "",
)


@pytest.mark.parametrize("text", DANGERS)
def test_danger_is_seen_in_every_language_of_the_list(text: str) -> None:
    assert lead(Glimpse(text=text)) == first_look.DANGER_LEAD


@pytest.mark.parametrize("text", CALM)
def test_an_everyday_post_is_no_danger(text: str) -> None:
    assert not looks_dangerous(text)


def test_the_longest_head_start_of_what_holds_counts() -> None:
    calm = "the kettle is here"
    assert lead(Glimpse(text=calm)) == first_look.NONE
    assert lead(Glimpse(text=calm, addressed=True)) == first_look.ADDRESSED_LEAD
    assert lead(Glimpse(text="where is it?", addressed=True)) == first_look.ASKS_LEAD
    assert lead(Glimpse(text="where is it?", repeated=True)) == first_look.REPEAT_LEAD
    assert lead(Glimpse(text=calm, in_case=True, repeated=True)) == first_look.CASE_LEAD
    assert lead(Glimpse(text="it burns", in_case=True)) == first_look.DANGER_LEAD


def test_what_we_wrote_ourselves_waits_behind_what_customers_wrote() -> None:
    assert lead(Glimpse(text="is there a fire?", by_brand=True, in_case=True)) == first_look.NONE


def test_a_question_mark_in_an_address_asks_nothing() -> None:
    assert not asks("see https://example.org/?q=1")
    assert asks("哪里？")
    assert asks("أين؟")


glimpses = st.builds(
    Glimpse,
    text=st.text(max_size=40) | st.sampled_from(DANGERS),
    by_brand=st.booleans(),
    in_case=st.booleans(),
    repeated=st.booleans(),
    addressed=st.booleans(),
)


@given(glimpses, glimpses)
def test_nothing_waits_for_what_came_more_than_the_longest_head_start_later(
    waits: Glimpse, overtakes: Glimpse
) -> None:
    later = NOW + first_look.LONGEST_LEAD + dt.timedelta(microseconds=1)
    assert NOW - lead(waits) < later - lead(overtakes)


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    assert lead(Glimpse(text=text)) >= first_look.NONE


def test_what_is_looked_for_by_first_letters_is_what_the_list_says() -> None:
    spaced = re.compile(rf"(?<!\w)(?:{as_listed(danger_words.DANGER)})")
    unspaced = re.compile(as_listed(danger_words.DANGER_UNSPACED))
    read = [
        json.loads(line)["text"]
        for file in sorted(SCENARIO.glob("*.jsonl"))[:6]
        for line in file.read_text(encoding="utf-8").splitlines()[:60]
    ]
    found = 0
    for words in map(as_read, (*DANGERS, *read)):
        expected = bool(spaced.search(words) or unspaced.search(words))
        assert looks_dangerous(words) is expected, words
        found += expected
    assert 0 < found < len(read)


def as_listed(parts: tuple[str, ...]) -> str:
    return "|".join(unicodedata.normalize("NFKC", part).casefold() for part in parts)


def as_read(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")

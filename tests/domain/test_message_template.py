"""Approved templates: what is filled in is read back, and nothing else is taken for one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import gate
from domain.errors import BadInput
from domain.mention import WHATSAPP, MentionKind
from domain.message_template import (
    MAX_BODY,
    FilledTemplate,
    MessageTemplate,
    TemplateCategory,
    blanks,
    fill,
    filled,
    offer,
)
from domain.reply import ReplyKind
from tests.domain.builders import NOW, target

UPDATE = MessageTemplate(
    name="case_update",
    language="en",
    category=TemplateCategory.UTILITY,
    body="Hello {{1}}, about your case (no. {{2}}): {{3}}\nYours, {{1}}'s helpers.",
    parameters=("name", "case", "news"),
    price=50_000,
)
PLAIN = replace(UPDATE, name="hello", body="Are you there?", parameters=(), price=5_000)
LATE = target(platform=WHATSAPP, kind=MentionKind.MESSAGE, age=dt.timedelta(hours=27))
WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="\n\t", exclude_categories=["Zs", "C"]),
    min_size=1,
    max_size=40,
)


@given(st.tuples(WORDS, WORDS, WORDS))
def test_what_is_filled_in_reads_the_same_when_it_is_sent(values: tuple[str, str, str]) -> None:
    """Where the words could be parted otherwise, the customer reads the same all the same."""
    text = fill(UPDATE, values)
    found = filled(text, [PLAIN, UPDATE])
    assert found is not None
    assert fill(UPDATE, found.values) == text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (("", "1", "x"), "name"),
        (("Zoe", "1", "two\nlines"), "one line"),
        (("Zoe", "1", "a     gap"), "one line"),
        (("Zoe", "1", "x" * MAX_BODY), str(MAX_BODY)),
    ],
)
def test_what_meta_does_not_take_in_a_blank_is_said(
    values: tuple[str, str, str], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        fill(UPDATE, values)


@pytest.mark.parametrize(
    "text",
    [
        "Are you there",
        "Are you there? Please answer.",
        "Hello Zoe, about your case (no. 1): x\nYours, Ann's helpers.",  # {{1}} is one person
        "Hello Zoe, about your case (no. 1): x Yours, Zoe's helpers.",
    ],
)
def test_a_word_more_or_less_is_no_template(text: str) -> None:
    assert filled(text, [PLAIN, UPDATE]) is None


def test_blanks_are_counted_and_none_is_left_out() -> None:
    assert [blanks(one) for one in ("hi", UPDATE.body)] == [0, 3]
    with pytest.raises(BadInput):
        blanks("{{1}} and {{3}}")


def test_the_gate_offers_the_way_out_with_its_price() -> None:
    found = gate.check(LATE, ReplyKind.PRIVATE, "hello", templates=[UPDATE, PLAIN], now=NOW)
    (said,) = found.problems
    assert said.startswith("The window closed 3 h ago: send the approved template")
    assert "\u201ccase_update\u201d (en, $0.05) or \u201chello\u201d (en, $0.005)" in said
    assert offer([UPDATE, PLAIN, *(replace(PLAIN, name=f"t{n}") for n in range(4))]).endswith(
        "or 3 more"
    )
    assert found.template is None


def test_after_the_window_a_template_goes_out_and_before_it_the_words_do() -> None:
    text = fill(UPDATE, ("Zoe", "1", "found."))
    late = gate.check(LATE, ReplyKind.PRIVATE, text, templates=[PLAIN, UPDATE], now=NOW)
    assert late.allowed
    assert late.template == FilledTemplate(template=UPDATE, values=("Zoe", "1", "found."))
    assert late.price == UPDATE.price
    assert "$0.05" in late.notes[0]
    early = replace(LATE, last_heard_at=NOW - dt.timedelta(hours=1))
    free = gate.check(early, ReplyKind.PRIVATE, text, templates=[UPDATE], now=NOW)
    assert (free.allowed, free.template, free.price, free.notes) == (True, None, 0, ())
    assert gate.templates_for(early, [UPDATE], NOW) == ()
    assert gate.templates_for(LATE, [UPDATE], NOW) == [UPDATE]


def test_no_machine_pays_for_a_template_by_itself() -> None:
    text = fill(PLAIN, ())
    found = gate.check(LATE, ReplyKind.PRIVATE, text, automatic=True, templates=[PLAIN], now=NOW)
    assert not found.allowed
    assert found.price == 0

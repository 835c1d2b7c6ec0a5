"""Signs that an author has written before under another account."""

from __future__ import annotations

import re

import pytest

from domain.mention import FACEBOOK, X
from domain.retelling import (
    IDENTIFIER,
    alike,
    handles_named,
    identifiers,
    networks_named,
    retold,
)

PATTERN = re.compile(IDENTIFIER)
EARLIER = {
    1: "@kestrelia you took 214 € for leaving early, my contract ended in November",
    2: "@kestrelia no internet since this morning in Leeds",
    3: "@kestrelia no internet here either, all of Leeds is dark",
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Order KE-40918, please", ["KE-40918"]),
        ("KE-40918! I said KE-40918", ["KE-40918"]),
        ("My CX-20 is warm, so is the ISO-9001 box", []),
        ("nothing here", []),
    ],
)
def test_the_brands_numbers_are_found_and_product_names_are_not(
    text: str, found: list[str]
) -> None:
    assert identifiers(text, PATTERN) == found


@pytest.mark.parametrize(
    "text",
    [
        "I wrote on X and nobody answered",
        "Auf X leider ohne Antwort",
        "X'ten yazdım",
        "כתבתי ב Twitter",
        "كتبت على تويتر",
        "Psala jsem vám na X.",
    ],
)
def test_a_post_on_facebook_that_speaks_of_x_is_noticed(text: str) -> None:
    assert networks_named(text, on=FACEBOOK) == {X}


@pytest.mark.parametrize(
    "text", ["Xbox is down", "my iPhoneX", "see x.com/a", "a box", "@X_fan hi"]
)
def test_an_x_that_is_no_network_is_not(text: str) -> None:
    assert networks_named(text, on=FACEBOOK) == frozenset()


def test_a_network_that_the_post_itself_is_on_says_nothing() -> None:
    assert networks_named("I wrote on X", on=X) == frozenset()
    assert networks_named("us hem escrit al Face", on=X) == {FACEBOOK}


def test_handles_are_read_without_what_follows_them() -> None:
    assert handles_named("I am @Gareth_P. and not a@b.example") == {"gareth_p"}


def test_a_rare_figure_finds_the_one_earlier_post() -> None:
    found = retold("Posting here too: 214 € for leaving early, contract over in November", EARLIER)
    assert found is not None
    assert found.key == 1
    assert "214" in found.words


def test_where_two_earlier_posts_fit_as_well_none_is_named() -> None:
    assert retold("Nobody answers on X: no internet in Leeds", EARLIER) is None


def test_a_name_counts_only_where_the_stories_share_something() -> None:
    text = "Wrote on X as well: totally other words"
    assert retold(text, EARLIER, alike={2}) is None
    assert retold("Leeds again, internet still off, see X", EARLIER, alike={2}) is not None


def test_nothing_earlier_means_nothing_retold() -> None:
    assert retold("214 €", {}) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Gareth Pugh", "garethp"), ("Gareth  PUGH", None), True),
        (("Li Wu", None), ("Li Wu", None), False),  # so short a name is anybody's
        (("Anna Berg", "annab"), ("Anna Borg Larsen", None), False),
        ((None, None), (None, None), False),
    ],
)
def test_profiles_are_alike_by_name_or_handle(
    one: tuple[str | None, ...], other: tuple[str | None, ...], same: bool
) -> None:
    assert alike(one, other) is same

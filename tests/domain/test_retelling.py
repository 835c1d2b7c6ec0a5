"""Signs that an author has written before under another account."""

from __future__ import annotations

import re

import pytest

from domain.mention import (
    APP_STORE,
    BLUESKY,
    FACEBOOK,
    GOOGLE_PLAY,
    INSTAGRAM,
    MASTODON,
    REDDIT,
    TELEGRAM,
    WHATSAPP,
    YOUTUBE,
    Platform,
    X,
)
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
    ("text", "network"),
    [
        ("I am on Instagram too", INSTAGRAM),
        ("sur insta aussi", INSTAGRAM),
        ("auch auf Mastodon geschrieben", MASTODON),
        ("wrote on bsky.", BLUESKY),
        ("Psala jsem na Telegramu i Telegram", TELEGRAM),
        ("كتبت على واتساب", WHATSAPP),
        ("posted on Reddit", REDDIT),
        ("under your YouTube video", YOUTUBE),
        ("my review in the App Store", APP_STORE),
        ("in the Play Store", GOOGLE_PLAY),
    ],
)
def test_every_network_that_we_listen_to_is_noticed(text: str, network: Platform) -> None:
    assert networks_named(text, on=X) == {network}


@pytest.mark.parametrize("text", ["youtube.com/a", "@telegram_fan", "mail@reddit.example", "faces"])
def test_an_address_or_a_handle_names_no_network(text: str) -> None:
    assert networks_named(text, on=X) == frozenset()


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("I am @jan@social.example there", "jan@social.example"),
        ("it's @jan-k.bsky.social.", "jan-k.bsky.social"),
        ("I am u/jan_k on Reddit", "jan_k"),
    ],
)
def test_handles_are_read_as_each_network_writes_them(text: str, handle: str) -> None:
    assert handles_named(text) == {handle}


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

"""The listener on X's recent search, against the practice network."""

from __future__ import annotations

import pytest

from domain.errors import ConfigurationError
from listeners.x_search import XSearchListener, XSearchSettings
from tests.listeners.contract import ListenerContract, ids, walk
from tests.platforms.practice import Practice
from tests.platforms.x_network import XNetwork


class TestXSearch(ListenerContract):
    @pytest.fixture
    def network(self, practice: Practice) -> XNetwork:
        return XNetwork(practice, by_search=True)


def search(practice: Practice, query: str = "kestrelia", **settings: object) -> XSearchListener:
    wanted = XSearchSettings.model_validate({"query": query, **settings})
    return XSearchListener(practice.x_account(), wanted, now=practice.now)


def test_a_post_that_does_not_address_us_may_not_be_answered(practice: Practice) -> None:
    practice.publish("kestrelia is slow today", network="x", kind="search")
    practice.publish("@kestrelia is slow today", network="x")
    (page,) = walk(search(practice))
    assert {mention.text: mention.summoned for mention in page.mentions} == {
        "kestrelia is slow today": False,
        "@kestrelia is slow today": True,
    }


def test_our_own_posts_are_left_out_and_said_so(practice: Practice) -> None:
    ours = practice.publish("kestrelia news", network="x", kind="own", person="brand")
    (page,) = walk(search(practice))
    assert not page.mentions
    assert [(one.external_id, one.reason) for one in page.skipped] == [(ours, "a post of our own")]


def test_our_own_posts_are_marked_where_they_are_wanted(practice: Practice) -> None:
    practice.publish("kestrelia news", network="x", kind="own", person="brand")
    (page,) = walk(search(practice, own_posts=True))
    assert [mention.by_brand for mention in page.mentions] == [True]


def test_what_is_excluded_is_not_found(practice: Practice) -> None:
    practice.publish("kestrelia the bird", network="x", kind="search")
    wanted = practice.publish("kestrelia the router", network="x", kind="search")
    assert ids(walk(search(practice, exclude=["bird"]))) == {wanted}


def test_alternatives_stay_together_beside_what_is_excluded() -> None:
    settings = XSearchSettings(query='kestrelia OR "kestrel fibre"', exclude=("is:retweet", "bird"))
    assert settings.full_query == '(kestrelia OR "kestrel fibre") -is:retweet -bird'


def test_after_a_week_of_silence_the_forgotten_time_is_named(practice: Practice) -> None:
    practice.publish("kestrelia", network="x", kind="search")
    cursor = walk(search(practice))[-1].cursor
    practice.wait(days=9)
    new = practice.publish("kestrelia again", network="x", kind="search")
    pages = walk(search(practice), cursor)
    assert ids(pages) == {new}
    assert "forgotten the time from" in pages[0].skipped[0].reason


def test_an_empty_week_needs_no_person(practice: Practice) -> None:
    cursor = walk(search(practice))[-1].cursor
    practice.wait(days=9)
    new = practice.publish("kestrelia", network="x", kind="search")
    assert ids(walk(search(practice), cursor)) == {new}


def test_a_query_that_x_refuses_is_a_wrong_setting(practice: Practice) -> None:
    with pytest.raises(ConfigurationError, match="query"):
        walk(search(practice, query="kestrelia nonsense:operator"))

"""A good item is never lost for what stands beside it, on any page that a network lists."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listeners.meta_delivery import read_delivery
from tests.listeners.contract import ids, walk
from tests.platforms.networks import (  # noqa: F401  fixtures
    app_store,
    bluesky,
    google_play,
    reddit,
    server,
    telegram,
    youtube,
)
from tests.security import samples
from tests.security.conftest import FULL, Count
from tests.security.odd import value_like
from tests.security.parsers import delivery, read_exports, x_page

POLLS, READS = (100, 1_500) if FULL else (0, 15)
JSON_NETWORKS = ("bluesky", "reddit", "google_play", "app_store", "youtube", "telegram")


def tries(cases: int) -> settings:
    return settings(
        max_examples=cases, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )


def lists_in(value: Any) -> Iterator[list[Any]]:
    """Every list of objects, the outermost first."""
    if isinstance(value, list):
        if any(isinstance(one, dict) for one in value):
            yield value
        for one in value:
            yield from lists_in(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from lists_in(one)


def among(body: Any, odd: list[Any]) -> Any:
    """The answer with the odd ones before, between and behind what its first list holds."""
    found = copy.deepcopy(body)
    for items in list(lists_in(found))[:1]:
        good = list(items)
        items[:] = [odd[0], *good[:1], *odd[1:], *good[1:], odd[-1]]
    return found


def in_unicode(value: Any) -> Any:
    """Without halves of characters: Bluesky keeps CBOR, which has none, and its library refuses."""
    return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


@pytest.mark.skipif(not FULL, reason="make test-security polls; contracts do so with a few items")
@pytest.mark.parametrize("name", JSON_NETWORKS)
def test_no_post_is_lost_for_odd_ones_on_its_page(
    name: str, request: pytest.FixtureRequest, tried: Count
) -> None:
    network: Any = request.getfixturevalue(name)
    published = {network.publish(f"post {number}") for number in range(3)}
    seen: list[Any] = []
    trouble = network.trouble[0]
    plain: Callable[[Any, Any], Any] = trouble.spoil

    def watching(body: Any, effects: Any) -> Any:
        seen.extend(one for items in list(lists_in(body))[:1] for one in items)
        return plain(body, effects)

    trouble.spoil = watching
    assert published <= ids(walk(network.listener()))
    assert seen

    @tries(POLLS)
    @given(st.lists(st.sampled_from(seen).flatmap(value_like), min_size=1, max_size=3))
    def poll(odd: list[Any]) -> None:
        odd = in_unicode(odd) if name == "bluesky" else odd
        trouble.spoil = lambda body, effects: plain(among(body, odd), effects)
        assert published <= ids(walk(network.listener()))

    poll()
    trouble.spoil = plain
    tried("polls of pages with odd items between good ones", POLLS)


def test_no_post_of_x_is_lost_for_odd_ones_on_its_page(tried: Count) -> None:
    good = samples.X_PAGE["data"][0]

    @tries(READS)
    @given(st.lists(value_like(good), min_size=1, max_size=3))
    def read(odd: list[Any]) -> None:
        other = good | {"id": "1577965000000000777"}
        found = x_page(among(samples.X_PAGE | {"data": [good, other]}, odd))
        assert {good["id"], other["id"]} <= {one.external_id for one in found}

    read()
    tried("pages with odd items between good ones", READS)


def test_no_change_is_lost_for_odd_ones_in_its_delivery(tried: Count) -> None:
    entry = samples.DELIVERY["entry"][0]

    @tries(READS)
    @given(st.lists(value_like(entry), min_size=1, max_size=3))
    def read(odd: list[Any]) -> None:
        changes, _ = delivery(among(samples.DELIVERY, odd))
        wanted, _ = delivery(samples.DELIVERY)
        assert len(wanted) == 2
        assert all(one in changes for one in wanted)

    read()
    tried("deliveries with odd items between good ones", READS)
    assert read_delivery(b"[" * 100_000)[1]


def test_no_article_is_lost_for_odd_ones_in_its_export(tried: Count) -> None:
    good = samples.ZENDESK["articles"][0]

    @tries(READS)
    @given(st.lists(value_like(good), min_size=1, max_size=3))
    def read(odd: list[Any]) -> None:
        found = read_exports(among(samples.ZENDESK, odd))
        assert [
            one for one in found if one and one.title == "Returns" and one.url == good["html_url"]
        ]

    read()
    tried("exports with odd items between good ones", READS)

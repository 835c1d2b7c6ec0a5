"""Keywords on Mastodon's timelines and in Bluesky's search."""

from __future__ import annotations

import pytest

from listeners.bluesky_search import BlueskySearchListener, BlueskySearchSettings
from listeners.mastodon_search import MastodonSearchListener, MastodonSearchSettings
from tests.listeners.contract import ids, walk
from tests.platforms.bluesky_network import BlueskyNetwork
from tests.platforms.mastodon_network import MastodonNetwork


def test_hashtags_are_read_and_judged_by_the_rule(mastodon: MastodonNetwork) -> None:
    tag = f"trains{mastodon.number}"
    heard = {mastodon.write("customer", f"Kestrelia is late {n} #{tag}")["id"] for n in range(12)}
    mastodon.write("customer", f"another one is late #{tag}")
    mastodon.write("customer", "Kestrelia without the tag")
    settings = MastodonSearchSettings(
        include=("kestrelia",), exclude=("bird",), tags=(f"none{tag}", tag), page_size=5
    )
    listener = MastodonSearchListener(mastodon.account(), settings, now=mastodon.now)
    pages = walk(listener)
    assert ids(pages) == heard
    late = mastodon.write("copycat", f"kestrelia! #{tag}")["id"]
    assert late in ids(walk(listener, pages[-1].cursor))


def test_a_search_without_a_list_is_refused() -> None:
    with pytest.raises(ValueError, match="tags"):
        MastodonSearchSettings(include=("kestrelia",))


def test_what_bluesky_finds_is_judged_by_the_rule(bluesky: BlueskyNetwork) -> None:
    heard = {bluesky.write("customer", f"Kestrelia is late {n}").uri for n in range(12)}
    bluesky.write("customer", "kestrelian geology")
    bluesky.write("customer", "kestrelia, a bird")
    settings = BlueskySearchSettings(
        query="kestrelia", include=("kestrelia",), exclude=("bird",), page_size=5
    )
    listener = BlueskySearchListener(bluesky.account(), settings, now=bluesky.now)
    assert ids(walk(listener)) == heard

"""Fixtures of listeners' and responders' tests: one server, and an empty network for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.platforms.app_store_network import AppStoreNetwork, app_store_on
from tests.platforms.bluesky_network import BlueskyNetwork, bluesky_on
from tests.platforms.feed_network import FeedNetwork, feeds_on
from tests.platforms.google_play_network import GooglePlayNetwork, google_play_on
from tests.platforms.mastodon_network import MastodonNetwork, mastodon_on, mastodon_server
from tests.platforms.practice import Practice, Stage, practice_on, stage
from tests.platforms.reddit_network import RedditNetwork, reddit_on
from tests.platforms.telegram_network import TelegramNetwork, telegram_on
from tests.platforms.youtube_network import YouTubeNetwork, youtube_on


@pytest.fixture(scope="session")
def server() -> Iterator[Stage]:
    with stage() as made:
        yield made


@pytest.fixture
def practice(server: Stage) -> Iterator[Practice]:
    with practice_on(server) as made:
        yield made


@pytest.fixture(scope="session")
def mastodon_mock() -> Iterator[MastodonNetwork]:
    with mastodon_server() as made:
        yield made


@pytest.fixture
def mastodon(mastodon_mock: MastodonNetwork) -> Iterator[MastodonNetwork]:
    with mastodon_on(mastodon_mock) as made:
        yield made


@pytest.fixture
def bluesky(server: Stage) -> Iterator[BlueskyNetwork]:
    with bluesky_on(server) as made:
        yield made


@pytest.fixture
def feeds(server: Stage) -> Iterator[FeedNetwork]:
    with feeds_on(server) as made:
        yield made


@pytest.fixture
def telegram(server: Stage) -> Iterator[TelegramNetwork]:
    with telegram_on(server) as made:
        yield made


@pytest.fixture
def reddit(server: Stage) -> Iterator[RedditNetwork]:
    with reddit_on(server) as made:
        yield made


@pytest.fixture
def google_play(server: Stage) -> Iterator[GooglePlayNetwork]:
    with google_play_on(server) as made:
        yield made


@pytest.fixture
def app_store(server: Stage) -> Iterator[AppStoreNetwork]:
    with app_store_on(server) as made:
        yield made


@pytest.fixture
def youtube(server: Stage) -> Iterator[YouTubeNetwork]:
    with youtube_on(server) as made:
        yield made

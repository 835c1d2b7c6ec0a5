"""Fixtures of listeners' and responders' tests: one server, and an empty network for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, TypeVar

import pytest

from tests.platforms.app_store_network import app_store_on
from tests.platforms.bluesky_network import bluesky_on
from tests.platforms.feed_network import feeds_on
from tests.platforms.google_play_network import google_play_on
from tests.platforms.mastodon_network import MastodonNetwork, mastodon_on, mastodon_server
from tests.platforms.practice import Stage, practice_on, stage
from tests.platforms.reddit_network import reddit_on
from tests.platforms.telegram_network import telegram_on
from tests.platforms.youtube_network import youtube_on

Network = TypeVar("Network")


def _empty(on: Callable[[Stage], AbstractContextManager[Network]]) -> Any:
    """A fixture: this network on the one server, empty for each test."""

    @pytest.fixture
    def made(server: Stage) -> Iterator[Network]:
        with on(server) as network:
            yield network

    return made


@pytest.fixture(scope="session")
def server() -> Iterator[Stage]:
    with stage() as made:
        yield made


@pytest.fixture(scope="session")
def mastodon_mock() -> Iterator[MastodonNetwork]:
    with mastodon_server() as made:
        yield made


@pytest.fixture
def mastodon(mastodon_mock: MastodonNetwork) -> Iterator[MastodonNetwork]:
    with mastodon_on(mastodon_mock) as made:
        yield made


practice = _empty(practice_on)
bluesky = _empty(bluesky_on)
feeds = _empty(feeds_on)
telegram = _empty(telegram_on)
reddit = _empty(reddit_on)
google_play = _empty(google_play_on)
app_store = _empty(app_store_on)
youtube = _empty(youtube_on)

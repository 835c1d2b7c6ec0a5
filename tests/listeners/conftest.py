"""One server for all tests here, and an empty network on it for each of them."""

from tests.platforms.networks import (  # noqa: F401  fixtures
    app_store,
    bluesky,
    feeds,
    google_play,
    mastodon,
    mastodon_mock,
    practice,
    reddit,
    server,
    telegram,
    youtube,
)

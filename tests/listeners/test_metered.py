"""Each network's own headers stop the next request; a limit of one site leaves the others alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from domain.errors import RateLimited
from domain.mention import Page
from platforms.bluesky import client_of
from platforms.mastodon import MastodonClient
from platforms.meter import Meter, metering
from platforms.reddit import client_of as client_of_reddit
from tests.platforms.bluesky_network import BlueskyNetwork
from tests.platforms.feed_network import FeedNetwork
from tests.platforms.mastodon_network import MastodonNetwork
from tests.platforms.reddit_network import RedditNetwork


def used_up(network: Any, headers: Mapping[str, str], ask: Callable[[], object]) -> RateLimited:
    """One request that is answered with these headers, and one that must not leave."""
    network.fail("headers", headers=headers)
    before = network.requests()
    with metering(Meter(now=network.now)):
        ask()
        assert network.requests() == before + 1
        with pytest.raises(RateLimited) as caught:
            ask()
    assert network.requests() == before + 1
    assert caught.value.retry_at is not None
    return caught.value


def test_mastodons_headers_stop_the_next_request(mastodon: MastodonNetwork) -> None:
    client = MastodonClient(mastodon.account(), now=mastodon.now)
    reset = "2999-01-01T00:00:00.000Z"  # and never longer than a day
    headers = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}
    used_up(mastodon, headers, lambda: client.mentions(None, None, 10))


def test_blueskys_headers_stop_the_next_request(bluesky: BlueskyNetwork) -> None:
    client = client_of(bluesky.account(), bluesky.now)
    client.did()  # signed in
    reset = str(int(bluesky.hands()) + 300)
    headers = {"ratelimit-limit": "3000", "ratelimit-remaining": "0", "ratelimit-reset": reset}
    error = used_up(bluesky, headers, lambda: client.notifications(None, 10))
    assert error.retry_at is not None
    assert 290 < (error.retry_at - bluesky.now()).total_seconds() <= 302


def test_reddits_headers_stop_the_next_request_whatever_it_asks_for(reddit: RedditNetwork) -> None:
    client = client_of_reddit(reddit.account(), reddit.now)
    reset = {"x-ratelimit-used": "600", "x-ratelimit-reset": "120"}
    with metering(Meter(now=reddit.now)):
        client.things(["t1_abc"])
        reddit.fail("headers", headers={"x-ratelimit-remaining": "0.0"} | reset)
        client.listing("message/inbox", after=None, count=0, limit=10)
        before = reddit.requests()
        with pytest.raises(RateLimited) as caught:
            client.things(["t1_abc"])
    assert reddit.requests() == before
    assert caught.value.retry_at == reddit.now() + dt.timedelta(seconds=120)


def test_a_feed_that_asks_for_patience_is_left_alone_and_the_others_are_read(
    feeds: FeedNetwork,
) -> None:
    published = feeds.publish("hello")
    other = feeds.feeds[0].replace("127.0.0.1", "localhost")
    listener = feeds.listener(urls=[feeds.feeds[0], feeds.feeds[0], other])
    feeds.fail("headers", headers={"Retry-After": "120"}, count=1)
    seen: list[Page] = []
    with metering(Meter(now=feeds.now)) as meter, pytest.raises(RateLimited):
        seen += listener.poll(None)
    assert meter.requests == feeds.requests() == 2  # not the same site again
    assert published in {one.external_id for one in seen[-1].mentions}

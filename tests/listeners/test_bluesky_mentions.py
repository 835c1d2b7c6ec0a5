"""Listening to Bluesky's notifications."""

from __future__ import annotations

from typing import ClassVar

import pytest

from tests.listeners.contract import ListenerContract, ids, mentions, walk
from tests.platforms.bluesky_network import BlueskyNetwork


class TestBlueskyMentions(ListenerContract):
    again: ClassVar[int] = 1  # of the very millisecond of the floor

    @pytest.fixture
    def network(self, bluesky: BlueskyNetwork) -> BlueskyNetwork:
        return bluesky

    @pytest.mark.parametrize("years", [10, -10])
    def test_a_lying_clock_hides_nothing(self, network: BlueskyNetwork, years: int) -> None:  # type: ignore[override]
        """But itself: Bluesky puts what is dated back below all that is newer (seen on the real
        network, 2026-11-22), and a walk would have to read everything each time to meet it."""
        network.publish("before")
        cursor = walk(network.listener())[-1].cursor
        network.wait(minutes=1)
        liar = network.publish("liar", lie=years * 365 * 86400)
        pages = walk(network.listener(), cursor)
        assert liar in ids(pages) or years < 0
        network.wait(minutes=1)
        honest = network.publish("honest")
        assert honest in ids(walk(network.listener(), pages[-1].cursor))


def test_what_is_dated_back_by_less_than_the_overlap_is_found(bluesky: BlueskyNetwork) -> None:
    for n in range(30):
        bluesky.publish(f"post {n}")
        bluesky.wait(minutes=1)
    cursor = walk(bluesky.listener())[-1].cursor
    bluesky.wait(minutes=2)
    late = bluesky.publish("written offline", lie=-15 * 60)
    assert late in ids(walk(bluesky.listener(), cursor))


def test_a_thread_is_one_conversation(bluesky: BlueskyNetwork) -> None:
    first = bluesky.write("customer", "it is broken", about_brand=True)
    bluesky.write("customer", "hello?", about_brand=True, answers=first)
    found = list(mentions(walk(bluesky.listener())))
    assert {one.conversation_id for one in found} == {first.uri}
    assert {one.in_reply_to for one in found} == {None, first.uri}


def test_a_stale_token_is_renewed_without_a_word(bluesky: BlueskyNetwork) -> None:
    listener = bluesky.listener()
    walk(listener)
    published = bluesky.publish("hello")
    bluesky.fail("expired_token", count=1)
    assert published in ids(walk(listener))

"""Whatever happens between and during polls, in the end every mention is in hand."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import ListenpostError
from domain.mention import Page
from tests.listeners.contract import Network, ids, walk
from tests.platforms.facebook_network import FacebookNetwork
from tests.platforms.instagram_network import InstagramNetwork
from tests.platforms.meta_inbox_network import MessengerNetwork
from tests.platforms.practice import Practice, Stage, practice_on
from tests.platforms.x_network import XNetwork


@dataclass(slots=True)
class Story:
    """One listener's life on one network."""

    network: Network
    published: set[str] = field(default_factory=set)
    pages: list[Page] = field(default_factory=list)

    def publish(self, many: int) -> None:
        self.published |= {self.network.publish(f"post {n}") for n in range(many)}

    def publish_late(self, minutes: int) -> None:
        self.published.add(self.network.publish("late", late=minutes * 60))

    def publish_lie(self, years: int) -> None:
        self.published.add(self.network.publish("a lie", lie=years * 365 * 86400))

    def wait(self, minutes: int) -> None:
        self.network.wait(minutes=minutes)

    def poll(self, pages: int) -> None:
        """As after a restart; it is cut off after so many pages, or by an error."""
        cursor = self.pages[-1].cursor if self.pages else None
        with suppress(ListenpostError):
            for page in islice(self.network.listener().poll(cursor), pages):
                self.pages.append(page)

    def fail(self, effect: str) -> None:
        self.network.fail(effect, count=3)

    def end(self) -> set[str]:
        """The network heals; a walk under way is ended, and one more is made."""
        self.network.heal()
        self.network.wait(minutes=16)
        for _ in range(2):
            cursor = self.pages[-1].cursor if self.pages else None
            self.pages += walk(self.network.listener(), cursor)
        return ids(self.pages)


EVENTS: st.SearchStrategy[tuple[str, object]] = st.one_of(
    st.tuples(st.just("publish"), st.integers(1, 15)),
    st.tuples(st.just("publish_late"), st.integers(1, 15)),
    st.tuples(st.just("publish_lie"), st.sampled_from((-10, 10))),
    st.tuples(st.just("wait"), st.integers(1, 300)),
    st.tuples(st.just("poll"), st.integers(1, 6)),
    st.tuples(st.just("fail"), st.sampled_from(("drop_after", "shuffled", "truncated"))),
)
LIARS = {"publish_lie"}
NETWORKS: dict[str, Callable[[Practice], Network]] = {
    "x mentions": XNetwork,
    "x search": lambda practice: XNetwork(practice, by_search=True),
    "visitor posts": FacebookNetwork,
    "tagged": lambda practice: FacebookNetwork(practice, kind="tagged"),
    "messenger": MessengerNetwork,
}
HONEST: dict[str, Callable[[Practice, str], Network]] = {
    "facebook": lambda practice, post: FacebookNetwork(practice, kind="comment", under=post),
    "instagram": lambda practice, post: InstagramNetwork(practice, kind="comment", under=post),
    "one conversation": lambda practice, _: MessengerNetwork(practice, person="anna"),
    "instagram's tags": lambda practice, _: InstagramNetwork(practice),
}


def live(network: Network, events: list[tuple[str, object]]) -> None:
    story = Story(network)
    for name, value in events:
        getattr(story, name)(value)
    assert story.end() >= story.published


@pytest.mark.parametrize("network", NETWORKS.values(), ids=list(NETWORKS))
@settings(max_examples=15, deadline=None)
@given(events=st.lists(EVENTS, max_size=12))
def test_nothing_is_lost(
    server: Stage, network: Callable[[Practice], Network], events: list[tuple[str, object]]
) -> None:
    with practice_on(server) as practice:
        live(network(practice), events)


@pytest.mark.parametrize("place", HONEST)
@settings(max_examples=15, deadline=None)
@given(events=st.lists(EVENTS.filter(lambda event: event[0] not in LIARS), max_size=12))
def test_nothing_is_lost_where_clocks_are_the_platform_s_own(
    server: Stage, place: str, events: list[tuple[str, object]]
) -> None:
    with practice_on(server) as practice:
        network = "facebook" if place == "facebook" else "instagram"
        post = practice.publish("", network=network, kind="own", person="brand")
        live(HONEST[place](practice, post), events)

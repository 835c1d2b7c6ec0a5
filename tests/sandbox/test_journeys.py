"""Customers go where they are really sent, or come back to where they started."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.clock import Clock
from sandbox.journeys import WAITS, asks_again
from sandbox.posts import Json, Kind, Network, PlannedPost, Post, Reaction
from sandbox.scenario import nothing
from sandbox.world import World
from tests.sandbox.practice import RealTime

LINK = "Please write to us in private: https://m.me/kestrelia"
ANSWER = Reaction(kind="answer", after_minutes=10, text="Customer number 12")
THANKS = Reaction(kind="thank", after_minutes=10, text="Thank you!")
Willing = Callable[[int], str]


class Town:
    """A world on a clock of the test's own, in which customers go where they are sent."""

    def __init__(self, *, playing: bool = True) -> None:
        self.time = RealTime(1_000_000_000.0)
        clock = Clock(
            scenario_start=self.time.at,
            ends_at=self.time.at,
            real_now=self.time,
            real_start=self.time.at,
        )
        self.world = World(nothing(self.time.at), clock, journeys=playing)

    def go(self, seconds: float) -> None:
        self.time.at += seconds
        self.world.advance()

    def asks(self, person: str, *, private: bool = True) -> Post:
        """A visitor post of somebody who will answer once and then say thanks."""
        key: Json = {"needs_answer": True, "urgency": "high", "private": private}
        planned = PlannedPost(
            person=person,
            network=Network.FACEBOOK,
            kind=Kind.VISITOR_POST,
            at=self.world.now,
            text="You took 38 euros twice",
            lang="en",
            matter=f"m-{person}",
            key=key,
            reactions=(ANSWER, THANKS),
        )
        post = self.world.publish(planned)
        assert post is not None
        return post

    def messages(self, person: str) -> list[str]:
        thread = self.world.mailbox.thread(Network.FACEBOOK, person)
        return [message.text for message in thread if not message.by_brand]

    def write(self, post: Post, text: str, *, in_reply: bool = False) -> None:
        """The brand writes to her in private."""
        self.world.write_private(
            post.network, post.person, text, by_brand=True, to=post if in_reply else None
        )

    def said_in_public(self, person: str) -> list[str]:
        return [post.text for post in self.world.posts.values() if post.person == person][1:]


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def willing(town: Town) -> Willing:
    """Somebody who is ready to tell it so many times."""

    def find(times: int) -> str:
        names = (f"p{number}" for number in range(1000))
        return next(name for name in names if town.world.journeys._patience(name) == times)

    return find


def test_a_private_reply_is_answered_in_private_until_all_is_well(
    town: Town, willing: Willing
) -> None:
    post = town.asks(willing(1))
    town.write(post, "Which number?", in_reply=True)
    town.go(3600)
    assert town.messages(post.person) == ["Customer number 12"]
    town.write(post, "Thank you, it is paid back")
    town.go(3600)
    assert town.messages(post.person)[1:] == ["Thank you!"]
    town.go(10 * WAITS)
    assert town.said_in_public(post.person) == []
    (move,) = town.world.journeys.moves
    assert (move.how, move.carried, move.needless) == ("private", True, False)


def test_a_link_for_everybody_makes_her_tell_it_again_and_the_impatient_come_back(
    town: Town, willing: Willing
) -> None:
    patient, impatient = town.asks(willing(3)), town.asks(willing(1))
    for post in (patient, impatient):
        town.world.reply(post, LINK)
    town.go(1800)
    assert town.messages(patient.person) == ["You took 38 euros twice"]
    assert town.messages(impatient.person) == []
    assert town.said_in_public(impatient.person) == [asks_again(impatient)]
    assert [move.carried for move in town.world.journeys.moves] == [False, False]


def test_who_waits_in_private_in_vain_comes_back(town: Town, willing: Willing) -> None:
    post = town.asks(willing(3))
    town.world.reply(post, LINK)
    town.go(WAITS + 3600)
    town.go(3600)
    assert town.said_in_public(post.person) == [asks_again(post)]


def test_a_code_of_her_own_carries_the_story_and_somebody_elses_does_not(
    town: Town, willing: Willing
) -> None:
    own, other = town.asks(willing(1)), town.asks(willing(2))
    town.world.reply(own, "Call us: https://care.example/c/Ab3dE6gh")
    town.world.reply(other, "Call us: https://care.example/c/Ab3dE6gh")
    assert [move.carried for move in town.world.journeys.moves] == [True, False]
    town.go(1800)
    assert town.said_in_public(own.person) == []


def test_the_impatient_are_not_sent_away_for_what_needs_no_account_data(
    town: Town, willing: Willing
) -> None:
    post = town.asks(willing(1), private=False)
    town.write(post, "Which number?", in_reply=True)
    town.go(3600)
    assert town.said_in_public(post.person) == [asks_again(post)]


@pytest.mark.parametrize("text", ["Thank you, we look into it.", "Ask the 24/7 team: 12 34"])
def test_an_answer_on_the_spot_moves_nobody(town: Town, text: str) -> None:
    post = town.asks("p1")
    town.world.reply(post, text)
    town.go(3600)
    assert town.world.journeys.moves == []
    assert town.said_in_public("p1") == ["Customer number 12"]


def test_without_journeys_moves_are_counted_and_customers_react_as_ever() -> None:
    town = Town(playing=False)
    post = town.asks("p1")
    town.write(post, "Which number?", in_reply=True)
    town.go(3600)
    assert len(town.world.journeys.moves) == 1
    assert town.said_in_public("p1") == ["Customer number 12"]

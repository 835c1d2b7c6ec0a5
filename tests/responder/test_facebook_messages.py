"""Answers in Messenger, against the practice network."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.errors import ReplyNotAllowed
from tests.platforms.meta_inbox_network import MessengerNetwork
from tests.platforms.practice import Practice
from tests.responder.contract import ResponderContract


class TestMessage(ResponderContract):
    @pytest.fixture
    def network(self, practice: Practice) -> MessengerNetwork:
        return MessengerNetwork(practice)


@pytest.fixture
def network(practice: Practice) -> MessengerNetwork:
    return MessengerNetwork(practice)


def test_after_a_day_only_a_person_may_answer_and_says_so(network: MessengerNetwork) -> None:
    target = network.target()
    network.wait(days=2)
    network.responder().post(network.outgoing(target))
    assert len(network.answers(target)) == 1


def test_what_she_wrote_since_keeps_the_window_open(network: MessengerNetwork) -> None:
    """Without the tag, which not every app may use."""
    target = network.target()
    network.wait(days=2)
    network.says(target, "hello?", brand=False)
    reply = network.outgoing(replace(target, last_heard_at=network.now()))
    network.responder().post(reply)
    assert len(network.answers(target)) == 1


def test_after_a_week_nobody_may_answer(network: MessengerNetwork) -> None:
    target = network.target()
    network.wait(days=8)
    with pytest.raises(ReplyNotAllowed):
        network.responder().post(network.outgoing(target))
    assert network.answers(target) == []


def test_the_same_words_to_a_later_message_are_another_answer(network: MessengerNetwork) -> None:
    target = network.target()
    network.responder().post(network.outgoing(target, "Thank you!"))
    network.wait(minutes=5)
    later = replace(
        target,
        external_id=network.write("more", person=network._person_of(target)),
        published_at=network.now(),
    )
    network.responder().post(network.outgoing(later, "Thank you!"))
    assert network.answers(target) == ["Thank you!"] * 2

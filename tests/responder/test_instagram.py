"""The responder on Instagram, against the practice network."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.errors import ListenpostError, OutcomeUnknown, Rejected, ReplyNotAllowed
from domain.mention import MentionKind
from domain.reply import OutgoingReply, PostedReply
from responder.base import Responder
from tests.platforms.instagram_network import InstagramNetwork
from tests.platforms.meta_inbox_network import DirectNetwork
from tests.platforms.practice import Practice
from tests.responder.contract import Network, ResponderContract


def below_our_medium(practice: Practice, *, private: bool = False) -> InstagramNetwork:
    medium = practice.publish("", network="instagram", kind="own", person="brand")
    return InstagramNetwork(practice, kind="comment", under=medium, private=private)


class TestComment(ResponderContract):
    @pytest.fixture
    def network(self, practice: Practice) -> InstagramNetwork:
        return below_our_medium(practice)


class TestPrivateReply(ResponderContract):
    """A look never says yes or no: whatever is in doubt ends in front of a person."""

    many = 1

    @pytest.fixture
    def network(self, practice: Practice) -> InstagramNetwork:
        return below_our_medium(practice, private=True)

    def check_found(
        self, network: Network, reply: OutgoingReply, posted: PostedReply | None = None
    ) -> None:
        self.check_not_found(network, reply)

    def check_not_found(self, network: Network, reply: OutgoingReply) -> None:
        with pytest.raises(Rejected, match="look into its inbox"):
            network.responder().find(reply)

    def check_cannot_look(
        self, responder: Responder, reply: OutgoingReply, error: type[ListenpostError]
    ) -> None:
        with pytest.raises(Rejected, match="look into its inbox"):
            responder.find(reply)


class TestDirect(ResponderContract):
    @pytest.fixture
    def network(self, practice: Practice) -> DirectNetwork:
        return DirectNetwork(practice)


def test_after_a_week_no_private_reply_is_possible(practice: Practice) -> None:
    network = below_our_medium(practice, private=True)
    reply = network.outgoing(network.target())
    network.wait(days=8)
    with pytest.raises(ReplyNotAllowed):
        network.responder().post(reply)


def test_a_second_private_reply_is_refused(practice: Practice) -> None:
    network = below_our_medium(practice, private=True)
    target = network.target()
    network.responder().post(network.outgoing(target, "first"))
    with pytest.raises(OutcomeUnknown):
        network.responder().post(network.outgoing(target, "second"))
    assert network.answers(target) == ["first"]


def test_a_tag_is_answered_where_its_caption_names_us(practice: Practice) -> None:
    network = InstagramNetwork(practice)
    named = network.target("thanks @kestrelia")
    network.responder().post(network.outgoing(named))
    assert network.answers(named) == [network.outgoing(named).text]
    with pytest.raises(ReplyNotAllowed):
        network.responder().post(network.outgoing(network.target("my kettle")))


def test_what_was_written_below_anothers_medium_is_never_taken_for_found(
    practice: Practice,
) -> None:
    network = InstagramNetwork(practice)
    reply = network.outgoing(network.target("thanks @kestrelia"))
    network.responder().post(reply)
    with pytest.raises(Rejected, match="open the post"):
        network.responder().find(reply)


def test_the_same_words_to_another_below_the_same_comment_are_another_answer(
    practice: Practice,
) -> None:
    top = below_our_medium(practice).target("me too")
    network = InstagramNetwork(practice, kind="comment", under=top.external_id)
    first, second = network.target("first", person="ann"), network.target("second", person="ben")
    for target in (first, second):
        network.responder().post(network.outgoing(target, "Please write to us"))
    answers = network.answers(first) + network.answers(second)
    assert answers == ["Please write to us"] * 2


def test_a_comment_of_an_unknown_person_can_be_answered(practice: Practice) -> None:
    network = below_our_medium(practice)
    target = replace(network.target(), author_external_id="unknown:1")
    network.responder().post(network.outgoing(target))
    assert target.kind == MentionKind.COMMENT
    assert network.responder().find(network.outgoing(target)) is not None

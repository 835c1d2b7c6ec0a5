"""The responder on Facebook, against the practice network."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.errors import OutcomeUnknown, ReplyNotAllowed
from domain.reply import ReplyTarget
from tests.platforms.facebook_network import FacebookNetwork
from tests.platforms.practice import Practice
from tests.responder.contract import ResponderContract
from tests.responder.recheck_contract import RecheckContract


class TestPostOfAVisitor(ResponderContract, RecheckContract):
    @pytest.fixture
    def network(self, practice: Practice) -> FacebookNetwork:
        return FacebookNetwork(practice)


class TestTaggedPost(ResponderContract):
    @pytest.fixture
    def network(self, practice: Practice) -> FacebookNetwork:
        return FacebookNetwork(practice, kind="tagged")


class TestComment(ResponderContract):
    @pytest.fixture
    def network(self, practice: Practice) -> FacebookNetwork:
        post = practice.publish("", network="facebook", kind="own", person="brand")
        return FacebookNetwork(practice, kind="comment", under=post)


class TestPrivateReply(ResponderContract):
    @pytest.fixture
    def network(self, practice: Practice) -> FacebookNetwork:
        return FacebookNetwork(practice, private=True)


class TestAnswerToAnAnswer(ResponderContract):
    """Facebook hangs the reply below the comment above both."""

    @pytest.fixture
    def network(self, practice: Practice) -> FacebookNetwork:
        post = practice.publish("", network="facebook", kind="own", person="brand")
        comment = practice.publish("me too", network="facebook", reply_to_external_id=post)
        return FacebookNetwork(practice, kind="comment", under=comment)


@pytest.fixture
def network(practice: Practice) -> FacebookNetwork:
    return FacebookNetwork(practice)


def test_the_same_words_before_the_customer_wrote_are_not_the_answer(practice: Practice) -> None:
    post = practice.publish("", network="facebook", kind="own", person="brand")
    comment = practice.publish("me too", network="facebook", reply_to_external_id=post)
    network = FacebookNetwork(practice, kind="comment", under=comment)
    network.says(network.target("first"), "Please write to us", brand=True)
    later = network.outgoing(network.target("second"), "Please write to us")
    assert network.responder().find(later) is None


def test_where_several_speak_below_a_comment_a_person_must_look(practice: Practice) -> None:
    """Facebook does not tell which of their answers ours is meant for."""
    post = practice.publish("", network="facebook", kind="own", person="brand")
    comment = practice.publish("me too", network="facebook", reply_to_external_id=post)
    network = FacebookNetwork(practice, kind="comment", under=comment)
    anna, bob = network.target("I", person="anna"), network.target("and I", person="bob")
    network.responder().post(network.outgoing(bob))
    assert network.responder().find(network.outgoing(anna)) is None


def test_a_private_reply_reaches_the_person_and_nobody_else(practice: Practice) -> None:
    network = FacebookNetwork(practice, private=True)
    target = network.target()
    network.responder().post(network.outgoing(target))
    assert practice.private_answers(target.external_id) == [network.outgoing(target).text]
    assert practice.public_answers(target.external_id) == []


def test_a_second_private_reply_is_refused_and_read_back(practice: Practice) -> None:
    network = FacebookNetwork(practice, private=True)
    target = network.target()
    network.responder().post(network.outgoing(target, "first"))
    second = network.outgoing(target, "second")
    with pytest.raises(OutcomeUnknown):
        network.responder().post(second)
    assert network.responder().find(second) is None


def test_after_a_week_no_private_reply_is_possible(practice: Practice) -> None:
    network = FacebookNetwork(practice, private=True)
    reply = network.outgoing(network.target())
    network.wait(days=8)
    with pytest.raises(ReplyNotAllowed):
        network.responder().post(reply)


def test_a_private_reply_to_an_unknown_person_is_never_taken_for_found(practice: Practice) -> None:
    """In doubt it is not there: Facebook itself refuses a second one."""
    network = FacebookNetwork(practice, private=True)
    target: ReplyTarget = replace(network.target(), author_external_id="unknown:1_2")
    network.responder().post(network.outgoing(target))
    assert network.responder().find(network.outgoing(target)) is None


def test_a_private_reply_survives_the_post(practice: Practice) -> None:
    network = FacebookNetwork(practice, private=True)
    reply = network.outgoing(network.target())
    posted = network.responder().post(reply)
    network.gone(reply.target)
    found = network.responder().find(reply)
    assert found is not None
    assert found.external_id == posted.external_id


def test_a_missing_message_id_leaves_doubt(
    network: FacebookNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    responder = network.responder()
    monkeypatch.setattr(vars(responder)["_graph"], "put_comment", lambda *_: {"success": True})
    with pytest.raises(OutcomeUnknown):
        responder.post(network.outgoing(network.target()))

"""Answering direct messages on X, against the practice network."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import pytest

from domain.errors import ReplyNotAllowed
from domain.reply import ReplyKind
from sandbox.limits import Limits
from tests.platforms.practice import TEXT, Practice
from tests.platforms.x_network import XMessages, XNetwork
from tests.responder.contract import ResponderContract


class TestXMessages(ResponderContract):
    too_long: ClassVar[int] = 10_001

    @pytest.fixture
    def network(self, practice: Practice) -> XMessages:
        practice.world.x_limits = Limits(window=0.0)
        return XMessages(practice)


def test_our_answer_comes_back_under_the_same_name(practice: Practice) -> None:
    network = XMessages(practice)
    posted = network.responder().post(network.outgoing(network.target()))
    (heard,) = (
        one for page in network.listener().poll(None) for one in page.mentions if one.by_brand
    )
    assert heard.external_id == posted.external_id
    assert posted.url == heard.url


def test_a_post_gets_no_message(practice: Practice) -> None:
    network = XNetwork(practice)
    reply = replace(network.outgoing(network.target()), kind=ReplyKind.PRIVATE)
    with pytest.raises(ReplyNotAllowed, match="in public"):
        network.responder().post(reply)


def test_a_message_is_not_answered_in_public(practice: Practice) -> None:
    network = XMessages(practice)
    reply = replace(network.outgoing(network.target()), kind=ReplyKind.PUBLIC)
    with pytest.raises(ReplyNotAllowed, match="in private"):
        network.responder().post(reply)


def test_a_message_is_never_taken_for_a_deleted_post(practice: Practice) -> None:
    public, private = XNetwork(practice), XMessages(practice)
    post, message = public.target("one"), private.target("two")
    public.gone(post)
    responder = public.responder()
    assert responder.still_there([post.external_id, message.external_id]) == {message.external_id}  # type: ignore[attr-defined]
    before = public.requests()
    assert responder.still_there([message.external_id]) == {message.external_id}  # type: ignore[attr-defined]
    assert public.requests() == before


def test_the_answer_is_in_her_conversation_alone(practice: Practice) -> None:
    network = XMessages(practice)
    ann, bob = network.target("one", person="ann"), network.target("two", person="bob")
    network.responder().post(network.outgoing(ann))
    mailbox = practice.world.mailbox
    assert [one.text for one in mailbox if one.by_brand and one.person == "ann"] == [TEXT]
    assert network.responder().find(network.outgoing(bob)) is None

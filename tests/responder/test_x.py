"""The responder on X, against the practice network."""

from __future__ import annotations

import pytest

from domain.errors import CreditExhausted, PermissionMissing, ReplyNotAllowed
from tests.platforms.practice import Practice
from tests.platforms.x_network import XNetwork
from tests.responder.contract import ResponderContract
from tests.responder.recheck_contract import RecheckContract


class TestX(ResponderContract, RecheckContract):
    @pytest.fixture
    def network(self, practice: Practice) -> XNetwork:
        return XNetwork(practice)


@pytest.fixture
def network(practice: Practice) -> XNetwork:
    return XNetwork(practice)


def test_a_post_that_does_not_summon_us_is_refused(network: XNetwork) -> None:
    stranger = network.target("kestrelia is a bird", kind="search")
    with pytest.raises(ReplyNotAllowed, match="mentioned"):
        network.responder().post(network.outgoing(stranger))
    assert network.answers(stranger) == []


def test_spent_credits_are_certain(network: XNetwork) -> None:
    reply = network.outgoing(network.target())
    network.fail("status", status=402)
    with pytest.raises(CreditExhausted):
        network.responder().post(reply)


def test_an_app_without_the_account_cannot_answer(practice: Practice) -> None:
    keys = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
    app_only = practice.world.credentials.x.bearer_token
    network = XNetwork(practice)
    reply = network.outgoing(network.target())
    with pytest.raises(PermissionMissing):
        network.responder(bearer_token=app_only, **dict.fromkeys(keys)).post(reply)
    assert network.answers(reply.target) == []


def test_a_text_with_half_an_emoji_is_sent_as_it_is_stored(network: XNetwork) -> None:
    reply = network.outgoing(network.target(), "Hello \ud83d Anna")
    posted = network.responder().post(reply)
    assert network.answers(reply.target) == ["Hello \ufffd Anna"]
    found = network.responder().find(reply)
    assert found is not None
    assert found.external_id == posted.external_id


def test_the_answer_has_its_address(network: XNetwork) -> None:
    posted = network.responder().post(network.outgoing(network.target()))
    assert posted.url == f"https://x.com/kestrelia/status/{posted.external_id}"

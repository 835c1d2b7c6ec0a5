"""Answering on Mastodon, on a server that was written by others."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import pytest

from tests.platforms.mastodon_network import MastodonNetwork
from tests.responder.contract import ResponderContract
from tests.responder.recheck_contract import RecheckContract


class TestMastodon(ResponderContract, RecheckContract):
    many: ClassVar[int] = 45  # a page holds 40; what is read is the thread

    @pytest.fixture
    def network(self, mastodon: MastodonNetwork) -> MastodonNetwork:
        return mastodon


class TestMastodonInPrivate(ResponderContract):
    many: ClassVar[int] = 3

    @pytest.fixture
    def network(self, mastodon: MastodonNetwork) -> MastodonNetwork:
        return replace(mastodon, private=True)


@pytest.mark.parametrize("visibility", ["public", "unlisted", "private", "direct"])
def test_an_answer_is_seen_by_no_more_people_than_the_question(
    mastodon: MastodonNetwork, visibility: str
) -> None:
    target = mastodon.target(visibility=visibility)
    mastodon.responder().post(mastodon.outgoing(target))
    (made,) = mastodon.replies(target)
    assert made["visibility"] == visibility


def test_a_private_answer_is_for_the_named_alone(mastodon: MastodonNetwork) -> None:
    network = replace(mastodon, private=True)
    target = network.target(visibility="public")
    network.responder().post(network.outgoing(target))
    assert [post["visibility"] for post in network.replies(target)] == ["direct"]


def test_the_customer_is_told_of_the_answer(mastodon: MastodonNetwork) -> None:
    mastodon.responder().post(mastodon.outgoing(mastodon.target()))
    told = mastodon.ask("/api/v1/notifications", "customer")
    assert [one["type"] for one in told] == ["mention"]

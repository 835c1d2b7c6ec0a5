"""The responder on Facebook, against the practice network."""

from __future__ import annotations

import pytest

from tests.platforms.facebook_network import FacebookNetwork
from tests.platforms.practice import Practice
from tests.responder.contract import ResponderContract


class TestPostOfAVisitor(ResponderContract):
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

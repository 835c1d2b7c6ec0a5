"""The listener on a Facebook page, against the practice network."""

from __future__ import annotations

import pytest

from domain.errors import RateLimited
from listeners.facebook_standing import TOP
from tests.listeners.contract import ListenerContract, Network
from tests.platforms.facebook_network import FacebookNetwork
from tests.platforms.practice import Practice


class FacebookContract(ListenerContract):
    """The practice network names no time when it limits Facebook's calls."""

    def check_retry_at(self, error: RateLimited, network: Network) -> None:
        assert error.retry_at is None


class TestVisitorPosts(FacebookContract):
    @pytest.fixture
    def network(self, practice: Practice) -> FacebookNetwork:
        return FacebookNetwork(practice)


class TestTagged(FacebookContract):
    @pytest.fixture
    def network(self, practice: Practice) -> FacebookNetwork:
        return FacebookNetwork(practice, kind="tagged")


class TestComments(FacebookContract):
    """All under one photo of the page."""

    again = TOP

    @pytest.fixture
    def network(self, practice: Practice) -> FacebookNetwork:
        post = practice.publish("", network="facebook", kind="own", person="brand")
        return FacebookNetwork(practice, kind="comment", under=post)

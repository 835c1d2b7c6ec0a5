"""The listener on X's mentions, against the practice network."""

from __future__ import annotations

import pytest

from tests.listeners.contract import ListenerContract
from tests.platforms.practice import Practice
from tests.platforms.x_network import XNetwork


class TestXMentions(ListenerContract):
    @pytest.fixture
    def network(self, practice: Practice) -> XNetwork:
        return XNetwork(practice)

"""The responder on X, against the practice network."""

from __future__ import annotations

import pytest

from tests.platforms.practice import Practice
from tests.platforms.x_network import XNetwork
from tests.responder.contract import ResponderContract


class TestX(ResponderContract):
    @pytest.fixture
    def network(self, practice: Practice) -> XNetwork:
        return XNetwork(practice)

"""What every responder must pass that can tell whether posts are still there."""

from __future__ import annotations

from typing import Any

import pytest

from domain.errors import AuthenticationFailed, ListenpostError, RateLimited
from listenpost.services.recheck import Rechecks
from tests.responder.contract import UNDONE, Network


def looking(network: Network) -> Rechecks:
    responder = network.responder()
    assert isinstance(responder, Rechecks)
    return responder


class RecheckContract:
    """Subclasses provide the fixture `network`."""

    @pytest.fixture
    def network(self) -> Network:
        raise NotImplementedError

    def test_what_is_gone_is_told_from_what_is_there(self, network: Network) -> None:
        targets = [network.target(f"post {n}") for n in range(4)]
        for gone in targets[1:3]:
            network.gone(gone)
        ids = [one.external_id for one in targets]
        assert looking(network).still_there(ids) == {ids[0], ids[3]}

    def test_a_full_request_is_understood(self, network: Network) -> None:
        responder = looking(network)
        ids = [network.target(f"post {n}").external_id for n in range(responder.at_once)]
        assert responder.still_there(ids) == set(ids)

    @pytest.mark.parametrize("how", UNDONE.values(), ids=list(UNDONE))
    def test_trouble_is_never_taken_for_a_deletion(
        self, network: Network, how: dict[str, Any]
    ) -> None:
        target = network.target()
        responder = looking(network)
        network.fail(**how)
        with pytest.raises(ListenpostError):
            responder.still_there([target.external_id])

    def test_neither_a_limit_nor_an_expired_token_is_a_deletion(self, network: Network) -> None:
        target = network.target()
        responder = looking(network)
        network.fail("status", status=429, seconds=60)
        with pytest.raises(RateLimited):
            responder.still_there([target.external_id])
        network.heal()
        network.fail("expired_token")
        with pytest.raises(AuthenticationFailed):
            responder.still_there([target.external_id])

"""What can be connected, and what the form asks for it."""

from __future__ import annotations

import pytest

from domain.errors import ConfigurationError
from listeners import LISTENERS
from listenpost.clock import Clock
from listenpost.services import account_fields, connectable
from listenpost.services.sealed_account import Opened


def test_a_kind_of_listener_tells_its_network_by_its_name() -> None:
    for kind in LISTENERS:
        assert connectable.listener_class(kind).platform == connectable.platform_of(kind)


def test_every_field_of_every_network_can_be_entered() -> None:
    for platform in connectable.platforms():
        asked = account_fields.of_account(platform)
        assert all(one.about for one in asked), platform
        for kind in connectable.kinds_of(platform):
            assert all(one.about for one in account_fields.of_listener(kind)), kind
            shown = account_fields.shown(account_fields.of_listener(kind), {})
            assert account_fields.entered(account_fields.of_listener(kind), shown) == {}, kind
        assert not account_fields.entered(asked, account_fields.shown(asked, {}))


def test_a_key_whose_lines_the_browser_joined_is_whole_again() -> None:
    body = "A" * 70
    joined = f"-----BEGIN PRIVATE KEY-----{body}-----END PRIVATE KEY-----"
    found = account_fields.entered(account_fields.of_account("app_store"), {"private_key": joined})
    assert found["private_key"] == (
        f"-----BEGIN PRIVATE KEY-----\n{'A' * 64}\n{'A' * 6}\n-----END PRIVATE KEY-----\n"
    )


def test_a_name_that_turns_inward_later_is_neither_polled_nor_posted_to() -> None:
    points_to = ["93.184.215.14"]
    opened = Opened(
        name="brand",
        platform="mastodon",
        fields={"base_url": "https://social.example", "handle": "us"},
        secrets={"access_token": "t"},
        listeners={"mastodon_mentions": {}},
    )
    ready = connectable.ready(
        opened, clock=Clock(), inside=(), lookup=lambda _host, _port: points_to
    )
    assert ready.responder is not None
    for make in (ready.listeners["brand.mastodon_mentions"].make, ready.responder):
        points_to[:] = ["93.184.215.14"]
        assert make() is make(), "one client, judged each time"
        points_to[:] = ["192.168.1.7"]
        with pytest.raises(ConfigurationError, match="inside your own network"):
            make()

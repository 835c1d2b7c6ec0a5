"""Without a live session there is nothing: no page, no socket, no metrics."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from dashboard import cookies
from listenpost.services import accounts
from tests.dashboard.world import PASSWORD, World

HTML = {"accept": "text/html"}


def socket_of(server: str) -> str:
    return server.replace("http", "ws", 1) + "/_stcore/stream"


@pytest.mark.parametrize("path", ["/", "/?case=1", "/inbox", "/health"])
def test_a_stranger_is_sent_to_the_sign_in_page(server: str, path: str) -> None:
    answer = httpx.get(server + path, headers=HTML)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/auth/sign-in")


@pytest.mark.parametrize(
    "path",
    ["/", "/_stcore/metrics", "/_stcore/host-config", "/media/x.png", "/favicon", "/nothing"],
)
def test_a_program_without_a_session_is_refused(server: str, path: str) -> None:
    assert httpx.get(server + path).status_code == 401


def test_the_socket_is_refused_without_a_session(server: str) -> None:
    with pytest.raises(InvalidStatus) as refusal, connect(socket_of(server)):
        pass
    assert refusal.value.response.status_code == 403


def test_the_socket_is_refused_to_another_site(server: str, token: Callable[[str], str]) -> None:
    cookie = {"Cookie": f"{cookies.SESSION}={token('ann')}", "Origin": "https://evil.example"}
    with (
        pytest.raises(InvalidStatus),
        connect(socket_of(server), additional_headers=cookie),
    ):
        pass


def test_the_socket_opens_with_a_session(server: str, token: Callable[[str], str]) -> None:
    cookie = {"Cookie": f"{cookies.SESSION}={token('ann')}"}
    with connect(socket_of(server), additional_headers=cookie) as socket:
        assert socket.protocol.state.name == "OPEN"


def test_a_signed_out_session_opens_nothing_any_more(server: str, world: World) -> None:
    found = accounts.sign_in(world.app, name="ada", password=PASSWORD, lasts=accounts.LOCK_FOR)
    mine = {cookies.SESSION: found or ""}
    assert httpx.get(server + "/", cookies=mine, headers=HTML).status_code == 200
    accounts.sign_out(world.app, found)
    assert httpx.get(server + "/", cookies=mine, headers=HTML).status_code == 303


def test_another_host_name_is_refused(server: str) -> None:
    assert httpx.get(server + "/", headers={"host": "evil.example"}).status_code == 400


def test_the_health_endpoint_is_open_and_says_nothing_else(server: str) -> None:
    answer = httpx.get(server + "/healthz")
    assert answer.json() == {"ok": True}


@pytest.mark.parametrize("path", ["/auth/sign-in", "/healthz", "/static/nothing.js", "/"])
def test_every_answer_carries_the_security_headers(server: str, path: str) -> None:
    headers = httpx.get(server + path).headers
    assert "script-src 'self' blob: 'sha256-" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"

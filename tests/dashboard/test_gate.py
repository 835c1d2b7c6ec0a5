"""Without a live session there is nothing: no page, no socket, no metrics."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from dashboard import cookies
from listenpost.services import sessions
from listenpost.services.passwords import digest
from listenpost.services.sign_in import Entered, sign_in
from storage.models import UserSession
from tests.dashboard.world import PASSWORD, World

HTML = {"accept": "text/html"}


def socket_of(server: str) -> str:
    return server.replace("http", "ws", 1) + "/_stcore/stream"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?case=1",
        "/inbox",
        "/health",
        "/people",
        "/people?person=1",
        "/account",
        "/accounts",
        "/audit",
    ],
)
def test_a_stranger_is_sent_to_the_sign_in_page(server: str, path: str) -> None:
    answer = httpx.get(server + path, headers=HTML)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/auth/sign-in")


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/_stcore/metrics", "/_stcore/host-config", "/_stcore/upload_file/1/2"),
        *("/media/x.png", "/media/audit.csv", "/component/x.js", "/favicon", "/nothing"),
        *("/auth/", "/auth/oidc/other", "/auth/sign-in/../../people"),
    ],
)
def test_a_program_without_a_session_is_refused(server: str, path: str) -> None:
    assert httpx.get(server + path).status_code == 401


def test_choosing_a_password_is_for_who_has_a_one_time_password(
    server: str, token: Callable[[str], str]
) -> None:
    mine = {cookies.SESSION: token("ann")}
    for known in ({}, mine, {cookies.SESSION: "made up"}):
        answer = httpx.get(server + "/auth/new-password", cookies=known)
        assert (answer.status_code, answer.headers["location"]) == (303, "/auth/sign-in")


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
    found = sign_in(world.app, name="ada", password=PASSWORD, lasts=dt.timedelta(minutes=5))
    assert isinstance(found, Entered)
    mine = {cookies.SESSION: found.token}
    assert httpx.get(server + "/", cookies=mine, headers=HTML).status_code == 200
    sessions.sign_out(world.app, found.token)
    assert httpx.get(server + "/", cookies=mine, headers=HTML).status_code == 303


def test_to_open_a_page_is_a_deed_and_what_a_page_fetches_by_itself_is_none(
    server: str, world: World
) -> None:
    found = sign_in(world.app, name="ann", password=PASSWORD, lasts=dt.timedelta(hours=1))
    assert isinstance(found, Entered)
    long_ago = world.app.clock.wall() - dt.timedelta(minutes=30)

    def seen_at() -> dt.datetime | None:
        with world.app.database.read() as session:
            return session.get_one(UserSession, digest(found.token)).seen_at

    with world.app.database.write() as session:
        session.get_one(UserSession, digest(found.token)).seen_at = long_ago
    mine = {cookies.SESSION: found.token}
    assert httpx.get(server + "/_stcore/host-config", cookies=mine).status_code == 200
    assert seen_at() == long_ago
    assert httpx.get(server + "/", cookies=mine, headers=HTML).status_code == 200
    assert (seen_at() or long_ago) > long_ago
    sessions.sign_out(world.app, found.token)


def test_another_host_name_is_refused(server: str) -> None:
    assert httpx.get(server + "/", headers={"host": "evil.example"}).status_code == 400


def test_the_health_endpoint_is_open_and_says_nothing_else(server: str) -> None:
    answer = httpx.get(server + "/healthz")
    assert answer.json() == {"ok": True}
    assert httpx.get(server + "/readyz").json() == {"ok": True}


def test_metrics_are_not_there_unless_they_were_opened(server: str) -> None:
    assert httpx.get(server + "/metrics").status_code == 404


@pytest.mark.parametrize("path", ["/auth/sign-in", "/healthz", "/static/nothing.js", "/"])
def test_every_answer_carries_the_security_headers(server: str, path: str) -> None:
    headers = httpx.get(server + path).headers
    assert "script-src 'self' blob: 'sha256-" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"

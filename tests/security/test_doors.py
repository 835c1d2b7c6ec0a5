"""Every address, with no session, a made-up one, a revoked one, and another role's."""

from __future__ import annotations

import datetime as dt
import itertools
import stat
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from structlog.testing import capture_logs
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from dashboard import cookies, gate, refusals, shell
from dashboard.desk import Desk
from dashboard.headers import SecurityHeaders
from domain.role import Permission, Role, may, require
from listenpost.services import sessions
from listenpost.services.own_key import OwnKey
from listenpost.services.sign_in import Entered, sign_in
from listenpost.settings import Settings
from tests.dashboard.world import PASSWORD, World
from tests.listenpost.typing_hands import hands_in
from tests.security.conftest import Count

HTML = {"accept": "text/html"}
GUARDED = (
    *(f"/{path}" for path in shell.PLACES),
    *("/", "/?case=1", "/go/case/1", "/go/inbox", "/nothing", "/index.html", "/manifest.json"),
    *("/_stcore/metrics", "/_stcore/host-config", "/_stcore/script-health-check"),
    *("/_stcore/upload_file/a/b", "/_stcore/bidi-components/a/b", "/component/a/b.js"),
    *("/media/a.csv", "/media/a.png", "/app/static/a", "/static", "/auth", "/auth/", "/hooks"),
    *("//", "/%2e%2e/healthz", "/healthz/x", "/static/../media/a.csv", "/c", "/handoff/note/x"),
)
"""What nobody sees who is not signed in."""
STRANGERS = {
    "nobody": "",
    "empty": f"{cookies.SESSION}=",
    "made up": f"{cookies.SESSION}=" + "a" * 43,
    "a query": f"{cookies.SESSION}=' OR 1=1 --",
    "huge": f"{cookies.SESSION}=" + "x" * 3000,
    "odd": f'{cookies.SESSION}="\\377\\000"; =; ;;; {cookies.SESSION}',
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
OPEN = {
    **dict.fromkeys(("/auth/sign-in", "/auth/sign-out", "/auth/icon.svg")),
    **dict.fromkeys(("/auth/new-password", "/auth/oidc", "/auth/oidc/back")),
    **dict.fromkeys(("/hooks/crm", "/hooks/meta", "/handoff", "/handoff/note", "/c/{code}")),
    **dict.fromkeys(("/healthz", "/readyz", "/metrics", "/favicon.ico", "/favicon.png")),
}
"""What is open to strangers, each with a guard of its own or nothing to tell."""


def test_nothing_opens_without_a_live_session(server: str, world: World, tried: Count) -> None:
    gone = sign_in(world.app, name="ada", password=PASSWORD, lasts=dt.timedelta(hours=1))
    assert isinstance(gone, Entered)
    sessions.sign_out(world.app, gone.token)
    strangers = {**STRANGERS, "revoked": f"{cookies.SESSION}={gone.token}"}
    opened = []
    with httpx.Client(base_url=server) as client:
        for path, (who, cookie) in itertools.product(GUARDED, strangers.items()):
            for method in METHODS if who in ("nobody", "revoked") else ("GET",):
                headers = {"cookie": cookie} if cookie else {}
                status = client.request(method, path, headers=headers).status_code
                tried("addresses without a live session", 1)
                if status not in (401, 303) and not (path.startswith("//") and status == 404):
                    opened.append((method, path, who, status))
    assert not opened


def test_the_socket_opens_for_no_stranger(server: str, tried: Count) -> None:
    place = server.replace("http", "ws", 1)
    for path in ("/_stcore/stream", "/healthz", "/auth/sign-in", "/static/x", "/c/x"):
        for cookie in STRANGERS.values():
            tried("sockets without a live session", 1)
            with (
                pytest.raises(InvalidStatus) as refusal,
                connect(place + path, additional_headers={"Cookie": cookie} if cookie else {}),
            ):
                pass
            assert refusal.value.response.status_code == 403


def test_every_address_of_ours_is_known() -> None:
    """A new address that strangers can open is named here, or this fails."""
    opened = set(gate.OPEN_PATHS) | {
        f"{prefix}{{code}}" for prefix in gate.OPEN_PREFIXES if prefix != "/static/"
    }
    assert opened <= set(OPEN)


@pytest.mark.parametrize("role", list(Role))
def test_another_roles_pages_are_not_there(role: Role) -> None:
    seen = {place.path for place in shell.places(role)}
    for place in shell.PLACES.values():
        needed = place.permission
        allowed = needed is None or role in _holders(needed)
        assert (place.path in seen) is allowed


def _holders(permission: object) -> set[Role]:
    assert isinstance(permission, Permission)
    return {role for role in Role if may(role, permission)}


# --- headers


SEEN = ("/auth/sign-in", "/healthz", "/static/nothing.js", "/", "/c/AAA", "/handoff", "/nothing")


def test_every_answer_carries_the_headers(server: str, token: Callable[[str], str]) -> None:
    mine = {cookies.SESSION: token("ann")}
    for path, jar in itertools.product(SEEN, ({}, mine)):
        answer = httpx.get(server + path, cookies=jar)
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert answer.headers["cross-origin-resource-policy"] == "same-origin", path
        assert answer.headers["referrer-policy"] == "same-origin", path
        assert "object-src 'none'" in answer.headers["content-security-policy"], path
        if answer.content:
            kind = answer.headers["content-type"]
            assert "charset" in kind or not kind.startswith("text/"), (path, kind)


def test_no_other_site_may_read_an_answer(server: str, token: Callable[[str], str]) -> None:
    evil = {"Origin": "https://evil.example"}
    for path in SEEN:
        answer = httpx.get(server + path, cookies={cookies.SESSION: token("ann")}, headers=evil)
        assert answer.headers.get("access-control-allow-origin") in (None, "null"), path
        assert "access-control-allow-credentials" not in answer.headers, path


def test_nothing_but_pictures_and_scripts_may_be_kept(
    server: str, token: Callable[[str], str]
) -> None:
    mine = {cookies.SESSION: token("ann")}
    for path in ("/", "/media/nothing.csv", "/_stcore/host-config", "/auth/sign-in", "/healthz"):
        assert httpx.get(server + path, cookies=mine).headers["cache-control"] == "no-store", path


def edge(*, secure: bool) -> TestClient:
    async def page(_request: object) -> PlainTextResponse:
        return PlainTextResponse("ok")

    routes = [Route(path, page, methods=["GET", "POST"]) for path in ("/", gate.SIGN_OUT)]
    return TestClient(
        Starlette(routes=routes, middleware=[Middleware(SecurityHeaders, secure=secure)])
    )


def test_behind_https_browsers_are_told_to_stay_there() -> None:
    told = edge(secure=True).get("/").headers["strict-transport-security"]
    assert told == "max-age=31536000; includeSubDomains"
    assert "strict-transport-security" not in edge(secure=False).get("/").headers


def test_signing_out_clears_what_the_browser_kept() -> None:
    assert edge(secure=True).post(gate.SIGN_OUT).headers["clear-site-data"] == '"storage"'
    assert "clear-site-data" not in edge(secure=True).get("/").headers


# --- sessions, deeds, paths


def test_a_session_is_given_anew_and_a_planted_one_never_counts(server: str) -> None:
    planted = "p" * 43
    with httpx.Client(base_url=server, cookies={cookies.SESSION: planted}) as client:
        form = client.get(gate.SIGN_IN)
        csrf = form.text.split('name="csrf" value="')[1].split('"')[0]
        fields = {"username": "ben", "password": PASSWORD, "csrf": csrf, "next": "/"}
        answer = client.post(gate.SIGN_IN, data=fields)
    (given,) = (
        one for one in answer.headers.get_list("set-cookie") if one.startswith(cookies.SESSION)
    )
    assert planted not in given
    assert "httponly" in given.lower()
    refused = httpx.get(server + "/", cookies={cookies.SESSION: planted}, headers=HTML)
    assert refused.status_code == 303


def test_signing_in_anew_ends_the_session_that_was_there(server: str) -> None:
    with httpx.Client(base_url=server) as client:
        opened = []
        for _ in range(2):
            form = client.get(gate.SIGN_IN)
            csrf = form.text.split('name="csrf" value="')[1].split('"')[0]
            fields = {"username": "ben", "password": PASSWORD, "csrf": csrf, "next": "/"}
            client.post(gate.SIGN_IN, data=fields)
            opened.append(client.cookies[cookies.SESSION])
    statuses = [
        httpx.get(server + "/", cookies={cookies.SESSION: one}, headers=HTML).status_code
        for one in opened
    ]
    assert statuses == [303, 200]


def test_what_a_role_may_not_do_is_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(refusals, "actor", lambda: None)
    monkeypatch.setattr("streamlit.error", lambda text, icon: shown.append(text))
    with capture_logs() as logs, refusals.refusals_shown():
        require(Role.AGENT, Permission.ERASE_CUSTOMERS)
    assert shown
    assert [(one["event"], one["reason"]) for one in logs] == [
        ("action.refused", "The role agent may not erase customers.")
    ]


def test_no_get_changes_anything(world: World, server: str, token: Callable[[str], str]) -> None:
    """Every page once, as an admin: nothing is written but what shows who looks at what."""
    mine = {cookies.SESSION: token("ada")}
    tables = ("mention", "reply", "audit_entry", "user_account", "user_session")
    before = _counts(world, tables)
    for path in (*GUARDED, "/auth/sign-out", "/handoff", "/c/AAA"):
        httpx.get(server + path, cookies=mine, headers=HTML)
    assert _counts(world, tables) == before


def _counts(world: World, tables: tuple[str, ...]) -> list[int]:
    with world.app.database.read() as session:
        return [
            session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608
            for table in tables
        ]


WAYS_OUT = [
    f"{folder}{up * 6}{file}"
    for folder in ("/static/", "/media/", "/component/", "/app/static/", "/c/", "/")
    for up in ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "%252e%252e%252f", "....//")
    for file in ("etc/passwd", "listenpost.toml", "dashboard/page.py", ".git/config")
]


def test_no_path_leads_out_of_the_folder(
    server: str, token: Callable[[str], str], tried: Count
) -> None:
    mine = {"cookie": f"{cookies.SESSION}={token('ada')}"}
    with httpx.Client(base_url=server, headers=mine) as client:
        for path in (*WAYS_OUT, "/static/", "/.git/config", "/listenpost.db", "/static/.."):
            answer = client.send(
                client.build_request("GET", "/").__class__(
                    "GET", httpx.URL(server).copy_with(raw_path=path.encode()), headers=mine
                )
            )
            tried("paths out of the folder", 1)
            for word in ("root:", "[core]", "dashboard.shell", "Index of", "SQLite format"):
                assert word not in answer.text, (path, word)


def test_methods_that_nobody_needs_are_refused(server: str, token: Callable[[str], str]) -> None:
    mine = {cookies.SESSION: token("ada")}
    for method in ("TRACE", "CONNECTX", "PROPFIND"):
        for path in ("/", "/auth/sign-in", "/healthz"):
            assert httpx.request(method, server + path, cookies=mine).status_code >= 400


def test_a_gate_that_cannot_ask_stays_shut(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def page(_request: object) -> PlainTextResponse:
        return PlainTextResponse("inside")

    def broken(self: gate.Gate, scope: object) -> None:
        raise OSError("the database is gone")

    monkeypatch.setattr(gate.Gate, "_actor", broken)
    found = Desk(built=world.app, settings=Settings())
    door = TestClient(
        Starlette(routes=[Route("/", page)], middleware=[Middleware(gate.Gate, desk=found)]),
        raise_server_exceptions=False,
    )
    answer = door.get("/", headers={"cookie": f"{cookies.SESSION}=x"})
    assert (answer.status_code, "inside" in answer.text) == (500, False)


def test_what_we_write_is_for_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with hands_in(tmp_path, monkeypatch, capsys) as hands:
        assert hands.type("init").status == 0
    OwnKey(file=tmp_path / "own.key").digest("x")
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert set(modes) >= {"listenpost.toml", "listenpost.db", "own.key"}
    assert not {name for name, mode in modes.items() if mode & 0o077}

"""Served by https, our cookies have the names that browsers guard; planted ones count as none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.cookie_prefix import CookiePrefix, incoming, outgoing


def one(request: Request) -> JSONResponse:
    answer = JSONResponse(dict(request.cookies))
    answer.set_cookie("listenpost_session", "s", secure=True, httponly=True)
    answer.set_cookie("listenpost_csrf", "c", path="/auth", secure=True)
    answer.set_cookie("other", "o")
    answer.delete_cookie("listenpost_old")
    return answer


def asked(*, secure: bool, cookie: str = "") -> tuple[dict[str, str], list[str]]:
    app = Starlette(routes=[Route("/", one)])
    app.add_middleware(CookiePrefix, secure=secure)
    found = TestClient(app).get("/", headers={"cookie": cookie} if cookie else {})
    return found.json(), found.headers.get_list("set-cookie")


def test_they_leave_with_a_prefix_and_always_secure() -> None:
    session, csrf, other, old = asked(secure=True)[1]
    assert session.startswith("__Host-listenpost_session=s;")
    assert csrf.startswith("__Secure-listenpost_csrf=c;")
    assert old.startswith("__Host-listenpost_old=")
    assert other.startswith("other=o;")
    assert all("secure" in cookie.lower() for cookie in (session, csrf, old))


def test_they_come_back_under_the_names_that_we_know() -> None:
    sent = "a=b; __Host-listenpost_session=mine; __Secure-listenpost_csrf=c"
    assert asked(secure=True, cookie=sent)[0] == {
        "a": "b",
        "listenpost_session": "mine",
        "listenpost_csrf": "c",
    }


def test_one_that_somebody_else_has_planted_is_none() -> None:
    found, _ = asked(secure=True, cookie="listenpost_session=planted; a=b")
    assert found == {"a": "b"}


def test_without_https_nothing_changes() -> None:
    found, sent = asked(secure=False, cookie="listenpost_session=mine")
    assert found == {"listenpost_session": "mine"}
    assert sent[0].startswith("listenpost_session=s;")


@given(st.lists(st.binary(max_size=40), max_size=5))
def test_whatever_a_browser_sends_is_no_error(cookies: list[bytes]) -> None:
    headers = [(b"cookie", one) for one in cookies]
    assert len(incoming(headers)) == len(headers)
    assert len(outgoing([(b"set-cookie", one) for one in cookies])) == len(cookies)

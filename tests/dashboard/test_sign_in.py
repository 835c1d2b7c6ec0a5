"""Signing in and out through the plain form."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Browser, expect

from dashboard import cookies
from dashboard.auth_page import own_path
from tests.dashboard.world import PASSWORD

FORM = "/auth/sign-in"


def csrf_of(page: httpx.Response) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert found
    return found[1]


def enter(client: httpx.Client, **fields: str) -> httpx.Response:
    token = csrf_of(client.get(FORM))
    return client.post(FORM, data={"csrf": token, "next": "/", **fields})


def test_the_right_password_opens_the_page_that_was_wanted(server: str) -> None:
    with httpx.Client(base_url=server) as client:
        answer = enter(client, username="ben", password=PASSWORD, next="/?case=7")
        assert (answer.status_code, answer.headers["location"]) == (303, "/?case=7")
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert client.get("/", headers={"accept": "text/html"}).status_code == 200


@pytest.mark.parametrize("name", ["lea", "nobody", "", '"><script>'])
def test_a_wrong_password_and_a_wrong_name_get_the_same_answer(server: str, name: str) -> None:
    with httpx.Client(base_url=server) as client:
        answer = enter(client, username=name, password="wrong wrong wrong")
        assert answer.status_code == 401
        assert "user name or the password is wrong" in answer.text
        assert cookies.SESSION not in client.cookies
        assert "<script>" not in answer.text


def test_a_form_without_its_token_is_refused(server: str) -> None:
    with httpx.Client(base_url=server) as client:
        client.get(FORM)
        answer = client.post(FORM, data={"username": "ann", "password": PASSWORD, "csrf": "x"})
        assert answer.status_code == 401
        assert "no longer valid" in answer.text


def test_a_form_of_another_site_is_refused(server: str) -> None:
    with httpx.Client(base_url=server) as client:
        token = csrf_of(client.get(FORM))
        answer = client.post(
            FORM,
            data={"csrf": token, "username": "ann", "password": PASSWORD},
            headers={"origin": "https://evil.example"},
        )
        assert answer.status_code == 401


def test_a_second_tab_keeps_the_first_tabs_form_valid(server: str) -> None:
    with httpx.Client(base_url=server) as client:
        first = csrf_of(client.get(FORM))
        client.get("/favicon.ico")
        assert csrf_of(client.get(FORM)) == first


def test_a_form_too_long_to_be_ours_is_refused(server: str) -> None:
    with httpx.Client(base_url=server) as client:
        assert enter(client, username="ann", password="x" * 50_000).status_code == 401


def test_signing_out_ends_the_session_on_the_server(server: str) -> None:
    with httpx.Client(base_url=server) as client:
        enter(client, username="ben", password=PASSWORD)
        mine = {cookies.SESSION: client.cookies[cookies.SESSION]}
        assert client.get("/auth/sign-out").status_code == 405
        assert client.post("/auth/sign-out").status_code == 303
        assert httpx.get(server + "/", cookies=mine).status_code == 401


def test_another_site_cannot_sign_somebody_out(server: str) -> None:
    with httpx.Client(base_url=server) as client:
        enter(client, username="ben", password=PASSWORD)
        client.post("/auth/sign-out", headers={"origin": "https://evil.example"})
        assert client.get("/", headers={"accept": "text/html"}).status_code == 200


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "evil",
     "/\tx", "/auth/sign-out", ""],
)  # fmt: skip
def test_nobody_is_sent_to_another_site_after_signing_in(wanted: str) -> None:
    assert own_path(wanted) == "/"


@pytest.mark.parametrize("wanted", ["/", "/?case=7", "/inbox?view=mine&case=7", "/health"])
def test_a_page_of_ours_is_kept_through_signing_in(wanted: str) -> None:
    assert own_path(wanted) == wanted


def test_a_person_signs_in_and_out_in_a_browser(server: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{server}/?view=closed")
    for password in ("wrong wrong wrong", PASSWORD):
        page.get_by_label("User name").fill("ben")
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        if password != PASSWORD:
            expect(page.get_by_role("alert")).to_contain_text("is wrong")
    expect(page.get_by_role("radio", name="Closed")).to_be_checked()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in to Listenpost")).to_be_visible()
    page.goto(server)
    expect(page).to_have_url(f"{server}/auth/sign-in")
    page.close()

"""A link of a notification asks for a sign-in and leads everybody to the right page."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from dashboard import cookies
from dashboard.ways_in import way
from domain.role import Role


@pytest.mark.parametrize(
    ("place", "number", "role", "leads_to"),
    [
        ("case", 12, Role.AGENT, "/?case=12"),
        ("case", 12, Role.MANAGER, "/inbox?case=12"),
        ("incident", 3, Role.MANAGER, "/inbox?incident=3"),
        ("incident", 3, Role.MARKETING, "/"),
        ("pulse", None, Role.MARKETING, "/"),
        ("pulse", None, Role.AGENT, "/"),
        ("outbox", None, Role.MANAGER, "/"),
        ("health", None, Role.ADMIN, "/health"),
        ("//evil.example", None, Role.ADMIN, "/"),
        ("evil", None, Role.MANAGER, "/"),
    ],
)
def test_each_role_is_led_to_its_own_page(
    place: str, number: int | None, role: Role, leads_to: str
) -> None:
    path = {"place": place} | ({"number": number} if number else {})
    assert way(path, {}, role) == leads_to


def test_what_was_asked_of_the_inbox_goes_along() -> None:
    assert way({"place": "inbox"}, {"view": "overdue"}, Role.AGENT) == "/?view=overdue"


def test_a_stranger_signs_in_first_and_then_sees_the_case(
    server: str, token: Callable[[str], str]
) -> None:
    link = server + "/go/case/12"
    stranger = httpx.get(link, headers={"accept": "text/html"})
    assert stranger.headers["location"] == "/auth/sign-in?next=%2Fgo%2Fcase%2F12"
    ann = httpx.get(link, cookies={cookies.SESSION: token("ann")})
    assert (ann.status_code, ann.headers["location"]) == (303, "/?case=12")

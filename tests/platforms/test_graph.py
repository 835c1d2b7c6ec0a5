"""facebook-sdk as we use it: parameters, places in a list, version, token."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import logging
from typing import Any

import pytest

from domain.errors import PlatformUnavailable, Rejected
from platforms.facebook import FacebookPage, Graph, at, flat, next_place
from tests.platforms.answers import answer

NEXT = "https://graph.facebook.com/v26.0/1/feed?access_token=secret&fields=id&limit=2"
GONE = {"error": {"code": 100, "error_subcode": 33, "message": "does not exist"}}


class Scripted:
    """A session that gives its answers one by one and keeps what was asked."""

    def __init__(self, graph: Graph, *bodies: object, headers: dict[str, str] | None = None):
        self.asked: list[dict[str, Any]] = []
        self.bodies = list(bodies)
        self.headers = headers or {}
        self.last = graph._last
        graph.session = self

    def request(self, method: str, url: str, **given: Any) -> Any:
        self.asked.append({"method": method, "url": url, **given})
        body = self.bodies.pop(0)
        status = 400 if isinstance(body, dict) and "error" in body else 200
        made = answer(status, body, self.headers)
        self.last.keep(made)
        return made


@pytest.fixture
def graph() -> Graph:
    page = FacebookPage.model_validate(
        {"page_id": "1", "page_token": "page-token", "app_secret": "app-secret"}
    )
    return Graph(page, now=lambda: dt.datetime(2026, 3, 2, tzinfo=dt.UTC))


def test_the_token_is_in_the_header_and_nowhere_else(graph: Graph) -> None:
    session = Scripted(graph, {"data": []}, {"id": "2"})
    graph.get_connections("1", "feed", fields="id")
    graph.put_comment("2", "hello")
    for asked in session.asked:
        headers = asked.pop("headers")
        assert headers == {"Authorization": "Bearer page-token"}
        assert "page-token" not in str(asked)


def test_calls_are_signed_with_the_apps_secret(graph: Graph) -> None:
    session = Scripted(graph, {"data": []}, {"id": "2"})
    graph.get_connections("1", "feed")
    graph.put_comment("2", "hello")
    proof = hmac.new(b"app-secret", b"page-token", hashlib.sha256).hexdigest()
    assert session.asked[0]["params"]["appsecret_proof"] == proof
    assert session.asked[1]["data"] == {"message": "hello", "appsecret_proof": proof}


def test_the_version_of_the_settings_is_used(graph: Graph) -> None:
    session = Scripted(graph, {"id": "1"})
    graph.get_object("1", fields="id")
    assert session.asked[0]["url"] == "https://graph.facebook.com/v26.0/1"


def test_another_version_in_the_answer_is_told_once(
    graph: Graph, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    Scripted(graph, {}, {}, headers={"facebook-api-version": "v27.0"})
    graph.get_object("1")
    graph.get_object("1")
    assert [record.getMessage() for record in caplog.records] == [
        "graph_version_replaced: asked v26.0, got v27.0"
    ]


def test_nested_parameters_are_json_and_lists_have_commas() -> None:
    given = {"recipient": {"comment_id": "1"}, "fields": ("id", "from"), "n": 7, "none": None}
    assert flat(given) == {"recipient": '{"comment_id": "1"}', "fields": "id,from", "n": "7"}


@pytest.mark.parametrize(
    ("paging", "place"),
    [
        ({"next": f"{NEXT}&after=abc%3D"}, {"after": "abc="}),
        ({"next": NEXT, "cursors": {"after": "abc="}}, {"after": "abc="}),
        (
            {"next": f"{NEXT}&until=16&since&__paging_token=t&__previous"},
            {"until": "16", "__paging_token": "t"},
        ),
    ],
)
def test_the_next_place_is_read_and_nothing_else_of_the_link(
    paging: dict[str, Any], place: dict[str, str]
) -> None:
    found = next_place({"paging": paging})
    assert found is not None
    assert "secret" not in found
    assert at(found) == place


@pytest.mark.parametrize(
    "page", [{}, {"paging": None}, {"paging": {"cursors": {"after": "a"}}}, {"paging": {"next": 7}}]
)
def test_the_last_page_has_no_next_place(page: dict[str, Any]) -> None:
    assert next_place(page) is None


def test_a_walk_takes_every_page_and_stops_at_a_circle(graph: Graph) -> None:
    first = {"data": [{"id": "1"}], "paging": {"next": f"{NEXT}&after=a"}}
    Scripted(graph, first, {"data": [{"id": "2"}]})
    assert [item["id"] for item in graph.walk("1", "feed")] == ["1", "2"]
    Scripted(graph, first, first)
    with pytest.raises(PlatformUnavailable, match="circle"):
        list(graph.walk("1", "feed"))


def test_a_place_that_facebook_forgot_is_not_the_end(graph: Graph) -> None:
    first = {"data": [{"id": "1"}], "paging": {"next": f"{NEXT}&after=a"}}
    Scripted(graph, first, GONE)
    with pytest.raises(PlatformUnavailable, match="lost the place"):
        list(graph.walk("1", "feed"))
    Scripted(graph, GONE)
    with pytest.raises(Rejected):
        list(graph.walk("1", "feed"))


def test_the_callers_parameters_are_left_alone(graph: Graph) -> None:
    Scripted(graph, {}, {})
    given: dict[str, Any] = {"fields": "id"}
    graph.request("1", given)
    graph.request("1", post_args=given)
    assert given == {"fields": "id"}

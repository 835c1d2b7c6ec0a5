"""Reddit's own answers, recorded by praw's authors, through praw and our readers; refusals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.errors import ListenpostError, OutcomeUnknown, RateLimited, ReplyNotAllowed
from domain.mention import IncomingMention, Skipped
from domain.thread import reddit_closed
from listeners.reddit_item import read_item
from platforms.meter import Meter, metering
from platforms.reading import mapping
from platforms.reddit import RedditAccount, RedditClient, is_gone
from platforms.reddit_errors import refusal
from sandbox.server import serving
from tests.platforms.practice import Stage
from tests.platforms.recorded import reddit_cassette

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
HEADERS = ("x-ratelimit-remaining", "x-ratelimit-reset", "x-ratelimit-used", "content-type")


class Cassette:
    """Plays what was recorded, by method and path, whatever else is asked."""

    def __init__(self, name: str) -> None:
        self.asked: list[str] = []
        self._told = reddit_cassette(name)

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self._play, methods=["GET", "POST"])])

    async def _play(self, request: Request) -> Response:
        path = request.url.path
        self.asked.append(f"{request.method} {path}?{request.url.query}")
        for one in self._told:
            asked, told = one["request"], one["response"]
            if asked["method"] == request.method and path.strip("/") in asked["uri"]:
                known = {name.lower(): value[0] for name, value in told["headers"].items()}
                headers = {name: known[name] for name in HEADERS if name in known}
                return Response(told["body"]["string"], told["status"]["code"], headers)
        return Response("not on the cassette", 500)


@pytest.fixture(scope="module")
def place() -> Iterator[Stage]:
    with serving(made := Stage()) as url:
        made.url = url
        yield made


def client_at(place: Stage, name: str) -> tuple[RedditClient, Cassette, RedditAccount]:
    cassette = Cassette(name)
    place.app = cassette.app()
    given = {"username": "brand", "client_id": "app", "client_secret": "s1", "refresh_token": "s2"}
    account = RedditAccount.model_validate(
        given | {"base_url": place.url, "sign_in_url": place.url}
    )
    return RedditClient(account, now=lambda: NOW), cassette, account


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("TestInbox.test_mentions", "message/mentions"),
        ("TestInbox.test_unread", "message/unread"),
        ("TestInbox.test_stream", "message/unread"),
    ],
)
def test_every_comment_of_a_real_inbox_becomes_a_mention(
    place: Stage, name: str, path: str
) -> None:
    client, _, account = client_at(place, name)
    page = client.listing(path, after=None, count=0, limit=100)
    comments = [item for item in page.items if item["kind"] == "t1"]
    found = [read_item(item, account) for item in comments]
    assert found
    assert all(isinstance(one, IncomingMention) for one in found)
    for one, item in zip(found, comments, strict=True):
        assert isinstance(one, IncomingMention)
        assert one.text == item["data"]["body"]
        assert one.conversation_id.startswith("t3_")
        assert one.in_reply_to == item["data"]["parent_id"]
        assert one.url.startswith("https://www.reddit.com/r/")
    assert page.place == (page.items[-1]["data"]["name"] if page.place else None)


def test_the_meter_hears_what_the_real_reddit_says_of_its_limits(place: Stage) -> None:
    client, _, _ = client_at(place, "TestInbox.test_mentions")
    with metering(Meter(now=lambda: NOW)) as meter:
        client.listing("message/mentions", after=None, count=0, limit=100)
    (allowance,) = meter.limits.values()
    assert (allowance.remaining, allowance.most) == (9324, 10_000)
    assert meter.requests == 2  # one of them signs in


def test_a_reply_is_what_the_real_reddit_made_of_it(place: Stage) -> None:
    client, cassette, _ = client_at(place, "TestComment.test_reply")
    made = client.reply("Comment reply", to="t1_d1616q2")
    assert (made["name"], made["parent_id"]) == ("t1_d1680wu", "t1_d1616q2")
    assert [one.partition("?")[0] for one in cassette.asked] == [
        "POST /api/v1/access_token",
        "POST /api/comment",
    ]


def refused(code: str, words: str, **more: Any) -> ListenpostError | None:
    found = refusal({"json": {"errors": [[code, words, "x"]], **more}}, hide=str, now=NOW)
    assert found is None or isinstance(found, ListenpostError)
    return found


@pytest.mark.parametrize(
    ("words", "more", "wait"),
    [
        ("you are doing that too much. try again in 5 minutes.", {}, 5 * MINUTE),
        ("Take a break for 40 seconds before trying again.", {}, dt.timedelta(seconds=40)),
        ("try again in 1 hour.", {}, 60 * MINUTE),
        ("try again later", {}, None),
        ("try again in 5 minutes.", {"ratelimit": 291.4}, dt.timedelta(seconds=291)),
        ("try again in 5 minutes.", {"ratelimit": "soon"}, 5 * MINUTE),
        ("", {"ratelimit": float("nan")}, None),
    ],
)
def test_a_comment_too_many_says_when_to_come_back(
    words: str, more: dict[str, Any], wait: dt.timedelta | None
) -> None:
    found = refused("RATELIMIT", words, **more)
    assert isinstance(found, RateLimited)
    assert found.retry_at == (NOW + wait if wait else None)


@pytest.mark.parametrize("code", ["THREAD_LOCKED", "TOO_OLD", "DELETED_COMMENT", "NEVER_HEARD_OF"])
def test_a_refusal_is_for_good(code: str) -> None:
    assert isinstance(refused(code, "no"), ReplyNotAllowed)


def test_a_fault_of_reddits_leaves_doubt() -> None:
    assert isinstance(refused("SOMETHING_IS_BROKEN", "sorry"), OutcomeUnknown)


@pytest.mark.parametrize("body", [{}, [], None, {"json": {"errors": []}}, {"json": {"errors": 7}}])
def test_without_an_error_nothing_is_refused(body: object) -> None:
    assert refusal(body, hide=str, now=NOW) is None


def test_what_has_no_name_or_time_is_skipped(place: Stage) -> None:
    _, _, account = client_at(place, "TestInbox.test_mentions")
    good = {"name": "t1_abc", "created_utc": 1.0, "body": "hello"}
    broken = ({"name": 7}, {"name": "t5_abc"}, {"created_utc": float("nan")}, {"body": None})
    for change in broken:
        assert isinstance(read_item({"data": good | change}, account), Skipped)
    assert isinstance(read_item({"data": good}, account), IncomingMention)


@pytest.mark.parametrize(("flag", "word"), [("locked", "locked"), ("archived", "archived")])
def test_a_closed_thread_is_told_in_words(flag: str, word: str) -> None:
    assert word in str(reddit_closed(mapping({flag: True})))
    assert reddit_closed({flag: False}) is None


@pytest.mark.parametrize(("body", "gone"), [("[deleted]", True), ("hello", False), (["x"], False)])
def test_a_shell_is_told_from_words_and_from_what_is_neither(body: object, gone: bool) -> None:
    assert is_gone({"body": body}) is gone

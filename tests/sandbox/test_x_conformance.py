"""X's own OpenAPI, through Prism, judges every request and answer of a round over all endpoints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from platforms.x_messages import DM_FIELDS
from sandbox.app import build
from sandbox.server import serving
from tests.sandbox.practice import Json, Practice, RealTime, still_world
from tests.sandbox.prism import FIXTURES, prism, specification

SPEC = FIXTURES / "x" / "openapi-2.159.json.gz"
TWEET_FIELDS = (
    "author_id,conversation_id,created_at,entities,in_reply_to_user_id,lang,possibly_sensitive,"
    "public_metrics,referenced_tweets,reply_settings,source"
)
USER_FIELDS = "created_at,description,protected,public_metrics,verified,verified_type"
FULL = {
    "tweet.fields": TWEET_FIELDS,
    "user.fields": USER_FIELDS,
    "expansions": "author_id,in_reply_to_user_id,referenced_tweets.id,entities.mentions.username",
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Practice, str]]:
    """A practice network, and the address of Prism in front of it."""
    openapi = specification(SPEC, tmp_path_factory.mktemp("prism"))
    time_ = RealTime()
    world = still_world(time_)
    with (
        serving(build(world)) as url,
        httpx.Client(timeout=30) as http,
        prism(openapi, f"{url}/x") as judge,
    ):
        yield Practice(url, world, time_, http), judge


def _violations(
    judged: tuple[Practice, str], method: str, path: str, **options: Any
) -> tuple[httpx.Response, list[Json]]:
    """What Prism finds wrong; X's own problem+json is not in X's specification."""
    practice, judge = judged
    bearer = practice.world.credentials.x.user_token
    answer = practice.http.request(
        method, judge + path, headers={"authorization": f"Bearer {bearer}"}, **options
    )
    found: list[Json] = httpx.Response(200, text=answer.headers.get("sl-violations", "[]")).json()
    if answer.status_code >= 400:
        found = [one for one in found if one["location"][:2] != ["response", "body"]]
    return answer, found


@pytest.fixture(scope="module")
def story(judged: tuple[Practice, str]) -> dict[str, str]:
    """Some ids to ask for."""
    practice, _ = judged
    asked = practice.post("@kestrelia my router blinks red", person="en-jo")["external_id"]
    for number in range(15):
        practice.post(f"@kestrelia my router blinks red {number}", person="en-jo")
    own = practice.x().create_tweet(text="Spring is here").data["id"]
    rude = practice.post("@kestrelia boo", reply_to_external_id=own)["external_id"]
    text = "We are on it & tell you at https://kestrelia.example/status?of=en-jo"
    reply = practice.x().create_tweet(text=text, in_reply_to_tweet_id=asked).data["id"]
    author = practice.world.people.get("en-jo").x_id
    practice.x().create_direct_message(participant_id=author, text="Which number is yours?")
    return {
        "me": practice.brand_x_id,
        "asked": asked,
        "own": own,
        "rude": rude,
        "reply": reply,
        "author": author,
    }


GETS: list[tuple[str, Json]] = [
    ("/2/users/me", {"user.fields": USER_FIELDS}),
    ("/2/users/{me}/mentions", {}),
    ("/2/users/{me}/mentions", FULL | {"max_results": 5, "since_id": "{asked}"}),
    ("/2/users/{me}/mentions", {"start_time": "2099-01-01T00:00:00Z"}),
    ("/2/users/{me}/tweets", FULL | {"exclude": "replies"}),
    ("/2/tweets/search/recent", FULL | {"query": "router -from:kestrelia -is:retweet"}),
    ("/2/tweets/search/recent", {"query": "unheard-of"}),
    ("/2/tweets", FULL | {"ids": "{asked},{reply}"}),
    ("/2/tweets", {"ids": "{asked},12345"}),
    ("/2/tweets/{reply}", FULL),
    ("/2/tweets/12345", {}),
    ("/2/users", {"ids": "{author},{me}", "user.fields": USER_FIELDS}),
    ("/2/users/by/username/kestrelia", {"user.fields": USER_FIELDS}),
    ("/2/users/by/username/nobody_at_all", {}),
    (
        "/2/dm_events",
        {
            "dm_event.fields": "id,text,event_type,created_at,dm_conversation_id,sender_id",
            "expansions": "sender_id",
        },
    ),
    (
        "/2/dm_events",  # as platforms/x.py asks
        {
            "event_types": "MessageCreate",
            "dm_event.fields": DM_FIELDS,
            "expansions": "sender_id",
            "user.fields": "id,name,username,public_metrics",
            "max_results": 20,
        },
    ),
]


@pytest.mark.parametrize(("path", "query"), GETS)
def test_what_is_read_is_as_x_specifies(
    judged: tuple[Practice, str], story: dict[str, str], path: str, query: Json
) -> None:
    filled = {name: str(value).format(**story) for name, value in query.items()}
    answer, violations = _violations(judged, "GET", path.format(**story), params=filled)
    assert answer.status_code == 200
    assert violations == []


def test_every_page_of_a_walk_is_as_x_specifies(
    judged: tuple[Practice, str], story: dict[str, str]
) -> None:
    path, query = f"/2/users/{story['me']}/mentions", {"max_results": "5"}
    pages = 0
    while True:
        answer, violations = _violations(judged, "GET", path, params=query)
        assert violations == []
        pages += 1
        if "next_token" not in answer.json()["meta"]:
            break
        query["pagination_token"] = answer.json()["meta"]["next_token"]
    assert pages == 4


def test_what_is_written_is_as_x_specifies(
    judged: tuple[Practice, str], story: dict[str, str]
) -> None:
    made, violations = _violations(judged, "POST", "/2/tweets", json={"text": "Hello"})
    assert (made.status_code, violations) == (201, [])
    again = {"text": "Hello", "reply": {"in_reply_to_tweet_id": story["asked"]}}
    path = f"/2/tweets/{made.json()['data']['id']}"
    hide = f"/2/tweets/{story['rude']}/hidden"
    message = f"/2/dm_conversations/with/{story['author']}/messages"
    ids = sorted((story["author"], story["me"]), key=int)
    conversation = f"/2/dm_conversations/{'-'.join(ids)}/messages"
    for status, method, where, body in (
        (201, "POST", "/2/tweets", again),
        (403, "POST", "/2/tweets", again),
        (200, "DELETE", path, None),
        (200, "PUT", hide, {"hidden": True}),
        (201, "POST", message, {"text": "And your street?"}),
        (201, "POST", conversation, {"text": "And your town?"}),
        (403, "POST", conversation, {"text": "And your town?"}),
    ):
        answer, violations = _violations(judged, method, where, json=body)
        assert (answer.status_code, violations) == (status, []), where


def test_the_judge_sees_what_is_wrong(judged: tuple[Practice, str], story: dict[str, str]) -> None:
    path = f"/2/users/{story['me']}/mentions"
    _, asked_wrong = _violations(judged, "GET", path, params={"max_results": "4"})
    assert [one["location"] for one in asked_wrong] == [["request", "query", "max_results"]]
    judged[0].control("POST", "faults", effect="malformed", count=1)
    _, answered_wrong = _violations(judged, "GET", path)
    assert any(one["location"][:3] == ["response", "body", "data"] for one in answered_wrong)

"""Every misbehaviour that can be switched on, as a client sees it."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest
import requests
import tweepy  # type: ignore[import-untyped]

from tests.sandbox.practice import Json, Practice, facebook

HELP = "@kestrelia my router blinks red"


def _fault(practice: Practice, effect: str | Json, **more: Any) -> Json:
    return practice.control("POST", "faults", effect=effect, **more)


def _mentions(practice: Practice, **options: Any) -> tweepy.Response:
    found: tweepy.Response = practice.x().get_users_mentions(practice.brand_x_id, **options)
    return found


def _raw_mentions(practice: Practice, query: str = "") -> httpx.Response:
    token = practice.world.credentials.x.bearer_token
    return practice.http.get(
        f"{practice.url}/x/2/users/{practice.brand_x_id}/mentions{query}",
        headers={"authorization": f"Bearer {token}"},
    )


def _raw_feed(practice: Practice, fields: str = "id,message,created_time,from") -> httpx.Response:
    token = practice.world.credentials.facebook.page_token
    return practice.http.get(
        f"{practice.url}/graph/v26.0/me/feed?fields={fields}&access_token={token}"
    )


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, tweepy.Unauthorized),
        (402, tweepy.HTTPException),
        (403, tweepy.Forbidden),
        (429, tweepy.TooManyRequests),
        (500, tweepy.TwitterServerError),
        (503, tweepy.TwitterServerError),
    ],
)
def test_x_refuses_with_any_status(practice: Practice, status: int, error: type[Any]) -> None:
    _fault(practice, {"type": "status", "status": status}, count=1)
    with pytest.raises(error):
        _mentions(practice)
    assert _mentions(practice).data is None


def test_too_many_requests_come_with_or_without_the_time_of_reset(practice: Practice) -> None:
    for reset in (True, False):
        _fault(practice, {"type": "status", "status": 429, "reset": reset}, count=1)
        assert ("x-rate-limit-reset" in _raw_mentions(practice).headers) is reset


@pytest.mark.parametrize(("status", "code"), [(401, 190), (403, 10), (429, 4), (500, 1), (503, 2)])
def test_the_graph_refuses_with_its_own_codes(practice: Practice, status: int, code: int) -> None:
    _fault(practice, {"type": "status", "status": status}, match={"network": "facebook"})
    with pytest.raises(facebook.GraphAPIError) as caught:
        practice.graph().get_object("me")
    assert caught.value.code == code
    assert _mentions(practice).data is None


def test_the_code_of_a_graph_error_can_be_chosen(practice: Practice) -> None:
    _fault(practice, {"type": "status", "status": 400, "code": 368, "subcode": 7})
    error = _raw_feed(practice).json()["error"]
    assert (error["code"], error["error_subcode"]) == (368, 7)


def test_an_expired_token_is_said_in_each_network_s_way(practice: Practice) -> None:
    _fault(practice, "expired_token")
    with pytest.raises(tweepy.Unauthorized):
        _mentions(practice)
    with pytest.raises(facebook.GraphAPIError) as caught:
        practice.graph().get_object("me")
    assert caught.value.result["error"]["error_subcode"] == 463


def test_an_html_page_comes_instead_of_json(practice: Practice) -> None:
    _fault(practice, {"type": "html", "status": 200})
    assert _raw_mentions(practice).headers["content-type"].startswith("text/html")
    with pytest.raises(requests.JSONDecodeError):
        _mentions(practice)


def test_json_breaks_off(practice: Practice) -> None:
    practice.post(HELP)
    _fault(practice, "truncated")
    with pytest.raises(requests.JSONDecodeError):
        _mentions(practice)


def test_an_answer_hangs(practice: Practice) -> None:
    _fault(practice, {"type": "hang", "seconds": 0.4}, match={"path_contains": "/mentions"})
    with pytest.raises(requests.ReadTimeout):
        practice.x(timeout=0.1).get_users_mentions(practice.brand_x_id)
    began = time.monotonic()
    assert _mentions(practice).data is None
    assert time.monotonic() - began >= 0.4


def test_a_connection_breaks_before_anything_happens(practice: Practice) -> None:
    asked = practice.post(HELP)
    _fault(practice, "drop_before", match={"method": "POST"}, count=1)
    with pytest.raises(requests.ConnectionError):
        practice.x().create_tweet(text="Hi", in_reply_to_tweet_id=asked["external_id"])
    assert practice.books()["replies"] == []


@pytest.mark.parametrize("effect", ["drop_after", {"type": "hang_after", "seconds": 0.05}])
def test_a_connection_breaks_after_the_write_took_effect(
    practice: Practice, effect: str | Json
) -> None:
    asked = practice.post(HELP)
    post = practice.post("Late again", network="facebook")
    _fault(practice, effect, match={"method": "POST"})
    with pytest.raises(requests.ConnectionError):
        practice.x().create_tweet(text="Hi", in_reply_to_tweet_id=asked["external_id"])
    with pytest.raises(requests.ConnectionError):
        practice.graph().put_comment(post["external_id"], message="Hi")
    assert [reply["text"] for reply in practice.books()["replies"]] == ["Hi", "Hi"]


def test_pages_repeat_and_shuffle_their_items(practice: Practice) -> None:
    made = {practice.post(f"{HELP} {n}")["external_id"] for n in range(8)}
    _fault(practice, "duplicates")
    _fault(practice, "shuffled")
    seen = [str(tweet.id) for tweet in _mentions(practice).data]
    assert set(seen) == made
    assert len(seen) > len(made)
    assert seen != sorted(seen, reverse=True)


def test_broken_items_stand_beside_the_good_ones(practice: Practice) -> None:
    made = practice.post(HELP)["external_id"]
    _fault(practice, "malformed")
    items = _raw_mentions(practice, "?tweet.fields=author_id,created_at").json()["data"]
    assert items[0]["id"] == made
    assert "practice_unknown" in items[0]
    assert [item["id"] is None for item in items] == [False, True, False, False, False]
    assert ["text" in item for item in items] == [True, True, False, True, True]
    assert ["author_id" in item for item in items] == [True, True, True, True, False]
    assert not items[3]["created_at"].startswith("20")


def test_a_graph_page_has_broken_items_too(practice: Practice) -> None:
    practice.post("Late again", network="facebook")
    _fault(practice, "malformed")
    items = _raw_feed(practice).json()["data"]
    assert [("from" in item, "message" in item) for item in items] == [
        (True, True),
        (True, True),
        (True, False),
        (True, True),
        (False, True),
    ]


def test_the_comments_that_come_with_a_post_are_spoilt_too(practice: Practice) -> None:
    post = practice.post("Late again", network="facebook")["external_id"]
    made = [
        practice.post(f"Me too {n}", network="facebook", reply_to_external_id=post)["external_id"]
        for n in range(8)
    ]
    for effect in ("malformed", "shuffled"):
        _fault(practice, effect)
    items = _raw_feed(practice, "id,comments{id,message}").json()["data"]
    [comments] = [item["comments"]["data"] for item in items if item["id"] == post]
    ids = [comment["id"] for comment in comments]
    assert [name for name in ids if name in made] != made
    assert set(made) < set(ids)
    assert None in ids


def test_authors_are_withheld_without_the_permission(practice: Practice) -> None:
    post = practice.post("Late again", network="facebook")["external_id"]
    practice.post("Me too", network="facebook", reply_to_external_id=post)
    _fault(practice, "no_from")
    assert '"from"' not in _raw_feed(practice, "id,from,comments{id,from}").text


def test_the_graph_s_other_content_type(practice: Practice) -> None:
    _fault(practice, "javascript")
    answer = _raw_feed(practice)
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.json() == {"data": []}


def test_late_posts_slide_in_where_they_belong(practice: Practice) -> None:
    _fault(practice, {"type": "late", "seconds": 90}, count=1)
    late, prompt = practice.post(f"{HELP} late"), practice.post(f"{HELP} prompt")
    assert _mentions(practice).meta["result_count"] == 1
    practice.time.at += 91
    found = _mentions(practice, tweet_fields=["created_at"]).data
    assert [str(tweet.id) for tweet in found] == [prompt["external_id"], late["external_id"]]
    assert found[1].created_at.timestamp() == pytest.approx(late["at"], abs=0.002)
    assert late["visible_at"] == late["at"] + 90


def test_late_comments_move_their_post_when_they_appear(practice: Practice) -> None:
    post = practice.post("Late again", network="facebook")["external_id"]
    _fault(practice, {"type": "late", "seconds": 90})
    practice.post("Me too", network="facebook", reply_to_external_id=post)
    before = practice.graph().get_object(post, fields="updated_time")
    practice.time.at += 91
    assert practice.graph().get_object(post, fields="updated_time") != before


def test_clocks_lie_but_the_order_stays(practice: Practice) -> None:
    _fault(practice, {"type": "lying_clock", "seconds": -86_400}, count=1)
    liar, honest = practice.post(f"{HELP} 1"), practice.post(f"{HELP} 2")
    found = _mentions(practice, tweet_fields=["created_at"]).data
    assert [str(tweet.id) for tweet in found] == [honest["external_id"], liar["external_id"]]
    assert found[1].created_at.timestamp() == pytest.approx(liar["at"] - 86_400, abs=1)


def test_a_burst_arrives_at_once(practice: Practice) -> None:
    _fault(practice, {"type": "burst", "posts": 120}, match={"network": "x"})
    assert _mentions(practice, max_results=100).meta["result_count"] == 100
    assert practice.control("GET", "summary")["visible"] == 120


def test_faults_can_be_listed_weighted_and_lifted(practice: Practice) -> None:
    rule = _fault(practice, {"type": "status", "status": 503}, probability=0.5)
    statuses = [_raw_mentions(practice).status_code for _ in range(40)]
    assert {200, 503} == set(statuses)
    [listed] = practice.control("GET", "faults")["faults"]
    assert listed["hits"] == statuses.count(503)
    practice.control("DELETE", f"faults?id={rule['id']}")
    assert _raw_mentions(practice).status_code == 200
    assert practice.books()["requests"]["x fault status"] == statuses.count(503)

"""The Graph API as facebook-sdk sees it."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest

from sandbox.graph.routes import CALLS_PER_HOUR
from tests.sandbox.practice import Json, Practice, facebook


def _customer_post(practice: Practice, text: str = "My order is late", **more: Any) -> str:
    made = practice.post(text, network="facebook", **({"person": "en-jo"} | more))
    return str(made["external_id"])


def _comment(practice: Practice, under: str, text: str = "Me too", **more: Any) -> str:
    return _customer_post(practice, text, reply_to_external_id=under, **more)


def _all(practice: Practice, edge: str, **options: Any) -> list[Json]:
    """Every page of an edge, by its cursor."""
    seen: list[Json] = []
    while True:
        page = practice.graph().get_connections(practice.page_id, edge, **options)
        seen += page["data"]
        if "next" not in page.get("paging", {}):
            return seen
        options["after"] = page["paging"]["cursors"]["after"]


def _refusal(call: Any, *arguments: Any, **options: Any) -> Json:
    with pytest.raises(facebook.GraphAPIError) as caught:
        call(*arguments, **options)
    error: Json = caught.value.result["error"]
    return error


def _private(practice: Practice, recipient: Json, text: str = "May we help?", **more: str) -> Json:
    sent: Json = practice.graph().put_object(
        practice.page_id,
        "messages",
        recipient=json.dumps(recipient),
        message=json.dumps({"text": text}),
        **more,
    )
    return sent


def test_me_is_the_page(practice: Practice) -> None:
    assert practice.graph().get_object("me") == {"id": practice.page_id, "name": "Kestrelia"}


def test_the_feed_has_our_posts_and_those_of_visitors(practice: Practice) -> None:
    own = practice.graph().put_object(practice.page_id, "feed", message="Spring is here")["id"]
    visitor = _customer_post(practice)
    tagged = _customer_post(practice, "Kestrelia again", kind="tagged")
    edges = {
        edge: [post["id"] for post in _all(practice, edge)]
        for edge in ("feed", "posts", "visitor_posts", "tagged")
    }
    assert edges == {
        "feed": [visitor, own],
        "posts": [own],
        "visitor_posts": [visitor],
        "tagged": [tagged],
    }
    assert own.startswith(f"{practice.page_id}_")


def test_cursors_walk_an_edge_exactly(practice: Practice) -> None:
    made = [_customer_post(practice, f"Post {n}") for n in range(23)]
    walked = [post["id"] for post in _all(practice, "visitor_posts", limit=5)]
    assert walked == made[::-1]


def test_a_page_can_be_walked_back(practice: Practice) -> None:
    for n in range(6):
        _customer_post(practice, f"Post {n}")
    graph = practice.graph()
    first = graph.get_connections(practice.page_id, "feed", limit=2)
    second = graph.get_connections(
        practice.page_id, "feed", limit=2, after=first["paging"]["cursors"]["after"]
    )
    back = graph.get_connections(
        practice.page_id, "feed", limit=2, before=second["paging"]["cursors"]["before"]
    )
    assert back["data"] == first["data"]


def test_the_next_page_is_an_address_that_works(practice: Practice) -> None:
    made = [_customer_post(practice, f"Post {n}") for n in range(3)]
    page = practice.graph().get_connections(practice.page_id, "feed", limit=2)
    following = practice.http.get(page["paging"]["next"]).json()
    assert [post["id"] for post in following["data"]] == made[:1]
    assert "next" not in following["paging"]


def test_since_and_until_bound_an_edge(practice: Practice) -> None:
    _customer_post(practice, "Old")
    practice.time.at += 3600
    middle = _customer_post(practice, "Middle")
    since = int(practice.time.at) - 10
    practice.time.at += 3600
    _customer_post(practice, "New")
    found = _all(practice, "feed", since=since, until=since + 600)
    assert [post["id"] for post in found] == [middle]


def test_only_the_wanted_fields_come_nested_as_deep_as_asked(practice: Practice) -> None:
    post = _customer_post(practice)
    first = _comment(practice, post, "First", person="en-al")
    second = _comment(practice, post, "Second", person="en-bo")
    _comment(practice, first, "Below the first")
    fields = (
        "id,from{id,name},updated_time,"
        "comments.limit(1).order(reverse_chronological).summary(true){id,message,from{name}}"
    )
    found = practice.graph().get_object(post, fields=fields)
    assert found["from"]["name"] == "en-jo"
    comments = found["comments"]
    assert comments["data"] == [{"id": second, "message": "Second", "from": {"name": "en-bo"}}]
    assert comments["summary"]["total_count"] == 2
    assert "next" in comments["paging"]


def test_stream_has_the_answers_to_comments_and_toplevel_has_not(practice: Practice) -> None:
    post = _customer_post(practice)
    top = _comment(practice, post, "Top")
    below = _comment(practice, top, "Below")
    deeper = _comment(practice, below, "An answer to an answer")
    graph = practice.graph()
    stream = graph.get_connections(post, "comments", filter="stream", fields="id,parent{id}")
    assert [one["id"] for one in stream["data"]] == [top, below, deeper]
    assert [one.get("parent") for one in stream["data"]] == [None, {"id": top}, {"id": top}]
    assert [one["id"] for one in graph.get_connections(post, "comments")["data"]] == [top]
    answers = graph.get_connections(top, "comments", order="reverse_chronological")
    assert [one["id"] for one in answers["data"]] == [deeper, below]


def test_a_new_comment_moves_the_post_in_time(practice: Practice) -> None:
    post = _customer_post(practice)
    practice.time.at += 3600
    _comment(practice, post)
    found = practice.graph().get_object(post, fields="created_time,updated_time")
    assert found["created_time"] < found["updated_time"]
    assert found["updated_time"].endswith("+0000")


def test_a_photo_without_words_has_no_message_but_comments(practice: Practice) -> None:
    photo = _customer_post(practice, "")
    comment = _comment(practice, photo)
    found = practice.graph().get_object(photo, fields="message,status_type,comments{id}")
    assert "message" not in found
    assert found["status_type"] == "added_photos"
    assert found["comments"]["data"] == [{"id": comment}]


def test_a_comment_is_answered_below_it_and_not_twice(practice: Practice) -> None:
    post = _customer_post(practice)
    top = _comment(practice, post)
    graph = practice.graph()
    reply = graph.put_comment(top, message="We are on it")["id"]
    found = graph.get_object(reply, fields="from,parent,permalink_url")
    assert found["from"]["id"] == practice.page_id
    assert found["parent"]["id"] == top
    assert found["permalink_url"].endswith(f"?comment_id={reply.split('_')[1]}")
    assert _refusal(graph.put_comment, top, message="We are on it")["code"] == 506
    practice.time.at += 3600
    assert graph.put_comment(top, message="We are on it")["id"]


def test_one_private_reply_a_comment(practice: Practice) -> None:
    comment = _comment(practice, _customer_post(practice))
    sent = _private(practice, {"comment_id": comment})
    assert sent["message_id"]
    error = _refusal(_private, practice, {"comment_id": comment}, "And again")
    assert error["code"] == 100
    assert "already replied privately" in error["message"]
    [reply] = practice.books()["replies"]
    assert (reply["kind"], reply["to_external_id"]) == ("private", comment)


def test_a_private_reply_is_possible_for_seven_days(practice: Practice) -> None:
    post = _customer_post(practice)
    practice.time.at += 7 * 86_400 + 1
    error = _refusal(_private, practice, {"post_id": post})
    assert (error["code"], error["error_subcode"]) == (10, 2018278)


def test_a_private_reply_is_only_for_what_is_on_the_page(practice: Practice) -> None:
    tagged = _customer_post(practice, "Kestrelia again", kind="tagged")
    comment = _comment(practice, tagged)
    for recipient in ({"post_id": tagged}, {"comment_id": comment}):
        assert _refusal(_private, practice, recipient)["code"] == 100
    found = practice.graph().get_object(comment, fields="can_reply_privately")
    assert found["can_reply_privately"] is False


def test_the_hourly_limit_ends_with_the_hour(practice: Practice) -> None:
    for _ in range(CALLS_PER_HOUR):
        practice.world.graph_limits.take("app", CALLS_PER_HOUR, now=practice.time.at)
    assert _refusal(practice.graph().get_object, "me")["code"] == 4
    practice.time.at += 3601
    assert practice.graph().get_object("me")["name"] == "Kestrelia"


def test_several_objects_come_by_their_ids(practice: Practice) -> None:
    posts = [_customer_post(practice), _customer_post(practice)]
    found = practice.graph().get_objects(posts, fields="id")
    assert found == {post: {"id": post} for post in posts}


def test_our_own_words_can_be_changed_and_comments_hidden(practice: Practice) -> None:
    comment = _comment(practice, _customer_post(practice))
    graph = practice.graph()
    reply = graph.put_comment(comment, message="We are on ti")["id"]
    graph.request(f"v26.0/{reply}", post_args={"message": "We are on it"}, method="POST")
    graph.request(f"v26.0/{comment}", post_args={"is_hidden": "true"}, method="POST")
    assert graph.get_object(reply, fields="message")["message"] == "We are on it"
    assert graph.get_object(comment, fields="is_hidden")["is_hidden"] is True
    theirs = {"message": "Never mind"}
    change = f"v26.0/{comment}"
    assert _refusal(graph.request, change, post_args=theirs, method="POST")["code"] == 100


def test_a_message_needs_an_open_window(practice: Practice) -> None:
    post = _customer_post(practice)
    sent = _private(practice, {"post_id": post})
    recipient = {"id": sent["recipient_id"]}
    assert _refusal(_private, practice, recipient)["error_subcode"] == 2018278
    practice.control("POST", "message", network="facebook", person="en-jo", text="Yes, please")
    assert _private(practice, recipient)["message_id"]
    practice.time.at += 2 * 86_400
    assert _refusal(_private, practice, recipient)["error_subcode"] == 2018278
    human = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    assert _private(practice, recipient, **human)["message_id"]
    retired = human | {"tag": "ACCOUNT_UPDATE"}
    assert _refusal(_private, practice, recipient, **retired)["code"] == 100


def test_conversations_show_their_messages(practice: Practice) -> None:
    _private(practice, {"post_id": _customer_post(practice)})
    practice.control("POST", "message", network="facebook", person="en-jo", text="Yes, please")
    fields = "id,updated_time,participants,messages.limit(1){id,from,to,message}"
    [thread] = practice.graph().get_connections(
        practice.page_id, "conversations", platform="messenger", fields=fields
    )["data"]
    assert {one["name"] for one in thread["participants"]["data"]} == {"en-jo", "Kestrelia"}
    assert [one["message"] for one in thread["messages"]["data"]] == ["Yes, please"]
    assert "next" in thread["messages"]["paging"]


def test_what_is_deleted_is_gone_with_all_below_it(practice: Practice) -> None:
    post = _customer_post(practice)
    top = _comment(practice, post)
    below = _comment(practice, top)
    graph = practice.graph()
    graph.delete_object(top)
    assert graph.get_connections(post, "comments", filter="stream")["data"] == []
    for gone in (top, below):
        assert _refusal(graph.get_object, gone)["error_subcode"] == 33
    assert graph.get_object(post)["id"] == post


def test_a_wrong_token_and_a_wrong_proof_are_refused(practice: Practice) -> None:
    graph = practice.graph()
    proof = hmac.new(
        practice.world.credentials.facebook.app_secret.encode(),
        graph.access_token.encode(),
        hashlib.sha256,
    ).hexdigest()
    assert graph.get_object("me", appsecret_proof=proof)
    assert _refusal(graph.get_object, "me", appsecret_proof="0" * 64)["code"] == 100
    graph.access_token = "stale"
    assert _refusal(graph.get_object, "me")["code"] == 190


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("v26.0/me?fields=nonsense", 100),
        ("v26.0/me/feed?fields=id{", 2500),
        ("v26.0/me/feed?limit=none", 100),
        ("v26.0/me/feed?after=rubbish", 100),
        ("v26.0/me/feed?since=yesterday", 100),
        ("v26.0/me/nonsense", 2500),
        ("v26.0/12345", 100),
        ("v3.1/me", 2500),
    ],
)
def test_what_cannot_be_understood_is_an_error(practice: Practice, path: str, code: int) -> None:
    token = practice.world.credentials.facebook.page_token
    joint = "&" if "?" in path else "?"
    answer = practice.http.get(f"{practice.url}/graph/{path}{joint}access_token={token}")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == code


def test_the_token_may_come_in_the_header_and_then_not_in_the_next_address(
    practice: Practice,
) -> None:
    for number in range(2):
        _customer_post(practice, f"Post {number}")
    token = practice.world.credentials.facebook.page_token
    address = f"{practice.url}/graph/v26.0/me/feed?limit=1"
    for scheme in ("Bearer", "OAuth"):
        header = {"authorization": f"{scheme} {token}"}
        answer = practice.http.get(address, headers=header).json()
        assert "access_token" not in answer["paging"]["next"]
        assert practice.http.get(answer["paging"]["next"], headers=header).json()["data"]


def test_usage_and_version_are_in_the_headers(practice: Practice) -> None:
    token = practice.world.credentials.facebook.page_token
    answer = practice.http.get(f"{practice.url}/graph/v25.0/me?access_token={token}")
    assert answer.headers["facebook-api-version"] == "v25.0"
    assert json.loads(answer.headers["x-app-usage"])["call_count"] == 0

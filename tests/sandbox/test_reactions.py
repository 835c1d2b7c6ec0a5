"""Customers react to replies as their matter's script says."""

from __future__ import annotations

import json

import pytest

from tests.sandbox.practice import Json, Practice

SCRIPT = [
    {"kind": "answer", "after_minutes": 10, "text": "Customer number 12"},
    {"kind": "complain", "after_minutes": 20, "text": "Still broken"},
    {"kind": "silent", "after_minutes": 5},
    {"kind": "thank", "after_minutes": 30, "text": "Now it works"},
]
KEY = {
    "needs_answer": True,
    "urgency": "high",
    "sentiment": "negative",
    "intent": "complaint",
    "private": True,
    "topic": "outage",
}


def _wait(practice: Practice, minutes: float) -> Json:
    """The newest post after some minutes."""
    practice.time.at += minutes * 60 + 1
    newest: Json = practice.books()["published"][-1]
    return newest


def _reply_on_x(practice: Practice, to: Json, text: str) -> str:
    made = practice.x().create_tweet(text=text, in_reply_to_tweet_id=to["external_id"])
    return str(made.data["id"])


def test_each_reply_brings_the_next_reaction_of_the_matter(practice: Practice) -> None:
    asked = practice.post("@kestrelia down", person="en-jo", matter="m", key=KEY, reactions=SCRIPT)
    first_reply = _reply_on_x(practice, asked, "Which number?")
    assert practice.control("GET", "summary")["reactions_pending"] == 1
    answer = _wait(practice, 10)
    assert answer["text"] == "@kestrelia Customer number 12"
    assert (answer["reply_to_external_id"], answer["thread"]) == (
        first_reply,
        asked["external_id"],
    )
    assert (answer["person"], answer["matter"]) == ("en-jo", "m")
    _reply_on_x(practice, answer, "Thank you, looking")
    assert _wait(practice, 20)["text"] == "@kestrelia Still broken"
    _reply_on_x(practice, answer, "Again?")
    assert practice.control("GET", "summary")["reactions_pending"] == 0
    _reply_on_x(practice, answer, "Now?")
    assert _wait(practice, 30)["text"] == "@kestrelia Now it works"
    _reply_on_x(practice, answer, "Great")
    assert practice.control("GET", "summary")["exhausted"] is True


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("thank", {"needs_answer": False, "urgency": "none", "intent": "praise"}),
        ("answer", {"needs_answer": True, "urgency": "normal", "intent": "request"}),
        ("complain", {"needs_answer": True, "urgency": "high", "intent": "complaint"}),
    ],
)
def test_a_reaction_has_the_key_of_its_kind(practice: Practice, kind: str, expected: Json) -> None:
    script = [{"kind": kind, "after_minutes": 1, "text": "So be it"}]
    asked = practice.post("@kestrelia down", key=KEY, reactions=script)
    _reply_on_x(practice, asked, "Hello")
    key = _wait(practice, 1)["key"]
    assert expected.items() <= key.items()
    assert key["topic"] == "outage"


def test_a_matter_is_shared_by_a_persons_posts_on_both_networks(practice: Practice) -> None:
    more: Json = {"person": "en-jo", "matter": "m", "key": KEY}
    practice.post("@kestrelia down", reactions=SCRIPT[:1], **more)
    post = practice.post("Down!", network="facebook", **more)
    practice.graph().put_comment(post["external_id"], message="Which number?")
    answer = _wait(practice, 10)
    assert (answer["network"], answer["text"]) == ("facebook", "Customer number 12")
    practice.graph().put_comment(answer["external_id"], message="Thanks")
    assert practice.control("GET", "summary")["reactions_pending"] == 0


def test_facebook_reactions_hang_in_the_thread(practice: Practice) -> None:
    post = practice.post("Down", network="facebook", key=KEY, reactions=SCRIPT[:1])
    reply = practice.graph().put_comment(post["external_id"], message="Which number?")["id"]
    answer = _wait(practice, 10)
    found = practice.graph().get_object(answer["external_id"], fields="parent,object")
    assert found["parent"]["id"] == reply
    assert found["object"]["id"] == post["external_id"]


def test_a_private_reply_is_answered_in_the_public_thread(practice: Practice) -> None:
    post = practice.post("Down", network="facebook", key=KEY, reactions=SCRIPT[:1])
    practice.graph().put_object(
        practice.page_id,
        "messages",
        recipient=json.dumps({"post_id": post["external_id"]}),
        message=json.dumps({"text": "Which number?"}),
    )
    answer = _wait(practice, 10)
    assert (answer["kind"], answer["thread"]) == ("comment", post["external_id"])


def test_who_has_no_script_thanks_in_the_language_of_the_post(practice: Practice) -> None:
    asked = practice.post("@kestrelia hoe laat?", lang="nl")
    _reply_on_x(practice, asked, "Om negen uur")
    thanks = _wait(practice, 1)
    assert "dank" in thanks["text"].lower()
    assert thanks["key"]["needs_answer"] is False
    _reply_on_x(practice, asked, "Graag gedaan")
    assert practice.control("GET", "summary")["reactions_pending"] == 0


def test_scripted_posts_without_reactions_stay_silent(practice: Practice) -> None:
    asked = practice.post("@kestrelia lovely", key=KEY)
    _reply_on_x(practice, asked, "Thank you")
    assert practice.control("GET", "summary")["reactions_pending"] == 0


def test_a_reaction_survives_the_deletion_of_the_reply(practice: Practice) -> None:
    asked = practice.post("@kestrelia down", key=KEY, reactions=SCRIPT[:1])
    reply = _reply_on_x(practice, asked, "Which number?")
    practice.x().delete_tweet(reply)
    assert _wait(practice, 10)["reply_to_external_id"] == asked["external_id"]

"""The control plane: clock, books, posting by hand, and starting again."""

from __future__ import annotations

import time

import pytest

from sandbox.posts import Kind, Network, PlannedPost
from tests.sandbox.practice import Practice


def test_the_clock_can_be_computed_by_anyone(practice: Practice) -> None:
    practice.time.at += 100
    facts = practice.control("GET", "clock")
    elapsed = practice.time.at - facts["real_start"]
    assert facts["now"] == pytest.approx(facts["scenario_start"] + elapsed * facts["speed"])
    assert facts["ended"] is True


def test_time_can_be_skipped(practice: Practice) -> None:
    before = practice.control("GET", "clock")["now"]
    assert practice.control("POST", "clock", advance_seconds=3600)["now"] == before + 3600


def test_config_has_what_a_listener_needs(practice: Practice) -> None:
    config = practice.control("GET", "config")
    assert config["x"] == {"user_id": practice.brand_x_id, "handle": "kestrelia"}
    assert config["facebook"]["page_id"] == practice.page_id
    assert config["credentials"]["x"]["access_token"].startswith(practice.brand_x_id)


def test_the_books_tell_posts_and_replies_apart(practice: Practice) -> None:
    asked = practice.post("@kestrelia help", person="en-jo", matter="m1", key={"topic": "outage"})
    practice.x().create_tweet(text="Here we are", in_reply_to_tweet_id=asked["external_id"])
    practice.x().create_tweet(text="Spring is here")
    books = practice.books()
    [published] = books["published"]
    assert published["key"] == {"topic": "outage"}
    assert (published["network"], published["kind"]) == ("x", "mention")
    assert [own["text"] for own in books["own"]] == ["Spring is here"]
    [reply] = books["replies"]
    assert reply["to_external_id"] == asked["external_id"]
    assert (reply["person"], reply["matter"], reply["kind"]) == ("en-jo", "m1", "public")
    assert books["requests"] == {"x POST /2/tweets": 2}


def test_the_books_of_ten_thousand_posts_are_read_at_once(practice: Practice) -> None:
    for number in range(10_000):
        at = practice.world.now
        planned = PlannedPost(
            person=f"p{number % 3000}", network=Network.X, kind=Kind.MENTION, at=at, text="Help"
        )
        post = practice.world.publish(planned)
        if post is not None and number % 2:
            practice.world.reply(post, "We are on it")
    began = time.monotonic()
    books = practice.books()
    assert time.monotonic() - began < 5  # half a second where nothing else runs
    assert (len(books["published"]), len(books["replies"])) == (10_000, 5_000)
    assert practice.control("GET", "summary")["replies"] == 5_000


def test_an_edit_is_read_and_a_deletion_is_booked(practice: Practice) -> None:
    post = practice.post("@kestrelia hlep")
    practice.control("POST", "edit", external_id=post["external_id"], text="@kestrelia help")
    assert practice.x().get_tweet(post["external_id"]).data.text == "@kestrelia help"
    gone = practice.control("POST", "delete", external_id=post["external_id"])
    assert gone["deleted_at"] == pytest.approx(practice.time.at)
    assert practice.control("GET", "summary")["deleted"] == 1


def test_a_post_by_hand_may_lie_about_its_time_and_come_late(practice: Practice) -> None:
    post = practice.post("@kestrelia hi", created_at=1_000_000_000, visible_after_seconds=60)
    assert post["created_at"] == 1_000_000_000
    assert practice.control("GET", "summary")["exhausted"] is False
    practice.time.at += 61
    assert practice.control("GET", "summary")["exhausted"] is True


@pytest.mark.parametrize(
    "wrong",
    [
        {"network": "x", "kind": "comment"},
        {"network": "facebook", "kind": "comment"},
        {"network": "myspace"},
        {"reactions": [{"kind": "thank"}]},
    ],
)
def test_what_makes_no_sense_is_refused(practice: Practice, wrong: dict[str, object]) -> None:
    answer = practice.http.post(f"{practice.url}/_sandbox/posts", json={"text": "Hi"} | wrong)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_native_answer_needs_no_summons_and_is_marked(practice: Practice) -> None:
    named = practice.post("kestrelia is slow", kind="search")
    practice.control("POST", "native", external_id=named["external_id"], text="Is it now?")
    [reply] = practice.books()["replies"]
    assert (reply["by_hand"], reply["to_external_id"]) == (True, named["external_id"])
    assert practice.control("GET", "summary")["reactions_pending"] == 1
    answer = practice.http.post(
        f"{practice.url}/_sandbox/native", json={"external_id": "1", "text": "Hello?"}
    )
    assert answer.status_code == 400


def test_a_reset_forgets_everything(practice: Practice) -> None:
    practice.post("@kestrelia help")
    assert practice.control("POST", "reset")["published"] == 0
    assert practice.x().get_users_mentions(practice.brand_x_id).data is None

"""The page for people."""

from __future__ import annotations

import json
import re
from pathlib import Path

import sandbox
from tests.sandbox.practice import Json, Practice

FOLDER = Path(sandbox.__file__).parent


def _threads(practice: Practice) -> list[Json]:
    found: list[Json] = practice.control("GET", "threads")["threads"]
    return found


def test_the_page_is_served_with_a_policy_that_allows_no_stranger(practice: Practice) -> None:
    page = practice.http.get(practice.url)
    assert "<title>Practice network</title>" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for path in re.findall(r'(?:src|href)="(/[^"]*)"', page.text):
        assert practice.http.get(practice.url + path).status_code == 200


def test_what_customers_write_is_never_made_markup() -> None:
    script = (FOLDER / "home.js").read_text("utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", script)
    page = (FOLDER / "home.html").read_text("utf-8")
    assert not re.search(r"<script>|<style>|\son\w+=|style=", page)


def test_threads_show_who_moved_last_and_what_the_brand_said(practice: Practice) -> None:
    first = practice.post("@kestrelia help", person="en-jo")
    practice.time.at += 60
    post = practice.post("Down", network="facebook", name="Robin <b>")
    practice.time.at += 60
    practice.x().create_tweet(text="Here we are", in_reply_to_tweet_id=first["external_id"])
    practice.graph().put_object(
        practice.page_id,
        "messages",
        recipient=json.dumps({"post_id": post["external_id"]}),
        message=json.dumps({"text": "May we call?"}),
    )
    on_x, on_facebook = _threads(practice)
    assert [one["by_brand"] for one in on_x["posts"]] == [False, True]
    assert on_facebook["posts"][0]["name"] == "Robin <b>"
    assert on_facebook["posts"][1]["private"] is True
    only_x = practice.control("GET", "threads?network=x")["threads"]
    assert [thread["network"] for thread in only_x] == ["x"]


def test_where_the_brand_answered_is_found_at_once(practice: Practice) -> None:
    first = practice.post("@kestrelia help", person="en-jo")
    practice.post("@kestrelia hello", person="en-sam")
    practice.x().create_tweet(text="Here we are", in_reply_to_tweet_id=first["external_id"])
    [answered] = practice.control("GET", "threads?answered=yes")["threads"]
    assert [one["by_brand"] for one in answered["posts"]] == [False, True]


def test_answers_stand_below_what_they_answer_and_old_ones_are_left_out(
    practice: Practice,
) -> None:
    post = practice.post("Down", network="facebook")["external_id"]
    tops = [
        practice.post(f"Me too {n}", network="facebook", reply_to_external_id=post)
        for n in range(9)
    ]
    practice.post("You too?", network="facebook", reply_to_external_id=tops[4]["external_id"])
    [thread] = _threads(practice)
    assert thread["left_out"] == 2
    texts = [one["text"] for one in thread["posts"]]
    assert texts[:1] + texts[3:5] == ["Down", "Me too 4", "You too?"]

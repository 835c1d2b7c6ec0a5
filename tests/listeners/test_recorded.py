"""Recorded answers of the real X and the real Graph API, through our readers."""

from __future__ import annotations

import datetime as dt

import pytest

from domain.mention import IncomingMention, MentionKind, Skipped
from listeners import instagram_item
from listeners.facebook_item import read_comment, read_post
from listeners.x_post import read_post as read_x_post
from platforms.facebook import at, next_place
from platforms.instagram import InstagramAccount
from platforms.x import XAccount
from platforms.x_posts import is_snowflake, read_page
from tests.platforms.recorded import graph_answer, x_answer

ACCOUNT = XAccount.model_validate({"handle": "Twitter", "user_id": "783214", "bearer_token": "x"})
POSTS = "facebook/apidata/posts"
COMMENTS = "facebook/apidata/comments"


@pytest.mark.parametrize(
    "cassette", ["get_users_mentions", "search_recent_tweets", "get_users_tweets"]
)
def test_every_post_on_a_page_of_x_becomes_a_mention(cassette: str) -> None:
    body = x_answer(cassette)
    page = read_page(body)
    found = [read_x_post(post, page, ACCOUNT) for post in page.posts]
    assert len(found) == body["meta"]["result_count"] > 0
    assert all(isinstance(one, IncomingMention) for one in found)
    assert page.newest_id == body["meta"]["newest_id"]
    assert page.next_token == body["meta"].get("next_token")


def test_a_post_of_x_with_few_fields_keeps_its_time_and_text() -> None:
    page = read_page(x_answer("get_users_mentions"))
    for post in page.posts:
        found = read_x_post(post, page, ACCOUNT)
        assert isinstance(found, IncomingMention)
        assert is_snowflake(found.external_id)
        assert found.published_at.date() == dt.date(2022, 10, 7)
        assert found.author.external_id == f"unknown:{found.external_id}"


@pytest.mark.parametrize("page", ["feeds_default_fields_p1", "feeds_default_fields_p2"])
def test_every_post_of_a_feed_becomes_a_mention(page: str) -> None:
    body = graph_answer(f"{POSTS}/{page}.json")
    found = [read_post(post, MentionKind.POST, "19292868552") for post in body["data"]]
    assert found
    assert all(isinstance(one, IncomingMention) for one in found)


def test_a_feed_that_is_paged_by_time_leads_on() -> None:
    place = next_place(graph_answer(f"{POSTS}/feed_fields_p1.json"))
    assert at(place) == {"until": "1624385168", "__paging_token": "__paging_token"}


@pytest.mark.parametrize("page", ["comments_p1", "comments_p2"])
def test_comments_without_an_id_are_named_as_unreadable(page: str) -> None:
    body = graph_answer(f"{COMMENTS}/{page}.json")
    for comment in body["data"]:
        found = read_comment(comment, "19292868552_10158407654328553", "19292868552")
        assert isinstance(found, IncomingMention if "id" in comment else Skipped)


def test_comments_by_their_ids_become_mentions() -> None:
    for comment in graph_answer(f"{COMMENTS}/comments_info.json").values():
        found = read_comment(comment, "19292868552_10158371815748553", "19292868552")
        assert isinstance(found, IncomingMention)
        assert found.text == comment["message"]
        assert found.url == comment["permalink_url"]
        assert found.published_at.year == 2021


IG = InstagramAccount.model_validate(
    {"user_id": "17841406338772941", "username": "ikroskun", "page_id": "1", "page_token": "x"}
)


@pytest.mark.parametrize("page", ["users/medias_p1", "users/medias_p2", "users/tagged_medias"])
def test_every_medium_of_instagram_becomes_a_mention(page: str) -> None:
    body = graph_answer(f"instagram/apidata/{page}.json")
    found = [instagram_item.read_media(one, IG) for one in body["data"]]
    assert found
    for one, medium in zip(found, body["data"], strict=True):
        assert isinstance(one, IncomingMention)
        assert one.url == medium["permalink"]
        assert one.text == medium.get("caption", "")
        assert one.summoned is ("@ikroskun" in one.text)


@pytest.mark.parametrize("page", ["medias/comments_p1", "medias/comments_p2", "comments/replies"])
def test_every_comment_of_instagram_becomes_a_mention(page: str) -> None:
    body = graph_answer(f"instagram/apidata/{page}.json")
    found = [instagram_item.read_comment(one, "17846368219941692", IG) for one in body["data"]]
    assert found
    assert all(isinstance(one, IncomingMention) for one in found)
    assert {one.kind for one in found if isinstance(one, IncomingMention)} == {MentionKind.COMMENT}


def test_a_comment_of_our_own_account_is_ours_by_its_name() -> None:
    recorded = graph_answer("instagram/apidata/comments/comments_fields.json").values()
    found = {
        one["username"]: instagram_item.read_comment(one, "17846368219941692", IG)
        for one in recorded
    }
    ours, theirs = found["ikroskun"], found["lixiangguodu123"]
    assert isinstance(ours, IncomingMention)
    assert isinstance(theirs, IncomingMention)
    assert (ours.by_brand, theirs.by_brand) == (True, False)
    assert theirs.author.external_id == "@lixiangguodu123"

"""The listener on a Facebook page, against the practice network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from domain.attachment import AttachmentKind
from domain.errors import EndpointRetired, PermissionMissing, RateLimited
from domain.mention import Cursor, IncomingMention, MentionKind, Page
from listeners.facebook_page import FacebookPageListener, FacebookPageSettings
from listeners.facebook_standing import TOP
from tests.listeners.contract import ListenerContract, Network, ids, walk
from tests.platforms.facebook_network import FacebookNetwork
from tests.platforms.practice import Practice


class FacebookContract(ListenerContract):
    """The practice network names no time when it limits Facebook's calls."""

    def check_retry_at(self, error: RateLimited, network: Network) -> None:
        assert error.retry_at is None


class TestVisitorPosts(FacebookContract):
    @pytest.fixture
    def network(self, practice: Practice) -> FacebookNetwork:
        return FacebookNetwork(practice)


class TestTagged(FacebookContract):
    @pytest.fixture
    def network(self, practice: Practice) -> FacebookNetwork:
        return FacebookNetwork(practice, kind="tagged")


class TestComments(FacebookContract):
    """All under one photo of the page."""

    again = TOP

    @pytest.fixture
    def network(self, practice: Practice) -> FacebookNetwork:
        post = practice.publish("", network="facebook", kind="own", person="brand")
        return FacebookNetwork(practice, kind="comment", under=post)


Publish = Callable[..., str]


@pytest.fixture
def publish(practice: Practice) -> Publish:
    return lambda text, **more: practice.publish(text, network="facebook", **more)


def listener(practice: Practice, **settings: object) -> FacebookPageListener:
    wanted = FacebookPageSettings.model_validate(settings)
    return FacebookPageListener(practice.facebook_page(), wanted, now=practice.now)


def everything(
    practice: Practice, cursor: Cursor | None = None, **settings: object
) -> dict[str, IncomingMention]:
    pages = walk(listener(practice, **settings), cursor)
    return {mention.external_id: mention for page in pages for mention in page.mentions}


def test_a_visitors_post_is_told_as_facebook_knows_it(practice: Practice, publish: Publish) -> None:
    post = publish("Where is my parcel?", person="anna")
    found = everything(practice)[post]
    assert (found.kind, found.conversation_id) == (MentionKind.VISITOR_POST, post)
    assert (found.in_reply_to, found.by_brand, found.summoned) == (None, False, True)
    assert (found.author.display_name, found.author.handle) == ("anna", None)
    assert found.url.startswith("https://www.facebook.com/")


def test_comments_are_heard_under_every_sort_of_post(practice: Practice, publish: Publish) -> None:
    photo = publish("", kind="own", person="brand")
    visitor = publish("hello", kind="visitor_post")
    tagged = publish("look at Kestrelia", kind="tagged")
    posts = (photo, visitor, tagged)
    comments = {publish("me too", reply_to_external_id=post): post for post in posts}
    found = everything(practice)
    assert {comment: found[comment].conversation_id for comment in comments} == comments
    assert {found[comment].in_reply_to for comment in comments} == set(posts)
    assert {found[comment].kind for comment in comments} == {MentionKind.COMMENT}
    assert found[photo].by_brand
    assert found[photo].text == ""
    assert found[tagged].kind is MentionKind.POST


def test_a_photo_without_words_arrives_as_one(practice: Practice, publish: Publish) -> None:
    post = publish("", person="anna")
    tagged = publish("", kind="tagged", person="anna")
    comment = publish("", reply_to_external_id=post, person="anna")
    words = publish("only words", reply_to_external_id=post)
    found = everything(practice)
    assert {found[one].text for one in (post, tagged, comment)} == {""}
    for one in (post, tagged):
        (photo,) = found[one].raw["attachments"]["data"]
        assert (photo["type"], photo["media_type"]) == ("photo", "photo")
        assert photo["url"].startswith("https://www.facebook.com/")
    assert found[comment].raw["attachment"]["type"] == "photo"
    for one in (post, tagged, comment):
        assert [hung.kind for hung in found[one].attachments] == [AttachmentKind.PHOTO]
    assert found[words].attachments == ()
    assert "attachment" not in found[words].raw


def test_a_photo_below_a_closed_list_arrives_as_one(practice: Practice, publish: Publish) -> None:
    """The list that is asked for again without comments."""
    tagged = publish("", kind="tagged", person="anna")
    practice.fail("status", network="facebook", path="comments", status=403, code=10)
    (found,) = [one for page in walk(listener(practice, lists=["tagged"])) for one in page.mentions]
    assert (found.external_id, found.text) == (tagged, "")
    assert found.raw["attachments"]["data"]


def test_an_answer_to_a_comment_knows_its_parent(practice: Practice, publish: Publish) -> None:
    post = publish("news", kind="own", person="brand")
    comment = publish("it is broken", reply_to_external_id=post)
    answer = publish("we look", kind="comment", person="brand", reply_to_external_id=comment)
    nested = publish("still broken", reply_to_external_id=answer)
    found = everything(practice)
    assert [found[one].in_reply_to for one in (comment, answer, nested)] == [post, comment, comment]
    assert {found[one].conversation_id for one in (comment, answer, nested)} == {post}
    assert [found[one].by_brand for one in (comment, answer, nested)] == [False, True, False]


def test_a_new_comment_on_an_old_post_is_heard(practice: Practice, publish: Publish) -> None:
    post = publish("news", kind="own", person="brand")
    cursor = walk(listener(practice))[-1].cursor
    for day in range(1, 26):
        practice.wait(days=1)
        publish(f"news of day {day}", kind="own", person="brand")
        cursor = walk(listener(practice, page_size=10), cursor)[-1].cursor
    comment = publish("late to the party", reply_to_external_id=post)
    assert comment in everything(practice, cursor, page_size=10)


def test_a_quiet_page_costs_one_request_a_list(practice: Practice, publish: Publish) -> None:
    post = publish("news", kind="own", person="brand")
    publish("a comment", reply_to_external_id=post)
    publish("hello")
    cursor = walk(listener(practice))[-1].cursor
    quiet = listener(practice)
    before = practice.requests("facebook")
    walk(quiet, cursor)
    assert practice.requests("facebook") - before == 3


def test_authors_that_we_may_not_know_are_kept_apart(practice: Practice, publish: Publish) -> None:
    posts = [publish("one"), publish("two")]
    practice.fail("no_from", network="facebook")
    found = everything(practice)
    assert {found[post].author.external_id for post in posts} == {
        f"unknown:{post}" for post in posts
    }


def test_a_list_that_is_refused_does_not_deafen_the_others(
    practice: Practice, publish: Publish
) -> None:
    heard = {publish("hello"), publish("news", kind="own", person="brand")}
    missed = publish("Kestrelia!", kind="tagged")
    practice.fail("status", network="facebook", path="/tagged", status=403, code=10)
    pages: list[Page] = []
    with pytest.raises(PermissionMissing):
        pages += listener(practice).poll(None)
    assert {one.external_id for page in pages for one in page.mentions} == heard
    assert not pages[-1].complete
    practice.heal()
    practice.wait(days=2)
    assert missed in everything(practice, pages[-1].cursor)


def test_a_list_that_facebook_retired_is_named(practice: Practice) -> None:
    practice.fail("status", network="facebook", path="/visitor_posts", status=400, code=12)
    with pytest.raises(EndpointRetired):
        walk(listener(practice))
    walk(listener(practice, lists=["tagged", "feed"]))


def test_ratings_are_never_asked_for_as_facebook_has_retired_them(
    practice: Practice, publish: Publish
) -> None:
    publish("hello")
    walk(listener(practice))
    asked = [name for name in practice.world.requests if name.startswith("facebook ")]
    assert any("visitor_posts" in name for name in asked)
    assert not [name for name in asked if "rating" in name]
    with pytest.raises(ValidationError, match="'visitor_posts', 'tagged' or 'feed'"):
        FacebookPageSettings.model_validate({"lists": ["ratings"]})


def test_closed_threads_of_others_do_not_hide_their_posts(
    practice: Practice, publish: Publish
) -> None:
    tagged = publish("Kestrelia!", kind="tagged")
    publish("a comment", reply_to_external_id=tagged)
    practice.fail("status", network="facebook", path="comments", status=403, code=10)
    pages = walk(listener(practice, lists=["tagged"]))
    assert ids(pages) == {tagged}
    (skipped,) = [one for page in pages for one in page.skipped]
    assert skipped.external_id == tagged
    assert "comments cannot be read" in skipped.reason


def test_a_post_that_vanishes_while_we_read_is_skipped(
    practice: Practice, publish: Publish
) -> None:
    post = publish("news", kind="own", person="brand")
    for n in range(30):
        publish(f"comment {n}", reply_to_external_id=post)
    poll = listener(practice, page_size=10).poll(None)
    pages = [next(poll) for _ in range(3)]
    practice.delete(post)
    pages += poll
    assert pages[-1].complete
    assert post in {one.external_id for page in pages for one in page.skipped}


def test_a_poll_that_has_used_its_requests_goes_on_next_time(
    practice: Practice, publish: Publish
) -> None:
    post = publish("news", kind="own", person="brand")
    comments = {publish(f"comment {n}", reply_to_external_id=post) for n in range(60)}
    first = list(listener(practice, page_size=2, max_requests=10).poll(None))
    assert not first[-1].complete
    assert ids(first + walk(listener(practice, page_size=2), first[-1].cursor)) == comments


@pytest.mark.parametrize("edge", ["feed", "comments"])
def test_pages_that_turn_in_a_circle_end(
    practice: Practice, publish: Publish, monkeypatch: pytest.MonkeyPatch, edge: str
) -> None:
    posts = [publish("news", kind="own", person="brand") for _ in range(3)]
    comments = {publish(f"comment {n}", reply_to_external_id=posts[0]) for n in range(9)}
    turning = listener(practice, page_size=2)
    asked = turning._graph.get_connections

    def in_a_circle(of: str, name: str, **params: Any) -> Any:
        return asked(of, name, **({key: value for key, value in params.items() if key != "after"}
                                  if name == edge else params))  # fmt: skip

    monkeypatch.setattr(turning._graph, "get_connections", in_a_circle)
    pages = list(turning.poll(None))
    assert pages[-1].complete is (edge == "comments")
    monkeypatch.undo()
    if edge == "feed":
        assert comments <= ids(walk(listener(practice), pages[-1].cursor))
    else:
        assert [one.external_id for page in pages for one in page.skipped] == [posts[0]]

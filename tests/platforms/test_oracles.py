"""What we ask for exists: judged by Meta's own package and by X's own OpenAPI."""

from __future__ import annotations

from typing import Any

import pytest
from facebook_business.adobjects.comment import Comment
from facebook_business.adobjects.igcomment import IGComment
from facebook_business.adobjects.igmedia import IGMedia
from facebook_business.adobjects.iguser import IGUser
from facebook_business.adobjects.page import Page
from facebook_business.adobjects.pagepost import PagePost
from facebook_business.adobjects.unifiedthread import UnifiedThread

from listeners import instagram_item
from listeners.facebook_item import COMMENT_FIELDS, POST_FIELDS
from listeners.meta_inbox import THREAD_FIELDS
from listeners.meta_message import MESSAGE_FIELDS
from platforms.x import TWEET_FIELDS, USER_FIELDS
from responder import facebook as responder
from responder import instagram as instagram_responder
from tests.platforms.recorded import graph_answer, x_specification

TIMELINES = ("/2/users/{id}/mentions", "/2/users/{id}/tweets", "/2/tweets/search/recent")


def fields_of(node: Any) -> set[str]:
    return {value for name, value in vars(node.Field).items() if not name.startswith("_")}


def test_facebook_knows_the_fields_of_posts_and_comments() -> None:
    assert set(POST_FIELDS.split(",")) <= fields_of(PagePost)
    assert set(COMMENT_FIELDS.split(",")) <= fields_of(Comment)
    assert set(responder._COMMENT_FIELDS.split(",")) <= fields_of(Comment)
    assert "can_reply_privately" in fields_of(PagePost) & fields_of(Comment)


def test_facebook_knows_the_fields_of_conversations() -> None:
    assert set(THREAD_FIELDS.split(",")) <= fields_of(UnifiedThread)
    assert hasattr(UnifiedThread, "get_messages")


def test_instagram_knows_the_fields_of_media_and_comments() -> None:
    assert set(instagram_item.MEDIA_FIELDS.split(",")) <= fields_of(IGMedia)
    asked = instagram_item.REPLY_FIELDS.replace("{id,permalink}", "")
    assert set(asked.split(",")) <= fields_of(IGComment)
    assert set(instagram_responder._FIELDS.split(",")) <= fields_of(IGComment)
    assert "permalink" in fields_of(IGMedia)


def test_recorded_messages_have_what_we_ask_for() -> None:
    recorded = graph_answer("facebook/apidata/messages/message_info.json")
    assert set(MESSAGE_FIELDS.split(",")) - {"message"} <= set(recorded)  # it was a picture


@pytest.mark.parametrize(
    ("node", "edge"),
    [
        (Page, "get_feed"),
        (Page, "get_visitor_posts"),
        (Page, "get_tagged"),
        (Page, "get_conversations"),
        (Page, "create_message"),
        (PagePost, "get_comments"),
        (PagePost, "create_comment"),
        (Comment, "create_comment"),
        (IGUser, "get_media"),
        (IGUser, "get_tags"),
        (IGUser, "create_mention"),
        (IGMedia, "get_comments"),
        (IGComment, "get_replies"),
        (IGComment, "create_reply"),
    ],
)
def test_facebook_knows_the_edges(node: Any, edge: str) -> None:
    assert callable(getattr(node, edge))


@pytest.mark.parametrize("path", TIMELINES)
def test_x_knows_the_fields_and_parameters(path: str) -> None:
    specification = x_specification()
    given = specification["paths"][path]["get"]["parameters"]
    resolved = [_resolved(specification, parameter) for parameter in given]
    known = {parameter["name"]: parameter["schema"] for parameter in resolved}
    assert set(TWEET_FIELDS.split(",")) <= set(known["tweet.fields"]["items"]["enum"])
    assert set(USER_FIELDS.split(",")) <= set(known["user.fields"]["items"]["enum"])
    assert "author_id" in known["expansions"]["items"]["enum"]
    assert {"since_id", "start_time", "pagination_token", "max_results"} <= set(known)
    assert known["max_results"]["minimum"] <= 10 <= 100 <= known["max_results"]["maximum"]


def _resolved(specification: Any, given: Any) -> Any:
    name = given.get("$ref", "").rpartition("/")[2]
    return specification["components"]["parameters"][name] if name else given

"""One post of X as a mention, whatever is in it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.mention import IncomingMention, MentionKind, Skipped
from listeners.x_post import read_post
from platforms.x import XAccount
from platforms.x_posts import read_page, snowflake_at

ACCOUNT = XAccount.model_validate({"handle": "Kestrelia", "user_id": "1", "bearer_token": "x"})
MADE_AT = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
POST_ID = snowflake_at(MADE_AT)
GOOD: dict[str, Any] = {
    "id": POST_ID,
    "text": "hello",
    "author_id": "5",
    "created_at": "2026-03-02T10:00:00.000Z",
    "conversation_id": "77",
}
ANYTHING: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


def read(**changes: Any) -> IncomingMention | Skipped:
    includes = changes.pop("includes", {})
    post = {key: value for key, value in (GOOD | changes).items() if value is not ...}
    page = read_page({"data": [post], "includes": includes, "meta": {}})
    return read_post(post, page, ACCOUNT)


def mention(**changes: Any) -> IncomingMention:
    found = read(**changes)
    assert isinstance(found, IncomingMention)
    return found


@given(st.dictionaries(st.sampled_from([*GOOD, "entities", "lang", "note_tweet"]), ANYTHING))
def test_no_item_ends_a_poll(changes: dict[str, object]) -> None:
    found = read(**changes)
    if isinstance(found, IncomingMention):
        json.dumps(found.raw, ensure_ascii=False, allow_nan=False).encode()


@pytest.mark.parametrize("item", [None, [], "text", 7, {}])
def test_what_is_no_post_is_skipped(item: object) -> None:
    assert isinstance(read_post(item, read_page({"data": []}), ACCOUNT), Skipped)


@pytest.mark.parametrize("changes", [{"id": ...}, {"id": "x"}, {"id": 7}, {"text": ...}])
def test_what_cannot_be_answered_is_skipped_with_a_reason(changes: dict[str, Any]) -> None:
    found = read(**changes)
    assert isinstance(found, Skipped)
    assert found.reason.startswith("a post without")


def test_half_an_emoji_is_replaced() -> None:
    found = mention(text="half \ud83d here", raw_half="\ud83d")
    assert found.text == "half \ufffd here"
    assert found.raw["raw_half"] == "\ufffd"


@pytest.mark.parametrize("created", [..., "soon", 7, None])
def test_a_time_that_cannot_be_read_is_taken_from_the_id(created: object) -> None:
    stated = mention(created_at=created).published_at
    assert abs(stated - MADE_AT) < dt.timedelta(milliseconds=2)


def test_a_long_post_is_read_in_full() -> None:
    found = mention(text="the beg…", note_tweet={"text": "the beginning and the end"})
    assert found.text == "the beginning and the end"


def test_a_repost_is_not_a_mention() -> None:
    found = read(referenced_tweets=[{"type": "retweeted", "id": "9"}])
    assert isinstance(found, Skipped)
    assert "repost" in found.reason


def test_an_answer_is_a_comment_on_what_it_answers() -> None:
    found = mention(referenced_tweets=[{"type": "replied_to", "id": "9"}])
    assert (found.kind, found.in_reply_to) == (MentionKind.COMMENT, "9")
    assert found.conversation_id == "77"


@pytest.mark.parametrize(
    ("entities", "summoned"),
    [
        ({}, False),
        ({"mentions": [{"username": "other", "id": "2"}]}, False),
        ({"mentions": [{"username": "KESTRELIA"}]}, True),
        ({"mentions": [{"username": "renamed", "id": "1"}]}, True),
        ({"mentions": "odd"}, False),
    ],
)
def test_who_mentions_us_summons_us(entities: dict[str, Any], summoned: bool) -> None:
    assert mention(entities=entities).summoned is summoned


def test_who_mentions_us_late_in_a_long_post_summons_us() -> None:
    note = {"text": "long", "entities": {"mentions": [{"username": "kestrelia"}]}}
    assert mention(note_tweet=note).summoned


def test_who_quotes_us_summons_us() -> None:
    quotes = {"referenced_tweets": [{"type": "quoted", "id": "9"}]}
    link = {"urls": [{"expanded_url": "https://x.com/kestrelia/status/9"}]}
    other = {"urls": [{"expanded_url": "https://x.com/somebody/status/9"}]}
    assert not mention(**quotes).summoned
    assert mention(**quotes, entities=link).summoned
    assert not mention(**quotes, entities=other).summoned
    assert mention(**quotes, includes={"tweets": [{"id": "9", "author_id": "1"}]}).summoned


def test_our_own_post_is_ours() -> None:
    assert mention(author_id="1").by_brand
    assert not mention(author_id="5").by_brand


def test_an_author_is_told_with_reach() -> None:
    user = {
        "id": "5",
        "username": "anna",
        "name": "Anna \ud83d",
        "public_metrics": {"followers_count": 321},
    }
    author = mention(includes={"users": [user]}).author
    assert (author.handle, author.display_name, author.followers) == ("anna", "Anna \ufffd", 321)


@pytest.mark.parametrize(("code", "language"), [("de", "de"), ("und", None), ("qme", None)])
def test_a_language_that_x_does_not_know_is_none(code: str, language: str | None) -> None:
    assert mention(lang=code).language == language


def test_markup_is_kept_as_text() -> None:
    assert mention(text="&lt;b&gt; &amp; javascript:alert(1)").text == "<b> & javascript:alert(1)"

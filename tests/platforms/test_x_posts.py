"""X's JSON under its names of before and after August 2026."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.x_posts import (
    is_snowflake,
    post_url,
    read_page,
    reference,
    same_text,
    snowflake_at,
    snowflake_time,
    step_back,
    text_of,
)

MOMENTS = st.datetimes(
    min_value=dt.datetime(2011, 1, 1),  # noqa: DTZ001
    max_value=dt.datetime(2070, 1, 1),  # noqa: DTZ001
    timezones=st.just(dt.UTC),
)


@given(MOMENTS)
def test_an_id_tells_when_it_was_made(moment: dt.datetime) -> None:
    assert abs(snowflake_time(snowflake_at(moment)) - moment) < dt.timedelta(milliseconds=2)


@given(MOMENTS, st.timedeltas(min_value=dt.timedelta(0), max_value=dt.timedelta(days=30)))
def test_stepping_back_is_stepping_back_in_time(moment: dt.datetime, overlap: dt.timedelta) -> None:
    earlier = step_back(snowflake_at(moment), overlap)
    assert int(earlier) <= int(snowflake_at(moment))
    assert abs(snowflake_time(earlier) - (moment - overlap)) < dt.timedelta(milliseconds=3)


def test_a_small_id_cannot_step_back_below_the_first() -> None:
    assert step_back("7", dt.timedelta(days=1)) == "1"


@pytest.mark.parametrize("value", ["", "1a", "-1", "9" * 19, "9" * 30, "١٢", None, 7])
def test_what_is_no_id_of_x(value: object) -> None:
    assert not is_snowflake(value)


@pytest.mark.parametrize("names", [("tweets", "tweet"), ("posts", "post")])
def test_old_and_new_names_are_read_alike(names: tuple[str, str]) -> None:
    many, one = names
    post: dict[str, Any] = {"id": "5", f"referenced_{many}": [{"type": "quoted", "id": "4"}]}
    post[f"note_{one}"] = {"text": "the long text"}
    included = {"id": "4", "author_id": "1"}
    page = read_page({"data": [post], "includes": {many: [included]}, "meta": {}})
    assert reference(post, "quoted") == "4"
    assert text_of(post) == "the long text"
    assert page.included == {"4": included}


@pytest.mark.parametrize("body", [{}, [], None, "x", {"data": {}}, {"errors": [{"title": "?"}]}])
def test_what_is_no_page_is_refused(body: object) -> None:
    with pytest.raises(ValueError, match="neither posts nor a count"):
        read_page(body)


def test_an_empty_page_is_a_page() -> None:
    page = read_page({"meta": {"result_count": 0}})
    assert (page.posts, page.newest_id, page.next_token) == ((), None, None)


def test_the_newest_is_counted_where_x_does_not_tell_it() -> None:
    page = read_page({"data": [{"id": "9"}, {"id": "10"}, {"id": "x"}, {}, None], "meta": {}})
    assert page.newest_id == "10"


def test_what_x_escapes_is_undone_once() -> None:
    assert text_of({"text": "a &lt;b&gt; &amp;amp; c"}) == "a <b> &amp; c"


SENT = "Sorry! See https://help.example/a?b=1&c=2 & tell us."
SHOWN = {
    "text": "@anna @bob Sorry! See https://t.co/abc &amp; tell us.",
    "entities": {
        "urls": [{"url": "https://t.co/abc", "expanded_url": "https://help.example/a?b=1&c=2"}]
    },
}


def test_our_text_is_recognised_with_handles_in_front_and_short_links() -> None:
    assert same_text(SENT, SHOWN)
    assert same_text("@anna " + SENT, SHOWN)


@pytest.mark.parametrize(
    "change",
    [
        {"text": "@anna Sorry! See https://t.co/abc &amp; tell us more."},
        {
            "entities": {
                "urls": [{"url": "https://t.co/abc", "expanded_url": "https://evil.example"}]
            }
        },
        {"text": ""},
        {"text": None},
    ],
)
def test_another_text_is_not_ours(change: dict[str, Any]) -> None:
    assert not same_text(SENT, SHOWN | change)


def test_a_post_without_a_known_author_still_has_an_address() -> None:
    assert post_url(None, "5") == "https://x.com/i/status/5"


def test_a_customers_link_is_shown_as_it_was_written() -> None:
    post = {
        "text": "look: https://t.co/abc",
        "entities": {
            "urls": [{"url": "https://t.co/abc", "expanded_url": "https://example.org/a"}]
        },
    }
    assert text_of(post) == "look: https://example.org/a"


def test_a_bare_link_in_our_reply_is_recognised_in_what_x_made_of_it() -> None:
    post = {
        "text": "@jo see https://t.co/abc",
        "entities": {"urls": [{"url": "https://t.co/abc", "expanded_url": "http://example.org/a"}]},
    }
    assert same_text("see example.org/a", post)


def test_what_is_no_web_address_never_takes_a_links_place() -> None:
    post = {
        "text": "https://t.co/abc",
        "entities": {"urls": [{"url": "https://t.co/abc", "expanded_url": "javascript:alert(1)"}]},
    }
    assert text_of(post) == "https://t.co/abc"

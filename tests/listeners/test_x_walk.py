"""The walk on X against answers that the practice network does not give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.mention import Skipped
from listeners.x_walk import XWalk, XWalkSettings
from platforms.x_errors import BadParameter
from platforms.x_posts import XPage, XPageRequest, read_page, snowflake_at

NOW = dt.datetime(2026, 3, 9, tzinfo=dt.UTC)
Answer = Callable[[XPageRequest], XPage]


def at(minutes_ago: int) -> str:
    return snowflake_at(NOW - dt.timedelta(minutes=minutes_ago))


def page(*minutes_ago: int, token: str | None = None, tells_oldest: bool = True) -> XPage:
    ids = [at(ago) for ago in minutes_ago]
    posts = [{"id": post_id} for post_id in ids]
    meta: dict[str, object] = {"next_token": token, "newest_id": ids[0] if ids else None}
    if ids and tells_oldest:
        meta["oldest_id"] = ids[-1]
    return read_page({"data": posts, "meta": meta})


def refusal(*names: str) -> BadParameter:
    return BadParameter("no", frozenset(names))


def walk_over(
    *answers: XPage | BadParameter, reach: int | None = None
) -> tuple[XWalk, list[XPageRequest]]:
    """A walk that gets these answers, and what it asked for."""
    asked: list[XPageRequest] = []
    left = list(answers)

    def fetch(wanted: XPageRequest) -> XPage:
        asked.append(wanted)
        answer = left.pop(0)
        if isinstance(answer, BadParameter):
            raise answer
        return answer

    walk = XWalk(
        fetch=fetch,
        read=lambda post, _: Skipped(external_id=str(post), reason="read"),
        settings=XWalkSettings(),
        now=lambda: NOW,
        reach=reach,
    )
    return walk, asked


def test_the_bound_is_fixed_while_walking_and_moves_at_the_end() -> None:
    walk, asked = walk_over(page(1, 2, token="a"), page(3, token="b"), page(4))
    *_, last = walk.pages(None)
    assert {wanted.start_time for wanted in asked} == {NOW - XWalkSettings().look_back}
    assert [wanted.token for wanted in asked] == [None, "a", "b"]
    walk, asked = walk_over(page())
    list(walk.pages(last.cursor))
    floor = snowflake_at(NOW - dt.timedelta(minutes=21))
    assert abs(int(asked[0].since_id or 0) - int(floor)) < 10 << 22
    assert asked[0].start_time is None


def test_an_empty_walk_leaves_the_bound_where_it_is() -> None:
    walk, _ = walk_over(page(1))
    (first,) = walk.pages(None)
    walk, _ = walk_over(page())
    (second,) = walk.pages(first.cursor)
    assert second.cursor == first.cursor


def test_a_walk_whose_token_is_stale_goes_on_below_what_was_read() -> None:
    walk, _ = walk_over(page(1, 2, token="a"))
    first = next(walk.pages(None))
    walk, asked = walk_over(refusal("pagination_token"), page(3, token="b"), page(4))
    *_, last = walk.pages(first.cursor)
    assert last.complete
    assert [(wanted.token, wanted.until_id) for wanted in asked] == [
        ("a", None),
        (None, at(2)),
        ("b", at(2)),
    ]
    walk, asked = walk_over(page())
    list(walk.pages(last.cursor))
    floor = int(snowflake_at(NOW - dt.timedelta(minutes=21)))
    assert abs(int(asked[0].since_id or 0) - floor) < 10 << 22  # by the newest of the whole walk
    assert asked[0].until_id is None


def test_where_x_does_not_say_how_far_a_page_reaches_a_stale_token_begins_the_walk_again() -> None:
    walk, _ = walk_over(page(1, token="a", tells_oldest=False))
    first = next(walk.pages(None))
    walk, asked = walk_over(refusal("pagination_token"), page(0, 1))
    *_, last = walk.pages(first.cursor)
    assert last.complete
    assert [(wanted.token, wanted.until_id) for wanted in asked] == [("a", None), (None, None)]


def test_a_first_walk_that_takes_longer_than_x_remembers_goes_on_where_it_was() -> None:
    """Its lower bound leaves X's seven days meanwhile: what was read is not read and paid again."""
    walk, _ = walk_over(page(1, 2, token="a"))
    first = next(walk.pages(None))
    walk, asked = walk_over(refusal("start_time"), page(3))
    walk = replace(walk, now=lambda: NOW + dt.timedelta(hours=1))
    (last,) = walk.pages(first.cursor)
    assert last.complete
    assert (asked[1].token, asked[1].until_id) == (None, at(2))
    later = NOW + dt.timedelta(hours=1) - XWalkSettings().look_back
    assert asked[1].start_time == later


def test_a_stale_token_and_a_bound_that_was_left_behind_are_mended_together() -> None:
    walk, _ = walk_over(page(1, 2, token="a"))
    first = next(walk.pages(None))
    walk, asked = walk_over(refusal("next_token"), refusal("start_time"), page(3))
    walk = replace(walk, now=lambda: NOW + dt.timedelta(hours=1))
    (last,) = walk.pages(first.cursor)
    assert last.complete
    assert (asked[2].token, asked[2].until_id) == (None, at(2))


def test_where_x_has_forgotten_what_was_read_last_the_walk_begins_again() -> None:
    walk, _ = walk_over(page(1, 2, token="a"))
    first = next(walk.pages(None))
    walk, asked = walk_over(refusal("next_token"), refusal("until_id"), page(0, 1))
    (last,) = walk.pages(first.cursor)
    assert last.complete
    assert (asked[2].token, asked[2].until_id) == (None, None)


def test_a_token_that_comes_again_ends_the_poll_but_not_the_walk() -> None:
    walk, asked = walk_over(page(1, token="a"), page(2, token="b"), page(3, token="a"))
    pages = list(walk.pages(None))
    assert [one.complete for one in pages] == [False] * 3
    walk, asked = walk_over(page(1, 2, 3))
    (again,) = walk.pages(pages[-1].cursor)
    assert again.complete
    assert (asked[0].token, asked[0].until_id) == (None, at(3))


def test_a_bound_that_x_has_forgotten_is_replaced_and_the_hole_is_named() -> None:
    walk, _ = walk_over(page(60 * 24 * 20))
    (first,) = walk.pages(None)
    walk, asked = walk_over(refusal("since_id"), page(1))
    (found,) = walk.pages(first.cursor)
    assert asked[1].start_time == NOW - XWalkSettings().look_back
    assert "forgotten the time from 2026-02-16" in found.skipped[0].reason


@pytest.mark.parametrize("names", [("query",), ("start_time",), ("since_id",), ()])
def test_another_refusal_is_told(names: tuple[str, ...]) -> None:
    walk, _ = walk_over(*[refusal(*names)] * 9)
    with pytest.raises(BadParameter):
        list(walk.pages(None))


def test_refusals_without_end_are_told() -> None:
    walk, _ = walk_over(page(1, token="a"))
    first = next(walk.pages(None))
    walk, asked = walk_over(*[refusal("since_id", "start_time", "pagination_token")] * 9)
    with pytest.raises(BadParameter):
        list(walk.pages(first.cursor))
    assert len(asked) <= 4


def test_where_x_stops_serving_the_rest_is_named() -> None:
    walk, _ = walk_over(page(1, 2, token="a"), page(3), reach=3)
    *_, last = walk.pages(None)
    assert last.complete
    assert "only the newest 3" in last.skipped[0].reason
    walk, _ = walk_over(page(1, 2), reach=3)
    (short,) = walk.pages(None)
    assert not [one for one in short.skipped if one.external_id is None]


def test_an_id_from_the_future_cannot_deafen_us() -> None:
    walk, _ = walk_over(page(-60 * 24 * 365))
    (first,) = walk.pages(None)
    walk, asked = walk_over(page())
    list(walk.pages(first.cursor))
    assert int(asked[0].since_id or 0) < int(snowflake_at(NOW))


def test_an_empty_first_page_does_not_hide_the_newest() -> None:
    walk, _ = walk_over(page(token="a"), page(5))
    *_, last = walk.pages(None)
    walk, asked = walk_over(page())
    list(walk.pages(last.cursor))
    assert asked[0].since_id is not None

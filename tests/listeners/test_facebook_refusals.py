"""What a refused list of a Facebook page costs, against the practice network."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest

from domain.errors import PermissionMissing
from domain.mention import Cursor, Page
from listeners.facebook_list_standing import REFUSALS
from listeners.facebook_page import FacebookPageListener, FacebookPageSettings
from tests.listeners.contract import ids, walk
from tests.platforms.practice import Practice

POSTS = 6
Publish = Callable[..., str]


@pytest.fixture
def publish(practice: Practice) -> Publish:
    return lambda text, **more: practice.publish(text, network="facebook", **more)


def listener(practice: Practice) -> FacebookPageListener:
    wanted = FacebookPageSettings(page_size=2)
    return FacebookPageListener(practice.facebook_page(), wanted, now=practice.now)


def refused(poll: FacebookPageListener, cursor: Cursor | None) -> list[Page]:
    """The pages of a poll that ends with a list refused."""
    pages: list[Page] = []
    with pytest.raises(PermissionMissing):
        pages += poll.poll(cursor)
    return pages


def test_a_list_that_stays_refused_makes_no_other_be_read_again(
    practice: Practice, publish: Publish
) -> None:
    posts = {publish(f"post {n}") for n in range(POSTS)}
    practice.wait(days=2)
    latest = publish("latest")
    practice.fail("status", network="facebook", path="/tagged", status=403, code=10)
    first = refused(listener(practice), None)
    assert ids(first) == {*posts, latest}
    practice.wait(days=2)
    new = publish("new")
    later = refused(listener(practice), first[-1].cursor)
    assert new in ids(later)
    assert posts.isdisjoint(ids(later))


def test_a_list_that_was_refused_for_days_is_read_from_where_it_was(
    practice: Practice, publish: Publish
) -> None:
    practice.fail("status", network="facebook", path="/tagged", status=403, code=10)
    cursor = refused(listener(practice), None)[-1].cursor
    missed = publish("Kestrelia!", kind="tagged")
    for _ in range(10):
        practice.wait(days=2)
        cursor = refused(listener(practice), cursor)[-1].cursor
    practice.heal()
    assert missed in ids(walk(listener(practice), cursor))


def test_a_list_that_is_refused_in_its_middle_goes_on_there(
    practice: Practice, publish: Publish
) -> None:
    posts = [publish(f"post {n}") for n in range(POSTS)]
    poll = listener(practice).poll(None)
    pages = [next(poll)]
    practice.fail("status", network="facebook", path="/visitor_posts", status=403, code=10)
    with pytest.raises(PermissionMissing):
        pages += poll
    practice.heal()
    assert not pages[-1].complete
    rest = walk(listener(practice), pages[-1].cursor)
    assert rest[-1].complete
    assert ids(pages) == set(posts[-2:])
    assert ids(rest) == set(posts[:-2])


def test_what_is_new_is_heard_though_a_place_further_down_stays_refused(
    practice: Practice, publish: Publish
) -> None:
    for n in range(POSTS):
        publish(f"post {n}")
    poll = listener(practice).poll(None)
    cursor = next(poll).cursor
    new = publish("new")
    practice.fail("status", network="facebook", path="/visitor_posts", status=403, code=10)
    for _ in range(REFUSALS):
        cursor = refused(listener(practice), cursor)[-1].cursor
    practice.heal()
    assert new in ids([next(listener(practice).poll(cursor))])


def test_a_cursor_of_an_earlier_version_goes_on_where_it_was(
    practice: Practice, publish: Publish
) -> None:
    posts = [publish(f"post {n}") for n in range(POSTS)]
    now = practice.now()
    here = json.loads(next(listener(practice).poll(None)).cursor)["lists"]["visitor_posts"]
    earlier = {
        "floor": (now - dt.timedelta(days=7)).isoformat(),
        "began": now.isoformat(),
        "heard": None,
        "at": "visitor_posts",
        "after": here["after"],
        "post": None,
        "comments": None,
        "hole": False,
    }
    pages = walk(listener(practice), Cursor(json.dumps(earlier)))
    assert pages[-1].complete
    assert ids(pages) == set(posts[:-2])


@pytest.mark.parametrize(
    "cursor",
    [
        '{"lists": 3}',
        '{"at": "nothing", "lists": {"feed": {"floor": "never"}}}',
        '{"at": "feed", "lists": {"feed": {"floor": "2026-01-01", "after": 3}}}',
        "[]",
    ],
)
def test_a_cursor_that_nobody_here_wrote_begins_anew(
    practice: Practice, publish: Publish, cursor: str
) -> None:
    post = publish("hello")
    assert post in ids(walk(listener(practice), Cursor(cursor)))

"""Old threads of a Facebook page, read without holding up what is new; the practice network."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from itertools import islice

import pytest

from domain.mention import Cursor
from listeners.facebook_page import FacebookPageListener, FacebookPageSettings
from tests.listeners.contract import ids, walk
from tests.platforms.practice import Practice

OLD = 40
FEW = 10
"""The fewest requests that a poll may be given."""
Publish = Callable[..., str]


@pytest.fixture
def publish(practice: Practice) -> Publish:
    return lambda text, **more: practice.publish(text, network="facebook", **more)


def listener(practice: Practice, **settings: int) -> FacebookPageListener:
    wanted = FacebookPageSettings.model_validate({"page_size": 2} | settings)
    return FacebookPageListener(practice.facebook_page(), wanted, now=practice.now)


def an_old_page(practice: Practice, publish: Publish) -> tuple[list[str], Cursor]:
    """Posts that were all read days ago, and where the listener stands."""
    posts = [publish(f"post {n}") for n in range(OLD)]
    practice.wait(days=2)
    publish("latest")
    cursor = walk(listener(practice))[-1].cursor
    practice.wait(days=2)
    return posts, cursor


def test_what_is_new_is_heard_on_each_poll_though_the_old_threads_take_many(
    practice: Practice, publish: Publish
) -> None:
    posts, cursor = an_old_page(practice, publish)
    comment = publish("and now?", reply_to_external_id=posts[0])
    heard: set[str] = set()
    for n in range(3):
        new = publish(f"new {n}")
        pages = list(listener(practice, max_requests=FEW).poll(cursor))
        heard |= ids(pages)
        assert new in ids(pages)
        cursor = pages[-1].cursor
    assert comment not in heard
    assert comment in ids(walk(listener(practice), cursor))


def test_a_poll_that_stops_among_the_old_threads_is_not_complete(
    practice: Practice, publish: Publish
) -> None:
    _, cursor = an_old_page(practice, publish)
    pages = list(listener(practice, max_requests=FEW).poll(cursor))
    assert not pages[-1].complete
    assert walk(listener(practice), pages[-1].cursor)[-1].complete


def test_old_threads_go_on_where_they_were(practice: Practice, publish: Publish) -> None:
    _, cursor = an_old_page(practice, publish)
    polls = 0
    while True:
        polls += 1
        pages = list(listener(practice, max_requests=FEW).poll(cursor))
        cursor = pages[-1].cursor
        if pages[-1].complete:
            break
        assert polls < OLD
    assert polls > 1


def test_what_moved_above_while_the_feed_was_being_read_is_not_passed_over(
    practice: Practice, publish: Publish
) -> None:
    """The feed's second page is read before its thread moves, and is hidden by the first after."""
    deep, cursor = an_old_page(practice, publish)
    passed = [publish(f"passed {n}") for n in range(4)]
    practice.wait(days=1)
    for n in range(4):
        publish(f"hiding {n}")
    practice.wait(days=1)
    publish("on top")
    poll = listener(practice, page_size=1).poll(cursor)
    feed = (page for page in poll if json.loads(page.cursor)["at"] == "feed")
    *_, page = islice(feed, 9)
    cursor = page.cursor
    practice.wait(hours=5)
    comment = publish("and now?", reply_to_external_id=passed[3])
    practice.wait(hours=5)
    publish("deep", reply_to_external_id=deep[0])
    first = walk(listener(practice), cursor)
    assert comment in ids(first + walk(listener(practice), first[-1].cursor))


@pytest.mark.parametrize("seed", range(12))
def test_whatever_comes_while_polls_break_off_everywhere_is_heard_in_the_end(
    practice: Practice, publish: Publish, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311
    posts = [publish(f"post {n}") for n in range(6)]
    published, heard, cursor = set(posts), set[str](), None
    for n in range(60):
        match chance.randrange(5):
            case 0:
                posts.append(publish(f"new {n}", kind=chance.choice(["visitor_post", "tagged"])))
                published.add(posts[-1])
            case 1:
                published.add(publish(f"more {n}", reply_to_external_id=chance.choice(posts)))
            case 2:
                practice.wait(hours=chance.choice([0.01, 1, 9]))
            case _:
                pages = list(islice(listener(practice).poll(cursor), chance.randrange(12)))
                heard |= ids(pages)
                cursor = pages[-1].cursor if pages else cursor
    for _ in range(2):
        pages = walk(listener(practice), cursor)
        heard |= ids(pages)
        cursor = pages[-1].cursor
    assert published <= heard

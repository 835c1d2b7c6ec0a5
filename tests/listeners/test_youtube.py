"""Listening to comments on YouTube, and to the replies below them."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import ClassVar

import pytest

from domain.errors import RateLimited
from listeners.youtube_comments import YouTubeCommentsListener, YouTubeCommentsSettings
from platforms.meter import Meter, metering
from platforms.youtube import ENDPOINT, QUOTA
from tests.listeners.contract import ListenerContract, ids, mentions, walk
from tests.platforms.youtube_network import YouTubeNetwork, problem

SETTINGS = YouTubeCommentsSettings(page_size=10)


class TestYouTubeComments(ListenerContract):
    overlap: ClassVar[dt.timedelta] = dt.timedelta(hours=1)
    again: ClassVar[int] = 1  # the newest of those that were known

    @pytest.fixture
    def network(self, youtube: YouTubeNetwork) -> YouTubeNetwork:
        return youtube


class TestYouTubeReplies(ListenerContract):
    overlap: ClassVar[dt.timedelta] = dt.timedelta(hours=1)

    @pytest.fixture
    def network(self, youtube: YouTubeNetwork) -> YouTubeNetwork:
        return youtube.hearing_replies()


def test_a_reply_below_an_old_comment_is_heard(youtube: YouTubeNetwork) -> None:
    old = youtube.write("customer", "an old comment")
    for n in range(30):
        youtube.write("customer", f"newer {n}")
    network = youtube.hearing_replies()
    cursor = walk(network.listener())[-1].cursor
    youtube.wait(days=2)
    reply = youtube.write("copycat", "still broken", above=old.id)
    (found,) = mentions(walk(network.listener(), cursor))
    assert (found.external_id, found.conversation_id) == (reply.id, old.id)
    assert found.in_reply_to == old.id


def test_more_replies_than_come_with_a_thread_are_fetched(youtube: YouTubeNetwork) -> None:
    top = youtube.write("customer", "me first")
    replies = {youtube.write("customer", f"me too {n}", above=top.id).id for n in range(230)}
    assert ids(walk(youtube.hearing_replies().listener())) == replies


def test_a_thread_in_which_nothing_happened_costs_nothing_more(youtube: YouTubeNetwork) -> None:
    top = youtube.write("customer", "me first")
    for n in range(30):
        youtube.write("customer", f"me too {n}", above=top.id)
    network = youtube.hearing_replies()
    cursor = walk(network.listener())[-1].cursor
    youtube.wait(hours=2)
    cursor = walk(network.listener(), cursor)[-1].cursor  # the overlap once more
    before = youtube.requests()
    pages = walk(network.listener(page_size=10), cursor)
    assert youtube.requests() - before == 1
    assert not ids(pages)


def test_an_edited_reply_is_read_again(youtube: YouTubeNetwork) -> None:
    top = youtube.write("customer", "hello")
    reply = youtube.write("customer", "before", above=top.id)
    network = youtube.hearing_replies()
    cursor = walk(network.listener())[-1].cursor
    youtube.wait(days=1)
    reply.text, reply.updated = "after", youtube.hands()
    (found,) = mentions(walk(network.listener(), cursor))
    assert found.text == "after"


def test_our_own_reply_is_ours(youtube: YouTubeNetwork) -> None:
    top = youtube.write("customer", "hello")
    ours = youtube.write(youtube.brand, "hello yourself", above=top.id)
    pages = walk(youtube.hearing_replies().listener())
    (found,) = (one for page in pages for one in page.mentions)
    assert found.by_brand
    assert (found.external_id, found.in_reply_to) == (ours.id, top.id)


@pytest.mark.parametrize("to_replies", [False, True])
def test_a_place_that_youtube_has_forgotten_begins_anew(
    youtube: YouTubeNetwork, to_replies: bool
) -> None:
    network = youtube.hearing_replies() if to_replies else youtube
    for n in range(12):
        network.write("customer", f"thread {n}", comment_id=f"t{n}")
    published = {f"t{n}" for n in range(12)}
    if to_replies:
        published = {network.write("copycat", "me too", above=f"t{n}").id for n in range(12)}
    first = next(iter(network.listener().poll(None)))
    youtube.forgets.append(True)
    assert ids([first, *walk(network.listener(), first.cursor)]) == published


def test_a_comment_that_takes_no_replies_says_so(youtube: YouTubeNetwork) -> None:
    open_one, closed = (youtube.write("customer", f"hello {n}") for n in range(2))
    youtube.closed.add(closed.id)
    found = {one.external_id: one.raw["canReply"] for one in mentions(walk(youtube.listener()))}
    assert found == {open_one.id: True, closed.id: False}


def test_units_are_counted_and_end_where_those_for_replies_begin(youtube: YouTubeNetwork) -> None:
    for n in range(25):
        youtube.write("customer", f"hello {n}")
    account = youtube.account(units_for_listening=4)
    made = YouTubeCommentsListener(account, SETTINGS, now=youtube.now)
    with metering(Meter(now=youtube.now)) as meter:
        first = list(made.poll(None))
        left = meter.limits[ENDPOINT, QUOTA]
        assert (left.remaining, left.most) == (1, 4)
        assert first[-1].complete
        list(islice(made.poll(None), 1))
        with pytest.raises(RateLimited) as caught:
            next(iter(made.poll(None)))
        assert caught.value.retry_at == left.resets_at
    assert left.resets_at is not None
    assert dt.timedelta(0) < left.resets_at - youtube.now() <= dt.timedelta(hours=25)


def test_a_spent_quota_says_when_it_begins_anew(youtube: YouTubeNetwork) -> None:
    listener = youtube.listener()
    youtube.trouble[0].status = lambda _code: problem(403, "quotaExceeded")
    youtube.fail("status", status=403)
    with pytest.raises(RateLimited, match="quota of the day") as caught:
        walk(listener)
    assert caught.value.retry_at is not None
    assert caught.value.retry_at.minute == 0
    assert caught.value.retry_at > youtube.now()

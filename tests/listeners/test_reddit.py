"""Listening to Reddit: the inbox, subreddits with keyword rules, what we write ourselves."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

import pytest

from domain.coverage import Span
from domain.mention import IncomingMention
from listeners.reddit_own_posts import RedditOwnPostsListener, RedditOwnPostsSettings
from listeners.reddit_subreddits import RedditSubredditsListener, RedditSubredditsSettings
from tests.listeners.contract import ListenerContract, ids, mentions, walk
from tests.platforms.reddit_network import REACH, RedditNetwork


class TestRedditInbox(ListenerContract):
    overlap: ClassVar[dt.timedelta] = dt.timedelta(minutes=20)
    again: ClassVar[int] = 10  # a page that is read is read whole: what was approved late is there

    @pytest.fixture
    def network(self, reddit: RedditNetwork) -> RedditNetwork:
        return reddit


def test_subreddits_are_read_and_judged_by_the_rule(reddit: RedditNetwork) -> None:
    heard = {reddit.write("customer", f"Kestrelia is late {n}").name for n in range(7)}
    heard |= {reddit.write("customer", "why?", title="Kestrelia").name}
    heard |= {reddit.write("customer", "anything", subreddit="kestrelia").name}
    reddit.write("customer", "another one is late")
    reddit.write("customer", "kestrelia, a bird")
    reddit.write("customer", "Kestrelia in another subreddit", subreddit="planes")
    settings = RedditSubredditsSettings(
        subreddits=("trains", "kestrelia"), own=("Kestrelia",), include=("kestrelia",),
        exclude=("bird",), page_size=3,
    )  # fmt: skip
    listener = RedditSubredditsListener(reddit.account(), settings, now=reddit.now)
    assert ids(walk(listener)) == heard


def test_what_we_write_is_ours_and_names_what_it_answers(reddit: RedditNetwork) -> None:
    asked = reddit.write("customer", "Where is my train?", title="Late")
    comment = reddit.write("customer", "anybody?", above=asked.name)
    answer = reddit.write(reddit.brand, "Platform 3", above=comment.name)
    reddit.write("copycat", "Platform 3", above=comment.name)
    settings = RedditOwnPostsSettings(page_size=10)
    listener = RedditOwnPostsListener(reddit.account(), settings, now=reddit.now)
    (found,) = (one for page in walk(listener) for one in page.mentions)
    assert found.by_brand
    assert found.external_id == answer.name
    assert found.in_reply_to == comment.name
    assert found.conversation_id == asked.name


def test_a_message_in_the_inbox_is_no_mention(reddit: RedditNetwork) -> None:
    thing = reddit.things[reddit.publish("hello")]
    thing.data["name"] = "t4_" + thing.data["id"]
    assert not list(mentions(walk(reddit.listener())))


@pytest.mark.parametrize("words", ["[deleted]", "[removed]"])
def test_a_shell_of_what_was_deleted_is_no_mention_and_no_edit_but_told(
    reddit: RedditNetwork, words: str
) -> None:
    shell, there = (reddit.publish(f"hello {n}") for n in range(2))
    reddit.things[shell].data["body"] = words
    pages = walk(reddit.listener())
    assert ids(pages) == {there}
    assert [one for page in pages for one in page.gone] == [shell]
    assert not any(page.skipped for page in pages)


def test_an_edit_within_the_overlap_is_read_again(reddit: RedditNetwork) -> None:
    item = reddit.publish("before")
    cursor = walk(reddit.listener())[-1].cursor
    reddit.wait(minutes=5)
    reddit.things[item].data |= {"body": "after", "edited": reddit.hands()}
    (found,) = mentions(walk(reddit.listener(), cursor))
    assert found.text == "after"
    assert found.raw["edited"]


def test_a_place_that_was_deleted_meanwhile_ends_nothing(reddit: RedditNetwork) -> None:
    published = [reddit.publish(f"post {n}") for n in range(25)]
    first = next(iter(reddit.listener().poll(None)))
    last = min(one.external_id for one in first.mentions)
    reddit.things[last].delete()
    pages = walk(reddit.listener(), first.cursor)
    assert ids([first, *pages]) == set(published)


def test_a_place_of_which_nothing_is_left_begins_anew(reddit: RedditNetwork) -> None:
    published = [reddit.publish(f"post {n}") for n in range(25)]
    first = next(iter(reddit.listener().poll(None)))
    for one in first.mentions:
        reddit.things[one.external_id].delete()
    pages = walk(reddit.listener(), first.cursor)
    assert ids([first, *pages]) == set(published)


def test_a_burst_beyond_what_reddit_lists_is_a_hole_that_is_shown(reddit: RedditNetwork) -> None:
    reddit.publish("before")
    cursor = walk(reddit.listener())[-1].cursor
    began = reddit.now()
    reddit.wait(minutes=1)
    for n in range(300):
        reddit.publish(f"lost {n}")
    reddit.wait(minutes=1)
    oldest_shown = reddit.now()
    shown = {reddit.publish(f"shown {n}") for n in range(REACH)}
    reddit.wait(minutes=1)
    pages = walk(reddit.listener(page_size=100), cursor)
    assert ids(pages) == shown
    (gap,) = (gap for page in pages for gap in page.gaps)
    until = oldest_shown.replace(microsecond=0)
    assert gap.final
    assert gap.span == Span(since=began, until=until)
    assert [one.reason for page in pages for one in page.skipped] == [gap.reason]


@pytest.mark.parametrize("number", [REACH - 1, 40])
def test_a_burst_that_reddit_lists_whole_is_no_hole(reddit: RedditNetwork, number: int) -> None:
    reddit.publish("before")
    cursor = walk(reddit.listener())[-1].cursor
    reddit.wait(minutes=1)
    for n in range(number):
        reddit.publish(f"shown {n}")
    pages = walk(reddit.listener(page_size=100), cursor)
    assert len(ids(pages)) == number + 1
    assert not [gap for page in pages for gap in page.gaps]


def test_a_thread_that_is_locked_says_so(reddit: RedditNetwork) -> None:
    reddit.things[reddit.publish("hello")].data["locked"] = True
    (found,) = (one for page in walk(reddit.listener()) for one in page.mentions)
    assert isinstance(found, IncomingMention)
    assert found.raw["locked"] is True

"""Listening to feeds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain import gate
from domain.errors import PlatformUnavailable
from domain.mention import FEED, Page
from domain.reply import ReplyKind
from listeners.feed import FeedSettings
from platforms.feed import parsed
from tests.domain.builders import NOW, target
from tests.listeners.contract import ListenerContract, ids, mentions, walk
from tests.platforms.feed_network import FeedNetwork


class TestFeeds(ListenerContract):
    @pytest.fixture
    def network(self, feeds: FeedNetwork) -> FeedNetwork:
        return feeds


def test_only_what_names_the_brand_is_heard(feeds: FeedNetwork) -> None:
    heard = feeds.publish("trains are late")
    feeds.publish("a bird of prey")
    found = walk(feeds.listener(include=["kestrelia"], exclude=["bird"]))
    assert ids(found) == {heard}
    assert not ids(walk(feeds.listener(include=["another"])))


def test_an_entry_says_what_and_who(feeds: FeedNetwork) -> None:
    feeds.publish("1 < 2 & 3")
    (found,) = mentions(walk(feeds.listener()))
    assert found.text == "News\n\nKestrelia: 1 < 2 & 3"
    assert (found.author.display_name, found.language) == ("Daily", "en")
    assert found.published_at == feeds.now().replace(microsecond=0)


def test_an_article_that_was_rewritten_comes_with_its_new_words(feeds: FeedNetwork) -> None:
    published = feeds.publish("trains are late")
    cursor = walk(feeds.listener())[-1].cursor
    feeds.entries[0] = replace(feeds.entries[0], text="Kestrelia: trains are on time")
    (again,) = mentions(walk(feeds.listener(), cursor))
    assert again.external_id == published
    assert again.text.endswith("trains are on time")


def test_old_articles_of_a_new_feed_are_left_alone(feeds: FeedNetwork) -> None:
    feeds.publish("last year", lie=-365 * 86400)
    new = feeds.publish("today")
    assert ids(walk(feeds.listener())) == {new}


def test_a_feed_that_moved_on_too_far_says_so(feeds: FeedNetwork) -> None:
    short = replace(feeds, shows=3)
    feeds.trouble[0].app = short.serve().app
    for n in range(4):
        feeds.publish(f"post {n}")
    cursor = walk(feeds.listener())[-1].cursor
    for n in range(10):
        feeds.publish(f"later {n}")
    skipped = [one for page in walk(feeds.listener(), cursor) for one in page.skipped]
    assert len(skipped) == 2
    assert all("not seen" in one.reason for one in skipped)


def test_one_dead_feed_leaves_the_others_alone_and_is_told(feeds: FeedNetwork) -> None:
    published = feeds.publish("hello")
    listener = feeds.listener(urls=["http://127.0.0.1:9/feed.xml", *feeds.feeds])
    seen: list[Page] = []
    with pytest.raises(PlatformUnavailable, match=r"127\.0\.0\.1"):
        seen += listener.poll(None)
    assert published in ids(seen)
    assert not any(page.complete for page in seen)


def test_a_feed_is_never_answered_and_that_is_said_before_anyone_types() -> None:
    verdict = gate.check(target(platform=FEED), ReplyKind.PUBLIC, "hello", now=NOW)
    assert not verdict.allowed
    assert "cannot be answered" in verdict.problems[0]


@pytest.mark.parametrize("wrong", [{"urls": ["news.example/feed"]}, {"urls": []}, {"include": []}])
def test_settings_that_cannot_work_are_refused(wrong: dict[str, list[str]]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        FeedSettings.model_validate({"urls": ["https://a.example"], "include": ["a"]} | wrong)


@pytest.mark.parametrize("reference", ["&#x110000;", "&#99999999999;", "&#" + "9" * 5_000 + ";"])
def test_a_reference_to_no_character_costs_no_entry(reference: str) -> None:
    body = f"""<rss version="2.0"><channel><title>News</title>
    <item><guid>a</guid><title>one {reference}</title></item>
    <item><guid>b</guid><title>two &#x41;</title></item></channel></rss>"""
    found = parsed(body.encode(), {}, "n.test").entries
    assert [entry["title"] for entry in found] == ["one \ufffd", "two A"]

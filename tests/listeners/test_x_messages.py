"""Listening to direct messages on X."""

from __future__ import annotations

import datetime as dt

import pytest

from domain.errors import PermissionMissing, RateLimited
from domain.mention import MentionKind, Page
from listeners.x_messages import XMessagesListener, read_message
from platforms.meter import Meter, metering
from platforms.x_posts import XPage
from sandbox.limits import Limits
from tests.listeners.contract import ListenerContract, ids, mentions, walk
from tests.platforms.practice import Practice
from tests.platforms.x_network import XMessages, XNetwork


@pytest.fixture
def network(practice: Practice) -> XMessages:
    practice.world.x_limits = Limits(window=0.0)  # 15 in a quarter of an hour would be too few
    return XMessages(practice)


class TestXMessages(ListenerContract):
    @pytest.fixture
    def network(self, practice: Practice) -> XMessages:
        practice.world.x_limits = Limits(window=0.0)
        return XMessages(practice)


def test_a_conversation_is_heard_from_both_sides(network: XMessages) -> None:
    first = network.target("my parcel is lost")
    network.says(first, "Which number is it?", brand=True)
    found = [one for page in walk(network.listener()) for one in page.mentions]
    assert {one.kind for one in found} == {MentionKind.MESSAGE}
    assert len({one.conversation_id for one in found}) == 1
    assert [one.by_brand for one in found] == [True, False]


def test_who_writes_a_message_is_who_wrote_the_post(network: XMessages) -> None:
    public = XNetwork(network.practice)
    public.publish("my parcel is lost", person="ann")
    network.publish("it is number 7", person="ann")
    (post,) = mentions(walk(public.listener()))
    (message,) = mentions(walk(network.listener()))
    assert message.author.external_id == post.author.external_id
    assert message.external_id != post.external_id


def test_what_was_read_before_is_charged_and_not_given_again(network: XMessages) -> None:
    old = {network.publish(f"old {n}") for n in range(3)}
    network.wait(hours=2)
    overlap = network.publish("the last one")
    cursor = walk(network.listener())[-1].cursor
    network.wait(hours=2)
    new = network.publish("new")
    with metering(Meter(now=network.now)) as meter:
        pages = walk(network.listener(), cursor)
    assert ids(pages) == {overlap, new}
    assert len(meter.reads["dm_read"]) == len(old) + 2
    assert len(meter.reads["user_read"]) == 1


def test_after_more_than_thirty_days_there_is_a_hole(network: XMessages) -> None:
    network.publish("before")
    cursor = walk(network.listener())[-1].cursor
    network.wait(days=20)
    network.publish("lost: nobody listened, and X lists it no more")
    network.wait(days=31)
    heard = network.publish("after")
    pages = walk(network.listener(), cursor)
    assert ids(pages) == {heard}
    (gap,) = (gap for page in pages for gap in page.gaps)
    assert "list of messages has forgotten" in gap.reason
    assert gap.span.until - gap.span.since > dt.timedelta(days=30)


def test_the_limit_of_fifteen_is_met_and_the_walk_goes_on_behind_it(practice: Practice) -> None:
    network = XMessages(practice)
    published = {network.publish(f"hello {n}") for n in range(200)}
    seen: list[Page] = []
    with metering(Meter(now=network.now)), pytest.raises(RateLimited) as caught:
        seen += network.listener().poll(None)
    assert caught.value.retry_at is not None
    assert network.requests() == 15
    network.wait(minutes=16)
    assert ids(seen) | ids(walk(network.listener(), seen[-1].cursor)) == published


def test_an_app_without_the_account_hears_no_messages(practice: Practice) -> None:
    keys = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
    token = practice.world.credentials.x.bearer_token
    account = practice.x_account(bearer_token=token, **dict.fromkeys(keys))
    network = XMessages(practice)
    listener = XMessagesListener(account, network.settings(), now=network.now)
    with pytest.raises(PermissionMissing):
        walk(listener)


def test_a_picture_without_words_says_so(network: XMessages) -> None:
    event = {"id": "1900000000000000000", "dm_conversation_id": "1-2", "sender_id": "1"}
    attached = event | {"attachments": {"media_keys": ["3_1"]}}
    page, account = XPage(posts=()), network.practice.x_account()
    assert getattr(read_message(attached, page, account), "text", None) == "(an attachment)"
    assert getattr(read_message(event, page, account), "reason", None)

"""The listener on Instagram, against the practice network."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.errors import EndpointRetired, PermissionMissing
from domain.mention import INSTAGRAM, Cursor, IncomingMention, MentionKind, Page
from listeners.facebook_standing import TOP
from tests.listeners.contract import Network, ids, walk
from tests.listeners.test_facebook_messages import InboxContract
from tests.platforms.instagram_network import InstagramNetwork
from tests.platforms.meta_inbox_network import DirectNetwork
from tests.platforms.practice import Practice


class TestTags(InboxContract):
    """A week of them is read each time: a medium may be tagged long after it was published."""

    again = 12

    @pytest.fixture
    def network(self, practice: Practice) -> InstagramNetwork:
        return InstagramNetwork(practice)


class TestComments(InboxContract):
    """All below one medium of ours."""

    again = TOP

    @pytest.fixture
    def network(self, practice: Practice) -> InstagramNetwork:
        medium = practice.publish("", network="instagram", kind="own", person="brand")
        return InstagramNetwork(practice, kind="comment", under=medium)


class TestReplies(InboxContract):
    """All below one comment: with the first of them, or asked for."""

    @pytest.fixture
    def network(self, practice: Practice) -> InstagramNetwork:
        medium = practice.publish("", network="instagram", kind="own", person="brand")
        top = practice.publish(
            "hello", network="instagram", reply_to_external_id=medium, person="brand"
        )
        return InstagramNetwork(practice, kind="comment", under=top)

    @pytest.mark.parametrize("years", [10])
    def test_a_lying_clock_hides_nothing(self, network: Network, years: int) -> None:
        """Instagram writes the time; one that lies backwards is lost among old replies."""
        super().test_a_lying_clock_hides_nothing(network, years)


class TestDirect(InboxContract):
    @pytest.fixture
    def network(self, practice: Practice) -> DirectNetwork:
        return DirectNetwork(practice)


Publish = Callable[..., str]


@pytest.fixture
def network(practice: Practice) -> InstagramNetwork:
    return InstagramNetwork(practice)


@pytest.fixture
def publish(practice: Practice) -> Publish:
    return lambda text, **more: practice.publish(text, network="instagram", **more)


def everything(
    network: InstagramNetwork, cursor: Cursor | None = None, **settings: object
) -> dict[str, IncomingMention]:
    pages = walk(network.listener(**settings), cursor)
    return {mention.external_id: mention for page in pages for mention in page.mentions}


def test_comments_replies_and_tags_are_told_as_instagram_knows_them(
    network: InstagramNetwork, publish: Publish
) -> None:
    medium = publish("our new kettle", kind="own", person="brand")
    comment = publish("it leaks", reply_to_external_id=medium, person="anna")
    ours = publish("sorry!", kind="comment", person="brand", reply_to_external_id=comment)
    nested = publish("still", reply_to_external_id=ours, person="anna")
    tag = publish("my kettle", kind="tagged", person="ben")
    named = publish("thanks @kestrelia", kind="tagged", person="ben")
    found = everything(network)
    assert set(found) == {medium, comment, ours, nested, tag, named}
    assert {one.platform for one in found.values()} == {INSTAGRAM}
    assert [found[one].in_reply_to for one in (comment, ours, nested)] == [medium, comment, comment]
    assert {found[one].conversation_id for one in (comment, ours, nested)} == {medium}
    assert [found[one].by_brand for one in (medium, comment, ours)] == [True, False, True]
    assert [found[one].kind for one in (comment, tag)] == [MentionKind.COMMENT, MentionKind.POST]
    assert [found[one].summoned for one in (comment, tag, named)] == [True, False, True]
    assert found[comment].author.handle == "anna"
    assert [hung.url for hung in found[tag].attachments] == [found[tag].url]
    assert found[comment].attachments == ()
    assert found[comment].url == found[medium].url != found[tag].url


def later(network: InstagramNetwork, publish: Publish, cursor: Cursor) -> Cursor:
    """Three hours on, when Instagram has told of a time near now."""
    network.wait(hours=3)
    publish("something else", kind="own", person="brand")
    return walk(network.listener(), cursor)[-1].cursor


def test_a_reply_to_an_old_comment_far_below_is_found(
    network: InstagramNetwork, publish: Publish
) -> None:
    medium = publish("our new kettle", kind="own", person="brand")
    old = publish("it leaks", reply_to_external_id=medium)
    for n in range(60):
        publish(f"nice {n}", reply_to_external_id=medium)
    cursor = later(network, publish, walk(network.listener())[-1].cursor)
    nested = publish("mine too", reply_to_external_id=old)
    assert nested in everything(network, cursor)


def test_one_that_came_while_another_went_is_found_when_all_is_read_again(
    network: InstagramNetwork, publish: Publish
) -> None:
    medium = publish("our new kettle", kind="own", person="brand")
    old = publish("it leaks", reply_to_external_id=medium)
    gone = publish("nonsense", reply_to_external_id=medium)
    for n in range(30):
        publish(f"nice {n}", reply_to_external_id=medium)
    cursor = later(network, publish, walk(network.listener())[-1].cursor)
    network.practice.delete(gone)
    nested = publish("mine too", reply_to_external_id=old)
    pages = walk(network.listener(), cursor)
    assert nested not in ids(pages)
    network.wait(hours=22)
    assert nested in everything(network, pages[-1].cursor)


def test_what_is_read_again_brings_no_comment_from_before_we_listened(
    network: InstagramNetwork, publish: Publish
) -> None:
    medium = publish("our new kettle", kind="own", person="brand")
    for n in range(30):
        publish(f"nice {n}", reply_to_external_id=medium)
    network.wait(days=10)
    cursor = walk(network.listener())[-1].cursor
    network.wait(days=2)
    assert ids(walk(network.listener(), cursor)) <= set()


def test_a_new_comment_below_an_old_medium_is_heard(
    network: InstagramNetwork, publish: Publish
) -> None:
    medium = publish("our new kettle", kind="own", person="brand")
    cursor = walk(network.listener())[-1].cursor
    for day in range(1, 26):
        network.wait(days=1)
        publish(f"news of day {day}", kind="own", person="brand")
        cursor = walk(network.listener(), cursor)[-1].cursor
    comment = publish("late to the party", reply_to_external_id=medium)
    assert comment in everything(network, cursor)


def test_a_quiet_account_costs_one_request_a_list(
    network: InstagramNetwork, publish: Publish
) -> None:
    medium = publish("our new kettle", kind="own", person="brand")
    for n in range(60):
        publish(f"nice {n}", reply_to_external_id=medium)
    cursor = walk(network.listener())[-1].cursor
    before = network.requests()
    walk(network.listener(), cursor)
    assert network.requests() - before == 2


def test_a_list_that_is_refused_does_not_deafen_the_other(
    network: InstagramNetwork, publish: Publish
) -> None:
    medium = publish("our new kettle", kind="own", person="brand")
    heard = publish("it leaks", reply_to_external_id=medium)
    missed = publish("Kestrelia!", kind="tagged")
    network.fail("status", path="/tags", status=403, code=10)
    pages: list[Page] = []
    with pytest.raises(PermissionMissing):
        pages += network.listener().poll(None)
    assert ids(pages) == {heard}
    assert not pages[-1].complete
    network.heal()
    network.wait(days=2)
    assert missed in everything(network, pages[-1].cursor)


def test_a_list_that_stays_refused_makes_the_other_not_be_read_again(
    network: InstagramNetwork, publish: Publish
) -> None:
    medium = publish("our new kettle", kind="own", person="brand")
    old = {publish(f"it leaks {n}", reply_to_external_id=medium) for n in range(9)}
    network.wait(days=2)
    latest = publish("still", reply_to_external_id=medium)
    network.fail("status", path="/tags", status=403, code=10)
    cursor, found = None, []
    for _ in range(3):
        pages: list[Page] = []
        with pytest.raises(PermissionMissing):
            pages += network.listener().poll(cursor)
        cursor = pages[-1].cursor
        found.append(ids(pages))
        network.wait(hours=1)
        latest = publish("hello?", reply_to_external_id=medium)
    assert found[0] > old
    assert len(found[1] & old) < TOP
    assert found[2].isdisjoint(old)
    network.heal()
    assert latest in everything(network, cursor)


def test_what_was_tagged_while_its_list_was_refused_is_heard_afterwards(
    network: InstagramNetwork, publish: Publish
) -> None:
    network.fail("status", path="/tags", status=403, code=10)
    missed = publish("Kestrelia!", kind="tagged")
    cursor = None
    for _ in range(10):
        pages: list[Page] = []
        with pytest.raises(PermissionMissing):
            pages += network.listener().poll(cursor)
        cursor = pages[-1].cursor
        network.wait(days=2)
    network.heal()
    assert missed in everything(network, cursor)


def test_a_list_that_was_retired_is_named(network: InstagramNetwork) -> None:
    network.fail("status", path="/tags", status=400, code=12)
    with pytest.raises(EndpointRetired):
        walk(network.listener())
    walk(network.listener(lists=["media"]))


def test_a_poll_that_has_used_its_requests_goes_on_next_time(
    network: InstagramNetwork, publish: Publish
) -> None:
    medium = publish("our new kettle", kind="own", person="brand")
    comments = {publish(f"comment {n}", reply_to_external_id=medium) for n in range(60)}
    first = list(network.listener(page_size=2, max_requests=10).poll(None))
    assert not first[-1].complete
    second = walk(network.listener(page_size=2), first[-1].cursor)
    assert ids([*first, *second]) == comments

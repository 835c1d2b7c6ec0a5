"""The listener on Messenger, against the practice network."""

from __future__ import annotations

import pytest

from domain.errors import PermissionMissing, RateLimited
from domain.mention import FACEBOOK, MentionKind
from domain.private_message import private_thread
from tests.listeners.contract import ListenerContract, Network, ids, mentions, walk
from tests.platforms.meta_inbox_network import MessengerNetwork
from tests.platforms.practice import Practice


class InboxContract(ListenerContract):
    """The last conversation before the overlap is read again; no time when a limit ends is told."""

    again = 1

    def check_retry_at(self, error: RateLimited, network: Network) -> None:
        assert error.retry_at is None


class TestManyPeople(InboxContract):
    @pytest.fixture
    def network(self, practice: Practice) -> MessengerNetwork:
        return MessengerNetwork(practice)


class TestOnePersonWhoWritesMuch(InboxContract):
    """All in one conversation; its newest are taken whatever their time says."""

    again = 3

    @pytest.fixture
    def network(self, practice: Practice) -> MessengerNetwork:
        return MessengerNetwork(practice, person="anna")


@pytest.fixture
def network(practice: Practice) -> MessengerNetwork:
    return MessengerNetwork(practice)


def test_a_message_is_told_as_a_private_mention(network: MessengerNetwork) -> None:
    message = network.publish("Where is my parcel?", person="anna")
    (found,) = mentions(walk(network.listener()))
    anna = network.account_of("anna")
    assert (found.platform, found.kind, found.external_id) == (
        FACEBOOK,
        MentionKind.MESSAGE,
        message,
    )
    assert (found.author.external_id, found.author.display_name) == (anna, "anna")
    assert found.conversation_id == private_thread(anna)
    assert "/inbox/" in found.url


def test_what_we_write_there_by_hand_is_ours_and_in_her_thread(network: MessengerNetwork) -> None:
    network.publish("Where is my parcel?", person="anna")
    answer = network.write("On its way.", person="anna", by_brand=True)
    (found,) = [one for page in walk(network.listener()) for one in page.mentions if one.by_brand]
    assert found.external_id == answer
    assert found.conversation_id == private_thread(network.account_of("anna"))


def test_an_old_conversation_that_moves_is_read_and_no_other(network: MessengerNetwork) -> None:
    for n in range(12):
        network.publish(f"old {n}", person=f"person {n}")
    cursor = walk(network.listener())[-1].cursor
    network.wait(hours=3)
    cursor = walk(network.listener(), cursor)[-1].cursor
    new = network.publish("still nothing", person="person 3")
    assert ids(walk(network.listener(), cursor)) <= {new, *_of(network, 3), *_of(network, 11)}
    assert new in ids(walk(network.listener(), cursor))


def _of(network: MessengerNetwork, person: int) -> set[str]:
    mailbox = network.practice.world.mailbox
    return {one.external_id for one in mailbox if one.person == f"person {person}"}


def test_who_wrote_is_known_where_the_sender_is_not_told(network: MessengerNetwork) -> None:
    network.publish("Where is my parcel?", person="anna")
    network.write("On its way.", person="anna", by_brand=True)
    network.fail("no_from")
    found = [one for page in walk(network.listener()) for one in page.mentions]
    thread = private_thread(network.account_of("anna"))
    assert {(one.by_brand, one.conversation_id) for one in found} == {
        (True, thread),
        (False, thread),
    }


def test_a_lost_right_is_named(network: MessengerNetwork) -> None:
    network.fail("status", status=403, code=10)
    with pytest.raises(PermissionMissing):
        walk(network.listener())


def test_a_conversation_that_vanishes_while_we_read_is_skipped(network: MessengerNetwork) -> None:
    for n in range(30):
        network.publish(f"message {n}", person="anna")
    poll = network.listener().poll(None)
    pages = [next(poll)]
    network.fail("status", status=400, code=100, subcode=33, path="/messages")
    pages += poll
    network.heal()
    assert pages[-1].complete
    (skipped,) = [one for page in pages for one in page.skipped]
    assert "cannot be read" in skipped.reason


def test_a_place_that_was_forgotten_begins_the_conversation_again(
    network: MessengerNetwork,
) -> None:
    published = {network.publish(f"message {n}", person="anna") for n in range(30)}
    poll = network.listener().poll(None)
    pages = [next(poll)]
    network.fail("status", status=400, code=100, path="/messages", count=1)
    pages += poll
    assert ids(pages) == published

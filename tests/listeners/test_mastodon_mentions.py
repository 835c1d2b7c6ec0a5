"""Listening to Mastodon's notifications, on a server that was written by others."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

import pytest

from tests.listeners.contract import ListenerContract, mentions, walk
from tests.platforms.mastodon_network import MastodonNetwork


class TestMastodonMentions(ListenerContract):
    overlap: ClassVar[dt.timedelta] = dt.timedelta(minutes=10)

    @pytest.fixture
    def network(self, mastodon: MastodonNetwork) -> MastodonNetwork:
        return mastodon


def test_a_thread_is_one_conversation_however_deep(mastodon: MastodonNetwork) -> None:
    first = mastodon.write("customer", f"@{mastodon.brand} my parcel is lost")
    ours = mastodon.write("brand", f"@{mastodon.customer} which?", in_reply_to_id=first["id"])
    mastodon.write("customer", f"@{mastodon.brand} the red one", in_reply_to_id=ours["id"])
    found = list(mentions(walk(mastodon.listener())))
    assert {one.conversation_id for one in found} == {first["id"]}
    assert {one.in_reply_to for one in found} == {None, ours["id"]}


def test_words_come_without_markup_and_behind_their_warning(mastodon: MastodonNetwork) -> None:
    mastodon.write("customer", f"@{mastodon.brand} a < b &\n\nc", spoiler_text="rant")
    (found,) = mentions(walk(mastodon.listener()))
    assert found.text == f"rant\n\n@{mastodon.brand} a < b &\n\nc"


def test_a_boost_of_our_post_and_a_favourite_are_no_mentions(mastodon: MastodonNetwork) -> None:
    ours = mastodon.write("brand", "we are open again")
    for verb in ("reblog", "favourite"):
        mastodon._ask("POST", f"/api/v1/statuses/{ours['id']}/{verb}", "customer")
    assert not list(mentions(walk(mastodon.listener())))


def test_an_edit_within_the_overlap_comes_with_its_new_words(mastodon: MastodonNetwork) -> None:
    post = mastodon.write("customer", f"@{mastodon.brand} my parcel is lost")
    cursor = walk(mastodon.listener())[-1].cursor
    text = {"status": f"@{mastodon.brand} my parcel is here"}
    mastodon._ask("PUT", f"/api/v1/statuses/{post['id']}", "customer", json=text)
    (again,) = mentions(walk(mastodon.listener(), cursor))
    assert (again.external_id, again.text) == (post["id"], text["status"])

"""Answering reviews in the App Store and in Google Play."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.errors import ReplyNotAllowed
from domain.reply import ReplyKind
from tests.platforms.app_store_network import AppStoreNetwork
from tests.platforms.google_play_network import GooglePlayNetwork
from tests.responder.contract import ResponderContract

Store = AppStoreNetwork | GooglePlayNetwork


class TestAppStore(ResponderContract):
    many = 3  # a review's answer is asked for by the review

    @pytest.fixture
    def network(self, app_store: AppStoreNetwork) -> AppStoreNetwork:
        return app_store


class TestGooglePlay(ResponderContract):
    many = 3

    @pytest.fixture
    def network(self, google_play: GooglePlayNetwork) -> GooglePlayNetwork:
        return google_play


@pytest.fixture(params=["app_store", "google_play"])
def store(request: pytest.FixtureRequest) -> Store:
    made = request.getfixturevalue(request.param)
    assert isinstance(made, AppStoreNetwork | GooglePlayNetwork)
    return made


def test_a_later_answer_takes_the_place_of_the_first(store: Store) -> None:
    target = store.target()
    first, second = (store.outgoing(target, text) for text in ("We look.", "It is fixed."))
    one, other = (store.responder().post(reply) for reply in (first, second))
    assert one.external_id != other.external_id
    assert store.answers(target) == ["It is fixed."]
    assert store.responder().find(first) is None
    assert store.responder().find(second) == other


def test_what_the_store_breaks_into_other_lines_is_the_same_answer(store: Store) -> None:
    target = store.target()
    reply = store.outgoing(target, "Sorry.\n\nIt is fixed.")
    posted = store.responder().post(reply)
    store.answer(target.external_id, "Sorry. It is fixed.\n")
    found = store.responder().find(reply)
    assert found is not None
    assert found.external_id == posted.external_id


def test_our_own_answer_comes_back_under_the_id_that_it_was_sent_with(store: Store) -> None:
    reply = store.outgoing(store.target())
    posted = store.responder().post(reply)
    heard = [one for page in store.listener().poll(None) for one in page.mentions]
    assert [one.external_id for one in heard if one.by_brand] == [posted.external_id]


def test_a_review_has_no_private_answer(store: Store) -> None:
    reply = replace(store.outgoing(store.target()), kind=ReplyKind.PRIVATE)
    with pytest.raises(ReplyNotAllowed):
        store.responder().post(reply)

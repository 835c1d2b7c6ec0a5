"""Answering reviews in the App Store."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.errors import ReplyNotAllowed
from domain.reply import ReplyKind
from tests.platforms.app_store_network import AppStoreNetwork
from tests.responder.contract import ResponderContract


class TestAppStore(ResponderContract):
    many = 3  # a review's answer is asked for by the review

    @pytest.fixture
    def network(self, app_store: AppStoreNetwork) -> AppStoreNetwork:
        return app_store


def test_a_later_answer_takes_the_place_of_the_first(app_store: AppStoreNetwork) -> None:
    target = app_store.target()
    first, second = (app_store.outgoing(target, text) for text in ("We look.", "It is fixed."))
    one, other = (app_store.responder().post(reply) for reply in (first, second))
    assert one.external_id != other.external_id
    assert app_store.answers(target) == ["It is fixed."]
    assert app_store.responder().find(first) is None
    assert app_store.responder().find(second) == other


def test_what_the_store_breaks_into_other_lines_is_the_same_answer(
    app_store: AppStoreNetwork,
) -> None:
    target = app_store.target()
    reply = app_store.outgoing(target, "Sorry.\n\nIt is fixed.")
    posted = app_store.responder().post(reply)
    app_store.answer(target.external_id, "Sorry. It is fixed.\n")
    found = app_store.responder().find(reply)
    assert found is not None
    assert found.external_id == posted.external_id


def test_a_review_has_no_private_answer(app_store: AppStoreNetwork) -> None:
    reply = replace(app_store.outgoing(app_store.target()), kind=ReplyKind.PRIVATE)
    with pytest.raises(ReplyNotAllowed):
        app_store.responder().post(reply)

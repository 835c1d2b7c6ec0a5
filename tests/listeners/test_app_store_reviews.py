"""Listening to reviews in the App Store."""

from __future__ import annotations

import pytest

from domain.errors import AuthenticationFailed, ConfigurationError, PermissionMissing
from listeners.app_store_reviews import AppStoreReviewsListener, AppStoreReviewsSettings
from tests.listeners.contract import ids, walk
from tests.listeners.review_contract import ReviewContract, heard
from tests.platforms.app_store_network import AppStoreNetwork, problem


class TestAppStoreReviews(ReviewContract):
    again = 1  # of the very second of the floor

    @pytest.fixture
    def network(self, app_store: AppStoreNetwork) -> AppStoreNetwork:
        return app_store


def test_an_edited_review_comes_again_with_its_new_stars(app_store: AppStoreNetwork) -> None:
    review = app_store.write("it crashes", stars=1)
    first = walk(app_store.listener())
    app_store.reviews[review].stars = 4
    (found,) = walk(app_store.listener(), first[-1].cursor)[0].mentions
    assert (found.external_id, found.text) == (review, "★4/5\n\nit crashes")


def test_two_people_of_one_nickname_are_two(app_store: AppStoreNetwork) -> None:
    app_store.publish("one")
    app_store.publish("two")
    assert len({one.author.external_id for one in heard(app_store)}) == 2


def test_a_token_is_renewed_before_it_ends(app_store: AppStoreNetwork) -> None:
    listener = app_store.listener()
    walk(listener)
    app_store.wait(hours=1)
    published = app_store.publish("hello")
    assert ids(walk(listener)) == {published}


def test_a_wrong_app_is_a_setting_to_change(app_store: AppStoreNetwork) -> None:
    other = AppStoreReviewsListener(
        app_store.account(app_id="1"), AppStoreReviewsSettings(), now=app_store.now
    )
    with pytest.raises(ConfigurationError, match="Look at app_id"):
        walk(other)


def test_a_key_that_apple_does_not_know_is_told(app_store: AppStoreNetwork) -> None:
    other = AppStoreReviewsListener(
        app_store.account(key_id="OTHER"), AppStoreReviewsSettings(), now=app_store.now
    )
    with pytest.raises(AuthenticationFailed, match="key_id"):
        walk(other)


def test_a_key_without_the_role_says_which_one_it_needs(app_store: AppStoreNetwork) -> None:
    app_store.trouble[0].status = lambda _: problem(403, "FORBIDDEN_ERROR")
    app_store.fail("status", status=403)
    with pytest.raises(PermissionMissing, match="Customer Support"):
        walk(app_store.listener())

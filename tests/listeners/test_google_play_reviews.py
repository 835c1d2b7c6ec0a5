"""Listening to reviews in Google Play."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from domain.errors import ConfigurationError
from listeners.google_play_reviews import GooglePlayReviewsListener, GooglePlayReviewsSettings
from tests.listeners.contract import ids, walk
from tests.listeners.review_contract import ReviewContract, heard
from tests.platforms.google_play_network import GooglePlayNetwork

WEEK = dt.timedelta(days=7)


class TestGooglePlayReviews(ReviewContract):
    again = 100  # the whole week is read each time

    @pytest.fixture
    def network(self, google_play: GooglePlayNetwork) -> GooglePlayNetwork:
        return google_play


def test_a_review_leads_to_its_place_in_the_store(google_play: GooglePlayNetwork) -> None:
    review = google_play.write("It loses my bag.", stars=1, title="Never again")
    (found,) = heard(google_play)
    assert found.url.endswith(f"?id={google_play.package}&reviewId={review}")


def test_an_edit_late_in_the_week_is_heard(google_play: GooglePlayNetwork) -> None:
    review = google_play.write("it crashes", stars=1)
    cursor = walk(google_play.listener())[-1].cursor
    google_play.wait(days=6)
    google_play.reviews[review].stars = 5
    google_play.reviews[review].at = google_play.hands()
    (found,) = [one for page in walk(google_play.listener(), cursor) for one in page.mentions]
    assert (found.external_id, found.text) == (review, "★5/5\n\nit crashes")


def test_a_week_away_is_no_hole_and_longer_is_one_that_is_told_once(
    google_play: GooglePlayNetwork,
) -> None:
    pages = walk(google_play.listener())
    google_play.wait(days=7)
    pages = walk(google_play.listener(), pages[-1].cursor)
    assert not [gap for page in pages for gap in page.gaps]
    left = google_play.now()
    google_play.publish("lost")
    google_play.wait(days=9)
    kept = {google_play.publish(f"kept {n}") for n in range(12)}
    pages = walk(google_play.listener(), pages[-1].cursor)
    assert ids(pages) == kept
    (gap,) = [gap for page in pages for gap in page.gaps]
    assert (gap.final, gap.span.since, gap.span.until) == (True, left, google_play.now() - WEEK)
    again = walk(google_play.listener(), pages[-1].cursor)
    assert not [gap for page in again for gap in page.gaps]


def test_the_order_in_which_google_lists_does_not_matter(google_play: GooglePlayNetwork) -> None:
    published = [google_play.publish(f"post {n}") for n in range(25)]
    for name, before in pairwise(published):  # as if sorted by something else
        one, other = google_play.reviews[name], google_play.reviews[before]
        one.at, other.at = other.at, one.at
    assert ids(walk(google_play.listener())) == set(published)


def test_a_wrong_package_is_a_setting_to_change(google_play: GooglePlayNetwork) -> None:
    other = google_play.account(package="com.another.app")
    listener = GooglePlayReviewsListener(other, GooglePlayReviewsSettings(), now=google_play.now)
    with pytest.raises(ConfigurationError, match="Look at package"):
        walk(listener)


@pytest.mark.parametrize("key", ["", "{}", "[]", "not JSON", '{"private_key": "secret-9"}'])
def test_a_key_that_is_none_is_refused_and_not_shown(
    google_play: GooglePlayNetwork, key: str
) -> None:
    with pytest.raises(ValueError, match="key file") as caught:
        google_play.account(service_account=key)
    assert "secret-9" not in str(caught.value)

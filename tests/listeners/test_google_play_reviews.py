"""Listening to reviews in Google Play."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from domain.errors import ConfigurationError
from domain.mention import IncomingMention
from domain.review import answer_id
from listeners.google_play_reviews import GooglePlayReviewsListener, GooglePlayReviewsSettings
from tests.listeners.contract import ListenerContract, ids, walk
from tests.platforms.google_play_network import GooglePlayNetwork

WEEK = dt.timedelta(days=7)


class TestGooglePlayReviews(ListenerContract):
    again = 100  # the whole week is read each time

    @pytest.fixture
    def network(self, google_play: GooglePlayNetwork) -> GooglePlayNetwork:
        return google_play


def heard(store: GooglePlayNetwork) -> list[IncomingMention]:
    return [one for page in walk(store.listener()) for one in page.mentions]


def test_the_stars_stand_above_title_and_words(google_play: GooglePlayNetwork) -> None:
    review = google_play.write("It loses my bag.", stars=1, title="Never again")
    (found,) = heard(google_play)
    assert found.text == "★1/5\n\nNever again\n\nIt loses my bag."
    assert found.url.endswith(f"?id={google_play.package}&reviewId={review}")
    assert found.author.display_name == "Anna"


def test_our_answer_is_heard_as_ours_below_its_review(google_play: GooglePlayNetwork) -> None:
    review = google_play.publish("it crashes")
    google_play.wait(hours=1)
    google_play.answer(review, "Fixed in 2.1!")
    theirs, ours = heard(google_play)
    assert (theirs.by_brand, ours.by_brand) == (False, True)
    assert ours.external_id == answer_id(review, "Fixed in 2.1!")
    assert ours.in_reply_to == ours.conversation_id == theirs.external_id == review


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

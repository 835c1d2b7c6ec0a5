"""Listens to the reviews of an app in the App Store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import ClassVar

from pydantic import Field

from domain.mention import APP_STORE, Cursor, Page, Platform, Skipped
from domain.text import clean
from listeners.by_time import descent_by_time
from listeners.page import Found
from listeners.review import Answer, Review
from listeners.walk_settings import WalkSettings
from platforms.app_store import AppStoreApp, AppStoreClient
from platforms.reading import identifier, instant, mapping, name, number, storable


class AppStoreReviewsSettings(WalkSettings):
    """How often is asked, and how far back."""

    poll_every: dt.timedelta = Field(
        default=dt.timedelta(minutes=15), gt=dt.timedelta(0), description="Time between polls."
    )
    overlap: dt.timedelta = Field(
        default=dt.timedelta(days=14),
        ge=dt.timedelta(0),
        description="So long a review is read again: it may appear late, be edited, or be answered "
        "in App Store Connect.",
    )
    look_back: dt.timedelta = Field(
        default=dt.timedelta(days=30),
        gt=dt.timedelta(0),
        description="How far the first walk reads back.",
    )
    page_size: int = Field(default=200, ge=1, le=200, description="Reviews asked for at once.")


class AppStoreReviewsListener:
    """Reads reviews with our answers to them, the newest first."""

    platform: ClassVar[Platform] = APP_STORE
    account_model: ClassVar[type[AppStoreApp]] = AppStoreApp
    settings_model: ClassVar[type[AppStoreReviewsSettings]] = AppStoreReviewsSettings

    def __init__(
        self,
        account: AppStoreApp,
        settings: AppStoreReviewsSettings,
        *,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._walk = descent_by_time(
            AppStoreClient(account, now=now).reviews,
            lambda item: read_review(item, account.app_id),
            _created_at,
            source="reviews",
            settings=settings,
            now=now,
        )

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        return self._walk.pages(cursor)


def read_review(item: object, app_id: str) -> tuple[Found, ...]:
    """The review, and our answer to it."""
    review = mapping(mapping(item).get("review"))
    review_id = identifier(review.get("id"))
    if review_id is None:
        return (Skipped(external_id=None, reason="a review without a readable id"),)
    told, at = mapping(review.get("attributes")), _created_at(item)
    if at is None:
        return (Skipped(external_id=review_id, reason="no readable time"),)
    if not all(isinstance(told.get(key), str | None) for key in ("title", "body")):
        return (Skipped(external_id=review_id, reason="a review without words"),)
    return Review(
        platform=APP_STORE,
        review_id=review_id,
        app_id=app_id,
        reviewer=name(told.get("reviewerNickname")),
        stars=number(told.get("rating")),
        words=(clean(told.get("title")), clean(told.get("body"))),
        at=at,
        url=f"https://appstoreconnect.apple.com/apps/{app_id}/distribution/ratings-and-reviews",
        answer=_answer(mapping(item).get("response")),
        raw=storable({key: told.get(key) for key in ("rating", "territory", "createdDate")}),
    ).mentions()


def _created_at(item: object) -> dt.datetime | None:
    review = mapping(mapping(item).get("review"))
    return instant(mapping(review.get("attributes")).get("createdDate"))


def _answer(response: object) -> Answer | None:
    told = mapping(mapping(response).get("attributes"))
    text = clean(told.get("responseBody"))
    return Answer(text=text, at=instant(told.get("lastModifiedDate"))) if text else None

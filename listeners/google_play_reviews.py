"""Listens to the reviews of an app in Google Play."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from domain.errors import Rejected
from domain.mention import GOOGLE_PLAY, Cursor, Page, Platform, Skipped
from domain.text import clean
from listeners.descent import Descent, Slice, StalePlace, Wanted
from listeners.page import Found
from listeners.review import Answer, Review
from platforms.google_play import GooglePlayApp, address, client_of, part_of, time_in
from platforms.reading import identifier, mapping, name, number, storable

KEEPS = dt.timedelta(days=7)
"""Google Play lists what was written or changed within a week, and nothing else."""
_CUT = "Google Play lists the reviews of the last 7 days; nobody asked for so long."


class GooglePlayReviewsSettings(BaseModel):
    """How often is asked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    poll_every: dt.timedelta = Field(
        default=dt.timedelta(minutes=30),
        gt=dt.timedelta(0),
        description="Time between polls; each reads the whole week, and Google allows 200 requests "
        "an hour.",
    )
    page_size: int = Field(default=100, ge=1, le=100, description="Reviews asked for at once.")
    max_pages: int = Field(
        default=50, ge=2, description="Pages read in one poll; the next poll goes on from there."
    )


class GooglePlayReviewsListener:
    """Reads all that Google Play lists, each time: nobody says in which order it lists."""

    platform: ClassVar[Platform] = GOOGLE_PLAY
    account_model: ClassVar[type[GooglePlayApp]] = GooglePlayApp
    settings_model: ClassVar[type[GooglePlayReviewsSettings]] = GooglePlayReviewsSettings

    def __init__(
        self,
        account: GooglePlayApp,
        settings: GooglePlayReviewsSettings,
        *,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._package = account.package
        self._client = client_of(account, now)
        self._page_size = settings.page_size
        self._now = now
        self._walk = Descent(
            sources=("reviews",),
            fetch=self._fetch,
            order=str,
            overlap=dt.timedelta(0),
            look_back=KEEPS,
            max_pages=settings.max_pages,
            now=now,
        )

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        return self._walk.pages(cursor)

    def _fetch(self, wanted: Wanted) -> Slice:
        try:
            page = self._client.reviews(wanted.place, self._page_size)
        except Rejected as error:
            raise StalePlace from error
        found = [one for item in page.items for one in read_review(item, self._package)]
        cut_at = self._now() - KEEPS
        return Slice(found=tuple(found), marks=(), place=page.place, cut=_CUT, cut_at=cut_at)


def read_review(item: object, package: str) -> tuple[Found, ...]:
    """The review, and our answer to it."""
    review = mapping(item)
    review_id = identifier(review.get("reviewId"))
    if review_id is None:
        return (Skipped(external_id=None, reason="a review without a readable id"),)
    theirs, ours = (part_of(review, side) for side in ("userComment", "developerComment"))
    at, text = time_in(theirs), theirs.get("text")
    if at is None or not isinstance(text, str):
        return (Skipped(external_id=review_id, reason="a review without time or words"),)
    answer = clean(ours.get("text"))
    return Review(
        platform=GOOGLE_PLAY,
        review_id=review_id,
        app_id=package,
        reviewer=name(review.get("authorName")),
        stars=number(theirs.get("starRating")),
        words=tuple(clean(part) for part in text.split("\t", 1)),  # a title stands before a tab
        at=at,
        url=address(package, review_id),
        answer=Answer(text=answer, at=time_in(ours)) if answer else None,
        raw=storable({key: value for key, value in theirs.items() if key != "text"}),
    ).mentions()

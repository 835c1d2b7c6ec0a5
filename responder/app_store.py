"""Answers reviews in the App Store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from domain.mention import APP_STORE, Platform
from domain.text import clean
from platforms.app_store import AppStoreApp, AppStoreClient
from platforms.reading import instant, mapping
from responder.review_answer import StoreResponder, Written


class AppStoreResponder(StoreResponder):
    """Writes as the developer. Apple publishes an answer some time after it was taken."""

    platform: ClassVar[Platform] = APP_STORE
    account_model: ClassVar[type[AppStoreApp]] = AppStoreApp

    def __init__(self, account: AppStoreApp, *, now: Callable[[], dt.datetime]) -> None:
        self.store = _AppStore(account, now)


class _AppStore:
    def __init__(self, account: AppStoreApp, now: Callable[[], dt.datetime]) -> None:
        self._app_id = account.app_id
        self._client = AppStoreClient(account, now=now)

    def write(self, review_id: str, text: str) -> Written:
        return _written(self._client.respond(review_id, text))

    def answer(self, review_id: str) -> Written | None:
        found = self._client.response(review_id)
        return None if found is None else _written(found)

    def address(self, review_id: str) -> str:
        """Reviews have no pages of their own."""
        page = f"https://appstoreconnect.apple.com/apps/{self._app_id}"
        return f"{page}/distribution/ratings-and-reviews"


def _written(response: Mapping[str, Any]) -> Written:
    told = mapping(response.get("attributes"))
    text = clean(told.get("responseBody"))
    return Written(text=text, at=instant(told.get("lastModifiedDate")))

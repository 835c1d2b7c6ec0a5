"""Answers reviews in the App Store: one answer a review, which a later one replaces."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, ClassVar

from domain.errors import ReplyNotAllowed
from domain.mention import APP_STORE, Platform
from domain.reply import OutgoingReply, PostedReply, ReplyKind
from domain.review import answer_id, same_words
from domain.text import clean
from platforms.app_store import AppStoreApp, AppStoreClient
from platforms.reading import instant, mapping


class AppStoreResponder:
    """Writes as the developer. Apple publishes an answer some time after it was taken."""

    platform: ClassVar[Platform] = APP_STORE
    account_model: ClassVar[type[AppStoreApp]] = AppStoreApp

    def __init__(self, account: AppStoreApp, *, now: Callable[[], dt.datetime]) -> None:
        self._app_id = account.app_id
        self._client = AppStoreClient(account, now=now)

    def post(self, reply: OutgoingReply) -> PostedReply:
        if reply.kind is not ReplyKind.PUBLIC:
            raise ReplyNotAllowed("A review can only be answered in public.")
        made = self._client.respond(reply.target.external_id, clean(reply.text))
        return self._posted(reply, mapping(made.get("attributes")))

    def find(self, reply: OutgoingReply) -> PostedReply | None:
        """Whether the review's one answer is this very one."""
        found = self._client.response(reply.target.external_id)
        told = mapping((found or {}).get("attributes"))
        if not same_words(clean(told.get("responseBody")), clean(reply.text)):
            return None
        return self._posted(reply, told)

    def _posted(self, reply: OutgoingReply, told: Any) -> PostedReply:
        url = f"https://appstoreconnect.apple.com/apps/{self._app_id}"
        return PostedReply(
            external_id=answer_id(reply.target.external_id, clean(reply.text)),
            url=f"{url}/distribution/ratings-and-reviews",
            posted_at=instant(told.get("lastModifiedDate")),
        )

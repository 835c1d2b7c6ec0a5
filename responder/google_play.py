"""Answers reviews in Google Play."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import ClassVar

from domain.mention import GOOGLE_PLAY, Platform
from domain.text import clean
from platforms.google_play import GooglePlayApp, address, client_of, part_of, time_in
from responder.review_answer import StoreResponder, Written


class GooglePlayResponder(StoreResponder):
    """Writes as the developer."""

    platform: ClassVar[Platform] = GOOGLE_PLAY
    account_model: ClassVar[type[GooglePlayApp]] = GooglePlayApp

    def __init__(self, account: GooglePlayApp, *, now: Callable[[], dt.datetime]) -> None:
        self.store = _GooglePlay(account, now)


class _GooglePlay:
    def __init__(self, account: GooglePlayApp, now: Callable[[], dt.datetime]) -> None:
        self._package = account.package
        self._client = client_of(account, now)

    def write(self, review_id: str, text: str) -> Written:
        made = self._client.reply(review_id, text)
        return Written(text=clean(made.get("replyText")), at=time_in(made, "lastEdited"))

    def answer(self, review_id: str) -> Written | None:
        told = part_of(self._client.review(review_id) or {}, "developerComment")
        return Written(text=clean(told.get("text")), at=time_in(told)) if told else None

    def address(self, review_id: str) -> str:
        return address(self._package, review_id)

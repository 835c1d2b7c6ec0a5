"""Feeds cannot be answered; this says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import ClassVar

from domain.errors import ReplyNotAllowed
from domain.mention import FEED, Platform
from domain.reply import OutgoingReply, PostedReply
from platforms.feed import FeedReader


class FeedResponder:
    """Has no way to post; the send gate says it before anybody types."""

    platform: ClassVar[Platform] = FEED
    account_model: ClassVar[type[FeedReader]] = FeedReader

    def __init__(self, account: FeedReader, *, now: Callable[[], dt.datetime]) -> None:
        self._account = account

    def post(self, reply: OutgoingReply) -> PostedReply:
        raise ReplyNotAllowed("A feed cannot be answered: open the page and answer there.")

    def find(self, reply: OutgoingReply) -> PostedReply | None:
        return None

"""Listens to what customers write to an Instagram account in private, and to what we answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import ClassVar

from domain.mention import INSTAGRAM, Cursor, Page, Platform
from listeners.meta_inbox import Conversations, MetaInboxSettings, descent
from listeners.meta_message import Inbox
from platforms.facebook import Graph
from platforms.instagram import InstagramAccount


class InstagramMessagesSettings(MetaInboxSettings):
    """The account's private conversations."""


class InstagramMessagesListener:
    """Reads the account's conversations; our own messages among them count as answers."""

    platform: ClassVar[Platform] = INSTAGRAM
    account_model: ClassVar[type[InstagramAccount]] = InstagramAccount
    settings_model: ClassVar[type[InstagramMessagesSettings]] = InstagramMessagesSettings

    def __init__(
        self,
        account: InstagramAccount,
        settings: InstagramMessagesSettings,
        *,
        now: Callable[[], dt.datetime],
    ) -> None:
        conversations = Conversations(
            graph=Graph(account, now=now),
            owner=account.page_id,
            on="instagram",
            inbox=direct_of(account),
            size=settings.page_size,
            now=now,
        )
        self._walk = descent(conversations, settings, now=now)

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        return self._walk.pages(cursor)


def direct_of(account: InstagramAccount) -> Inbox:
    """The account's inbox, for polls and for webhooks."""
    return Inbox(
        platform=INSTAGRAM,
        our_ids=frozenset({account.user_id, account.page_id}),
        our_name=account.username,
        url="https://www.instagram.com/direct/inbox/",
    )

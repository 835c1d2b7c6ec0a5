"""Listens to what customers write to a Facebook page in Messenger, and to what we answer there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import ClassVar

from domain.mention import FACEBOOK, Cursor, Page, Platform
from listeners.meta_inbox import Conversations, MetaInboxSettings, descent
from listeners.meta_message import Inbox
from platforms.facebook import FacebookPage, Graph


class FacebookMessagesSettings(MetaInboxSettings):
    """The page's conversations in Messenger."""


class FacebookMessagesListener:
    """Reads the page's conversations; our own messages among them count as answers."""

    platform: ClassVar[Platform] = FACEBOOK
    account_model: ClassVar[type[FacebookPage]] = FacebookPage
    settings_model: ClassVar[type[FacebookMessagesSettings]] = FacebookMessagesSettings

    def __init__(
        self,
        account: FacebookPage,
        settings: FacebookMessagesSettings,
        *,
        now: Callable[[], dt.datetime],
    ) -> None:
        conversations = Conversations(
            graph=Graph(account, now=now),
            owner=account.page_id,
            on="messenger",
            inbox=messenger_of(account),
            size=settings.page_size,
            now=now,
        )
        self._walk = descent(conversations, settings, now=now)

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        return self._walk.pages(cursor)


def messenger_of(page: FacebookPage) -> Inbox:
    """The page's inbox, for polls and for webhooks."""
    return Inbox(
        platform=FACEBOOK,
        our_ids=frozenset({page.page_id}),
        url=f"https://www.facebook.com/{page.page_id}/inbox",
    )

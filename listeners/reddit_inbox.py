"""Listens to comments on Reddit that name our account, or answer its posts and comments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import ClassVar

from domain.mention import REDDIT, Cursor, Page, Platform
from listeners.reddit_item import read_item
from listeners.reddit_walk import RedditWalkSettings, descent
from platforms.reading import mapping
from platforms.reddit import RedditAccount, client_of

_COMMENT = "t1"


class RedditInboxSettings(RedditWalkSettings):
    """Comments that name the account or answer it."""


class RedditInboxListener:
    """Reads the account's inbox; the messages in it are left out."""

    platform: ClassVar[Platform] = REDDIT
    account_model: ClassVar[type[RedditAccount]] = RedditAccount
    settings_model: ClassVar[type[RedditInboxSettings]] = RedditInboxSettings

    def __init__(
        self,
        account: RedditAccount,
        settings: RedditInboxSettings,
        *,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._walk = descent(
            client_of(account, now),
            lambda item: None if _is_message(item) else read_item(item, account),
            paths={"inbox": "message/inbox"},
            settings=settings,
            now=now,
        )

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        return self._walk.pages(cursor)


def _is_message(item: object) -> bool:
    return mapping(item).get("kind") == "t4"

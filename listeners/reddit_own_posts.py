"""Listens to what our own account writes on Reddit, so that answers by hand count as answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import ClassVar

from domain.mention import REDDIT, Cursor, Page, Platform
from listeners.reddit_item import read_item
from listeners.reddit_walk import RedditWalkSettings, descent
from platforms.reddit import RedditAccount, client_of


class RedditOwnPostsSettings(RedditWalkSettings):
    """The account's own posts and comments."""


class RedditOwnPostsListener:
    """Reads the account's own posts and comments."""

    platform: ClassVar[Platform] = REDDIT
    account_model: ClassVar[type[RedditAccount]] = RedditAccount
    settings_model: ClassVar[type[RedditOwnPostsSettings]] = RedditOwnPostsSettings

    def __init__(
        self,
        account: RedditAccount,
        settings: RedditOwnPostsSettings,
        *,
        now: Callable[[], dt.datetime],
    ) -> None:
        own = f"user/{account.username}"
        self._walk = descent(
            client_of(account, now),
            lambda item: read_item(item, account),
            paths={"posts": f"{own}/submitted", "comments": f"{own}/comments"},
            settings=settings,
            now=now,
        )

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        return self._walk.pages(cursor)

"""Listens to what our own account posts on Bluesky, so that answers by hand count as answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import ClassVar

from domain.mention import BLUESKY, Cursor, IncomingMention, Page, Platform
from listeners.bluesky_post import read_post
from listeners.bluesky_walk import BlueskyWalkSettings, descent
from listeners.page import Found
from platforms.bluesky import BlueskyAccount, client_of
from platforms.reading import mapping


class BlueskyOwnPostsSettings(BlueskyWalkSettings):
    """The account's own posts."""


class BlueskyOwnPostsListener:
    """Reads the account's own feed, reposts left out."""

    platform: ClassVar[Platform] = BLUESKY
    account_model: ClassVar[type[BlueskyAccount]] = BlueskyAccount
    settings_model: ClassVar[type[BlueskyOwnPostsSettings]] = BlueskyOwnPostsSettings

    def __init__(
        self,
        account: BlueskyAccount,
        settings: BlueskyOwnPostsSettings,
        *,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._account = account
        self._walk = descent(
            client_of(account, now).own_posts,
            self._read,
            name="feed",
            settings=settings,
            now=now,
        )

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        return self._walk.pages(cursor)

    def _read(self, item: object) -> Found | None:
        """Other people's posts stand in the feed where they were reposted."""
        found = read_post(mapping(item).get("post"), self._account)
        ours = not isinstance(found, IncomingMention) or found.by_brand
        return found if ours else None

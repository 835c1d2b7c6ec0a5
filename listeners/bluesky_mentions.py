"""Listens to the posts on Bluesky that mention, answer or quote our account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import ClassVar

from domain.mention import BLUESKY, Cursor, Page, Platform
from listeners.bluesky_post import read_post
from listeners.bluesky_walk import BlueskyWalkSettings, descent
from platforms.bluesky import BlueskyAccount, client_of


class BlueskyMentionsSettings(BlueskyWalkSettings):
    """Posts that mention, answer or quote the account."""


class BlueskyMentionsListener:
    """Reads the account's notifications."""

    platform: ClassVar[Platform] = BLUESKY
    account_model: ClassVar[type[BlueskyAccount]] = BlueskyAccount
    settings_model: ClassVar[type[BlueskyMentionsSettings]] = BlueskyMentionsSettings

    def __init__(
        self,
        account: BlueskyAccount,
        settings: BlueskyMentionsSettings,
        *,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._walk = descent(
            client_of(account, now).notifications,
            lambda item: read_post(item, account),
            name="notifications",
            settings=settings,
            now=now,
        )

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        return self._walk.pages(cursor)

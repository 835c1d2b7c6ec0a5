"""Listens to what our own account posts on Mastodon, so that answers by hand count as answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import ClassVar

from domain.mention import MASTODON, Cursor, Page, Platform
from listeners.mastodon_walk import MastodonWalkSettings, descent, reader
from platforms.mastodon import MastodonAccount, MastodonClient


class MastodonOwnPostsSettings(MastodonWalkSettings):
    """The account's own posts."""


class MastodonOwnPostsListener:
    """Reads the account's own posts, boosts left out."""

    platform: ClassVar[Platform] = MASTODON
    account_model: ClassVar[type[MastodonAccount]] = MastodonAccount
    settings_model: ClassVar[type[MastodonOwnPostsSettings]] = MastodonOwnPostsSettings

    def __init__(
        self,
        account: MastodonAccount,
        settings: MastodonOwnPostsSettings,
        *,
        now: Callable[[], dt.datetime],
    ) -> None:
        client = MastodonClient(account, now=now)
        self._walk = descent(
            lambda wanted, size: client.own_posts(wanted.floor, wanted.place, size),
            reader(account, client),
            sources=("own",),
            settings=settings,
            now=now,
        )

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        return self._walk.pages(cursor)

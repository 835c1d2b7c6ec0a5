"""Listens to the posts on Mastodon that name our account, in public and in private."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import ClassVar

from domain.mention import MASTODON, Cursor, Page, Platform
from listeners.mastodon_walk import MastodonWalkSettings, descent, reader
from platforms.mastodon import MastodonAccount, MastodonClient
from platforms.reading import mapping


class MastodonMentionsSettings(MastodonWalkSettings):
    """Posts that name the account."""


class MastodonMentionsListener:
    """Reads the account's notifications; their ids are the server's own, in order of arrival."""

    platform: ClassVar[Platform] = MASTODON
    account_model: ClassVar[type[MastodonAccount]] = MastodonAccount
    settings_model: ClassVar[type[MastodonMentionsSettings]] = MastodonMentionsSettings

    def __init__(
        self,
        account: MastodonAccount,
        settings: MastodonMentionsSettings,
        *,
        now: Callable[[], dt.datetime],
    ) -> None:
        client = MastodonClient(account, now=now)
        read = reader(account, client)
        self._walk = descent(
            lambda wanted, size: client.mentions(wanted.floor, wanted.place, size),
            lambda item: read(mapping(item).get("status")),
            sources=("mentions",),
            settings=settings,
            now=now,
        )

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        return self._walk.pages(cursor)

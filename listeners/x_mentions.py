"""Listens to the posts on X that mention our account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import ClassVar

from pydantic import Field

from domain.mention import Cursor, Page, Platform, X
from listeners.page import Found
from listeners.x_post import read_post
from listeners.x_walk import XWalk, XWalkSettings
from platforms.x import XAccount, XClient
from platforms.x_posts import XPage, XPageRequest

REACH = 800
"""X serves the newest 800 of a user's mentions, however far back one asks."""


class XMentionsSettings(XWalkSettings):
    """Posts that mention the account; owned reads, the cheapest that X sells."""

    fill_by_search: bool = Field(
        default=True,
        description="Read by search, at the price of searching, what lies beyond the newest 800.",
    )


class XMentionsListener:
    """Reads GET /2/users/:id/mentions."""

    platform: ClassVar[Platform] = X
    account_model: ClassVar[type[XAccount]] = XAccount
    settings_model: ClassVar[type[XMentionsSettings]] = XMentionsSettings

    def __init__(
        self,
        account: XAccount,
        settings: XMentionsSettings,
        *,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._account = account
        self._client = client = XClient(account, now=now)
        self._walk = XWalk(
            fetch=client.mentions,
            read=self._read,
            settings=settings,
            now=now,
            reach=REACH,
            fill=self._search if settings.fill_by_search else None,
        )

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        return self._walk.pages(cursor)

    def _search(self, wanted: XPageRequest) -> XPage:
        return self._client.search(f"@{self._account.handle}", wanted)

    def _read(self, post: object, page: XPage) -> Found:
        return read_post(post, page, self._account)

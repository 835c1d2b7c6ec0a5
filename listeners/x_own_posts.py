"""Listens to what our own account posts on X, so that answers by hand are recognised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import ClassVar

from domain.mention import Cursor, Page, Platform, X
from listeners.page import Found
from listeners.x_post import read_post
from listeners.x_walk import XWalk, XWalkSettings
from platforms.x import XAccount, XClient
from platforms.x_posts import XPage

REACH = 3200
"""X serves the newest 3,200 of a user's posts."""


class XOwnPostsSettings(XWalkSettings):
    """The account's own posts and answers; owned reads, the cheapest that X sells."""


class XOwnPostsListener:
    """Reads GET /2/users/:id/tweets; every post is marked as the brand's."""

    platform: ClassVar[Platform] = X
    account_model: ClassVar[type[XAccount]] = XAccount
    settings_model: ClassVar[type[XOwnPostsSettings]] = XOwnPostsSettings

    def __init__(
        self,
        account: XAccount,
        settings: XOwnPostsSettings,
        *,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._account = account
        self._walk = XWalk(
            fetch=XClient(account, now=now).own_posts,
            read=self._read,
            settings=settings,
            now=now,
            reach=REACH,
        )

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        return self._walk.pages(cursor)

    def _read(self, post: object, page: XPage) -> Found:
        return read_post(post, page, self._account)

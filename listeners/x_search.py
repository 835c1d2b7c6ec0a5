"""Listens to the posts on X that match a search, whether or not they mention our account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import ClassVar

from pydantic import Field

from domain.mention import Cursor, IncomingMention, Page, Platform, Skipped, X
from listeners.page import Found
from listeners.x_post import read_post
from listeners.x_walk import XWalk, XWalkSettings
from platforms.x import XAccount, XClient
from platforms.x_posts import XPage, XPageRequest


class XSearchSettings(XWalkSettings):
    """Posts that match a query in X's search language; each read is paid for."""

    query: str = Field(
        description='What to search, for example: kestrelia OR "kestrelia fibre".', min_length=1
    )
    exclude: tuple[str, ...] = Field(
        default=(), description="Terms that must not match, for example: is:retweet, from:rival."
    )
    own_posts: bool = Field(
        default=False, description="Keep the account's own posts (marked as ours) among the hits."
    )

    @property
    def full_query(self) -> str:
        """The query as it is sent; at most 512 characters for self-serve accounts."""
        return " ".join((f"({self.query})", *(f"-{term}" for term in self.exclude)))


class XSearchListener:
    """Reads GET /2/tweets/search/recent."""

    platform: ClassVar[Platform] = X
    account_model: ClassVar[type[XAccount]] = XAccount
    settings_model: ClassVar[type[XSearchSettings]] = XSearchSettings

    def __init__(
        self,
        account: XAccount,
        settings: XSearchSettings,
        *,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._account = account
        self._settings = settings
        self._client = XClient(account, now=now)
        self._walk = XWalk(fetch=self._fetch, read=self._read, settings=settings, now=now)

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        return self._walk.pages(cursor)

    def _fetch(self, wanted: XPageRequest) -> XPage:
        return self._client.search(self._settings.full_query, wanted)

    def _read(self, post: object, page: XPage) -> Found:
        found = read_post(post, page, self._account)
        if isinstance(found, IncomingMention) and found.by_brand and not self._settings.own_posts:
            return Skipped(external_id=found.external_id, reason="a post of our own")
        return found

"""Listens to a Facebook page: visitors' posts, posts that tag it, and the comments everywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import ClassVar, Literal

from pydantic import Field

from domain.mention import FACEBOOK, Cursor, Page, Platform
from listeners.facebook_source import FacebookSource
from listeners.facebook_standing import standing_from
from listeners.facebook_walk import FacebookWalk
from listeners.meta_settings import MetaSettings
from platforms.facebook import FacebookPage, Graph


class FacebookPageSettings(MetaSettings):
    """What the listener on a Facebook page can be told."""

    lists: tuple[Literal["visitor_posts", "tagged", "feed"], ...] = Field(
        default=("visitor_posts", "tagged", "feed"),
        min_length=1,
        description="What is read; leave out what the token has no permission for.",
    )
    page_size: int = Field(
        default=100, ge=1, le=100, description="Posts or comments asked for at once."
    )


class FacebookPageListener:
    """Reads the page's visitor_posts, tagged and feed, and the threads below them that moved."""

    platform: ClassVar[Platform] = FACEBOOK
    account_model: ClassVar[type[FacebookPage]] = FacebookPage
    settings_model: ClassVar[type[FacebookPageSettings]] = FacebookPageSettings

    def __init__(
        self,
        account: FacebookPage,
        settings: FacebookPageSettings,
        *,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._account = account
        self._settings = settings
        self._now = now
        self._graph = Graph(account, now=now)

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        standing = standing_from(
            cursor, self._now(), lists=self._settings.lists, look_back=self._settings.look_back
        )
        return FacebookWalk(
            source=self._source(),
            page_id=self._account.page_id,
            lists=tuple(standing.lists),
            standing=standing,
            overlap=self._settings.overlap,
            watch=self._settings.watch_posts_for,
        ).pages()

    def _source(self) -> FacebookSource:
        return FacebookSource(
            graph=self._graph,
            page_id=self._account.page_id,
            page_size=self._settings.page_size,
            requests_left=self._settings.max_requests,
        )

"""Listens to an Instagram account: comments below its media, and media in which it is tagged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field

from domain.mention import INSTAGRAM, Cursor, IncomingMention, Page, Platform, Skipped
from listeners.instagram_mention import fetch_mention
from listeners.instagram_source import InstagramSource
from listeners.instagram_standing import Standing, standing_from
from listeners.instagram_walk import InstagramWalk
from listeners.meta_settings import MetaSettings
from platforms.facebook import Graph
from platforms.instagram import InstagramAccount


class InstagramSettings(MetaSettings):
    """What the listener on an Instagram account can be told."""

    late_tags: dt.timedelta = Field(
        default=dt.timedelta(days=7),
        gt=dt.timedelta(0),
        description="How old a medium may be when it is tagged and still found.",
    )
    reread_every: dt.timedelta = Field(
        default=dt.timedelta(days=1),
        gt=dt.timedelta(0),
        description="How often all watched threads are read to their end, whatever their number.",
    )
    lists: tuple[Literal["media", "tags"], ...] = Field(
        default=("media", "tags"), min_length=1, description="What is read."
    )
    page_size: int = Field(
        default=50, ge=1, le=50, description="Media or comments asked for at once."
    )


class InstagramListener:
    """Reads the account's media, the threads below them that grew, and its tags."""

    platform: ClassVar[Platform] = INSTAGRAM
    account_model: ClassVar[type[InstagramAccount]] = InstagramAccount
    settings_model: ClassVar[type[InstagramSettings]] = InstagramSettings
    fetches: ClassVar[frozenset[str]] = frozenset({"mentions"})

    def __init__(
        self,
        account: InstagramAccount,
        settings: InstagramSettings,
        *,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._account = account
        self._settings = settings
        self._now = now
        self._graph = Graph(account, now=now)

    def fetch(self, field: str, value: Mapping[str, Any]) -> IncomingMention | Skipped:
        """A mention that only a webhook tells of."""
        return fetch_mention(self._graph, self._account, value)

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        now, told = self._now(), self._settings
        first = Standing(floor=now - told.look_back, began=now, reread_at=now)
        return InstagramWalk(
            source=InstagramSource(
                graph=self._graph,
                user_id=self._account.user_id,
                page_size=told.page_size,
                requests_left=told.max_requests,
            ),
            account=self._account,
            lists=told.lists,
            standing=standing_from(cursor, now, reread_every=told.reread_every) or first,
            overlap=told.overlap,
            watch=told.watch_posts_for,
            late_tags=told.late_tags,
        ).pages()

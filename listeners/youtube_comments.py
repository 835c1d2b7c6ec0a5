"""Listens to the comments below all videos of our channel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import ClassVar

from pydantic import Field

from domain.mention import YOUTUBE, Cursor, Page, Platform
from listeners.by_time import descent_by_time
from listeners.page import Found
from listeners.walk_settings import WalkSettings
from listeners.youtube_item import may_reply, read_comment, replies_in, top_of, updated_at
from platforms.youtube import YouTubeChannel, client_of


class YouTubeCommentsSettings(WalkSettings):
    """Comments that begin a thread, and the first replies to them."""

    poll_every: dt.timedelta = Field(
        default=dt.timedelta(minutes=2),
        gt=dt.timedelta(0),
        description="Time between polls; each costs a unit of the quota at least.",
    )
    overlap: dt.timedelta = Field(
        default=dt.timedelta(hours=1),
        ge=dt.timedelta(0),
        description="How late a comment may appear, or be edited, and still be read.",
    )
    page_size: int = Field(default=100, ge=1, le=100, description="Comments asked for at once.")


class YouTubeCommentsListener:
    """Reads the newest threads down to those that are known."""

    platform: ClassVar[Platform] = YOUTUBE
    account_model: ClassVar[type[YouTubeChannel]] = YouTubeChannel
    settings_model: ClassVar[type[YouTubeCommentsSettings]] = YouTubeCommentsSettings

    def __init__(
        self,
        account: YouTubeChannel,
        settings: YouTubeCommentsSettings,
        *,
        now: Callable[[], dt.datetime],
    ) -> None:
        client, channel = client_of(account, now), account.channel_id

        def read(thread: object) -> Iterator[Found]:
            for comment in (top_of(thread), *replies_in(thread)):
                yield read_comment(comment, channel=channel, may_reply=may_reply(thread))

        self._walk = descent_by_time(
            client.threads,
            read,
            lambda thread: updated_at(top_of(thread)),
            source="threads",
            settings=settings,
            now=now,
        )

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        return self._walk.pages(cursor)

"""Listens to public posts on Bluesky that name the brand by a keyword."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import ClassVar

from pydantic import Field

from domain.mention import BLUESKY, Cursor, Page, Platform
from listeners.bluesky_post import read_post
from listeners.bluesky_walk import BlueskyWalkSettings, descent
from listeners.keyword_settings import KeywordSettings, matching
from platforms.bluesky import BlueskyAccount, client_of


class BlueskySearchSettings(BlueskyWalkSettings, KeywordSettings):
    """What is searched, and what of it is ours."""

    query: str = Field(
        min_length=1, description="What Bluesky searches for, such as kestrelia; one word is best."
    )


class BlueskySearchListener:
    """Reads the latest posts that Bluesky's search finds, and keeps those that the rule names."""

    platform: ClassVar[Platform] = BLUESKY
    account_model: ClassVar[type[BlueskyAccount]] = BlueskyAccount
    settings_model: ClassVar[type[BlueskySearchSettings]] = BlueskySearchSettings

    def __init__(
        self,
        account: BlueskyAccount,
        settings: BlueskySearchSettings,
        *,
        now: Callable[[], dt.datetime],
    ) -> None:
        client, rule = client_of(account, now), settings.rule()
        self._walk = descent(
            lambda place, limit: client.search(settings.query, place, limit),
            lambda item: matching(read_post(item, account), rule),
            name="posts",
            settings=settings,
            now=now,
        )

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        return self._walk.pages(cursor)

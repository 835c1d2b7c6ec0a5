"""Listens to public posts on Mastodon that name the brand by a keyword."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import ClassVar

from pydantic import Field, model_validator

from domain.mention import MASTODON, Cursor, Page, Platform
from listeners.descent import Wanted
from listeners.keyword_settings import KeywordSettings, matching
from listeners.mastodon_walk import MastodonWalkSettings, descent, reader
from platforms.listed import Listed
from platforms.mastodon import MastodonAccount, MastodonClient

_TAG = "#"
_PUBLIC = "public"


class MastodonSearchSettings(MastodonWalkSettings, KeywordSettings):
    """Which lists are read, and what in them is ours."""

    tags: tuple[str, ...] = Field(default=(), description="Hashtags, without #.")
    public: bool = Field(
        default=False, description="Read every public post that the server knows; a busy list."
    )

    @model_validator(mode="after")
    def _reads_something(self) -> MastodonSearchSettings:
        if not self.tags and not self.public:
            raise ValueError("give tags, or public = true")
        return self


class MastodonSearchListener:
    """Reads hashtag timelines and the public one: a server need not have a search."""

    platform: ClassVar[Platform] = MASTODON
    account_model: ClassVar[type[MastodonAccount]] = MastodonAccount
    settings_model: ClassVar[type[MastodonSearchSettings]] = MastodonSearchSettings

    def __init__(
        self,
        account: MastodonAccount,
        settings: MastodonSearchSettings,
        *,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._client = MastodonClient(account, now=now)
        read, rule = reader(account, self._client), settings.rule()
        sources = tuple(_TAG + tag for tag in settings.tags)
        self._walk = descent(
            self._fetch,
            lambda item: matching(read(item), rule),
            sources=(*sources, _PUBLIC) if settings.public else sources,
            settings=settings,
            now=now,
        )

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        return self._walk.pages(cursor)

    def _fetch(self, wanted: Wanted, size: int) -> Listed:
        if wanted.source == _PUBLIC:
            return self._client.public(wanted.floor, wanted.place, size)
        tag = wanted.source.removeprefix(_TAG)
        return self._client.tagged(tag, wanted.floor, wanted.place, size)

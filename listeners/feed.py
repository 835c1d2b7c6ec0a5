"""Listens to feeds (RSS, Atom, news searches that come as one) for the brand's keywords."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import httpx
from pydantic import Field, field_validator

from domain.errors import ListenpostError
from domain.mention import FEED, Cursor, Page, Platform, Skipped
from listeners.feed_entry import entry_key, read_entry, told_at
from listeners.keyword_settings import KeywordSettings, matching
from listeners.page import Found, page_of
from platforms.feed import FeedClient, FeedReader, Fetched
from platforms.reading import items, mapping

KNOWN = 20
"""So many ids of the last look are remembered: if none is left, entries may have passed unseen."""


class FeedSettings(KeywordSettings):
    """Which feeds are read, how often, and what in them is ours."""

    urls: tuple[str, ...] = Field(min_length=1, description="Addresses of RSS or Atom feeds.")
    poll_every: dt.timedelta = Field(
        default=dt.timedelta(minutes=10), gt=dt.timedelta(0), description="Time between polls."
    )
    look_back: dt.timedelta = Field(
        default=dt.timedelta(days=7),
        gt=dt.timedelta(0),
        description="How old an entry may be when a feed is read for the first time.",
    )

    @field_validator("urls")
    @classmethod
    def _are_addresses(cls, urls: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [url for url in urls if not url.startswith(("http://", "https://"))]
        if wrong:
            raise ValueError("each must begin with http:// or https://")
        return urls


class FeedListener:
    """Reads each feed whole, where it has changed; what is known is stored once anyway."""

    platform: ClassVar[Platform] = FEED
    account_model: ClassVar[type[FeedReader]] = FeedReader
    settings_model: ClassVar[type[FeedSettings]] = FeedSettings

    def __init__(
        self, account: FeedReader, settings: FeedSettings, *, now: Callable[[], dt.datetime]
    ) -> None:
        self._client = FeedClient(account, now=now)
        self._settings = settings
        self._rule = settings.rule()
        self._now = now

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        """A page a feed. One that fails leaves the others alone and is told at the end."""
        marks = _read(cursor)
        troubles: list[ListenpostError] = []
        last = self._settings.urls[-1]
        with self._client.connected() as client:
            for url in self._settings.urls:
                try:
                    found = self._look(client, url, marks)
                except ListenpostError as error:
                    troubles.append(error)
                    continue
                complete = url == last and not troubles
                yield page_of(found, _cursor(marks), complete=complete)
        if troubles:
            raise troubles[0]

    def _look(
        self, client: httpx.Client, url: str, marks: dict[str, dict[str, Any]]
    ) -> list[Found]:
        before = marks.get(url, {})
        fetched = self._client.fetch(
            client, url, etag=before.get("etag"), modified=before.get("modified")
        )
        if fetched.parsed is None:
            return []
        entries = list(fetched.parsed.entries)
        keys = [key for key in (entry_key(entry, url) for entry in entries) if key]
        marks[url] = _mark(fetched, keys)
        oldest = None if before else self._now() - self._settings.look_back
        return [
            *_passed_unseen(url, before, keys),
            *self._ours(entries, fetched.parsed.feed, url, oldest),
        ]

    def _ours(
        self, entries: list[Any], feed: Any, url: str, oldest: dt.datetime | None
    ) -> Iterator[Found]:
        for entry in entries:
            told = told_at(entry)
            if oldest and told and told < oldest:
                continue
            found = matching(read_entry(entry, feed, url, self._now()), self._rule)
            if found is not None:
                yield found


def _mark(fetched: Fetched, keys: list[str]) -> dict[str, Any]:
    return {"etag": fetched.etag, "modified": fetched.modified, "known": keys[:KNOWN]}


def _passed_unseen(url: str, before: dict[str, Any], keys: list[str]) -> tuple[Skipped, ...]:
    """A feed shows its newest entries only: say so where nothing of the last look is left."""
    known = items(before.get("known"))
    if not known or not keys or set(known) & set(keys):
        return ()
    reason = "the feed moved on further than it shows: entries in between were not seen"
    return (Skipped(external_id=f"{url} before {keys[-1]}"[:200], reason=reason),)


def _cursor(marks: dict[str, dict[str, Any]]) -> Cursor:
    return Cursor(json.dumps({"feeds": marks}, separators=(",", ":")))


def _read(cursor: Cursor | None) -> dict[str, dict[str, Any]]:
    """What the cursor says; nothing where there is none, or one that we did not write."""
    try:
        told = mapping(mapping(json.loads(cursor or "{}")).get("feeds"))
    except ValueError:
        return {}
    return {url: dict(mapping(mark)) for url, mark in told.items() if _is_mark(mark)}


def _is_mark(mark: object) -> bool:
    texts = (mapping(mark).get("etag"), mapping(mark).get("modified"))
    return all(one is None or isinstance(one, str) for one in texts)

"""Listens to the replies below our channel's comments, also below old ones.

A reply does not bring its thread back to the top, and no list of YouTube's shows new replies. So
each walk reads all threads of the last weeks, a unit for a hundred; what has changed in a thread
since the last walk says its number of replies.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from domain.coverage import Proof
from domain.errors import PlatformUnavailable, Rejected
from domain.mention import YOUTUBE, Cursor, Page, Platform
from listeners.page import Found, page_of
from listeners.youtube_item import (
    may_reply,
    published_at,
    read_comment,
    replies_in,
    reply_count,
    top_of,
    updated_at,
)
from platforms.listed import Listed
from platforms.reading import identifier, instant, mapping
from platforms.youtube import YouTubeChannel, client_of

KNOWN = 3000
"""So many threads are remembered; those beyond are read again each time, and nothing is lost."""


class YouTubeRepliesSettings(BaseModel):
    """Replies, wherever they are written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    poll_every: dt.timedelta = Field(
        default=dt.timedelta(minutes=15), gt=dt.timedelta(0), description="Time between polls."
    )
    watch: dt.timedelta = Field(
        default=dt.timedelta(days=14),
        gt=dt.timedelta(0),
        description="How old a thread may be whose new replies are heard.",
    )
    overlap: dt.timedelta = Field(
        default=dt.timedelta(hours=1),
        ge=dt.timedelta(0),
        description="How long before the last walk a reply may have been edited and is read again.",
    )
    page_size: int = Field(default=100, ge=1, le=100, description="Threads asked for at once.")
    max_pages: int = Field(
        default=50, ge=2, description="Requests in one poll; the next poll goes on from there."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the walk stands, when it and the last one began, and which threads it knows how."""

    place: str | None = None
    began: str | None = None
    last: str | None = None
    known: tuple[str, ...] = ()
    met: tuple[str, ...] = ()

    def cursor(self) -> Cursor:
        return Cursor(json.dumps(asdict(self), separators=(",", ":")))

    def finished(self) -> Standing:
        return Standing(last=self.began, known=self.met[:KNOWN])


class YouTubeRepliesListener:
    """Reads the threads of the last weeks, and those replies that do not come with them."""

    platform: ClassVar[Platform] = YOUTUBE
    account_model: ClassVar[type[YouTubeChannel]] = YouTubeChannel
    settings_model: ClassVar[type[YouTubeRepliesSettings]] = YouTubeRepliesSettings

    def __init__(
        self,
        account: YouTubeChannel,
        settings: YouTubeRepliesSettings,
        *,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._channel = account.channel_id
        self._client = client_of(account, now)
        self._settings = settings
        self._now = now

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        now = self._now()
        standing = _read(cursor)
        standing = replace(standing, began=standing.began or now.isoformat())
        places: set[str | None] = {standing.place}
        left = self._settings.max_pages
        while left > 0:
            standing, page = self._page(standing)
            if standing.place is None:
                places = {None}
            threads = page.items
            found, asked = self._replies(threads, standing)
            left -= 1 + asked
            met = tuple(print_of(thread) for thread in threads)
            standing = replace(standing, met=(*standing.met, *met)[:KNOWN])
            if page.place is None or self._are_old(threads, now):
                yield page_of(found, standing.finished().cursor(), complete=True, proof=Proof.END)
                return
            standing = replace(standing, place=page.place)
            if page.place in places:
                again = replace(standing, place=None, met=())
                yield page_of(found, again.cursor(), complete=False)
                raise PlatformUnavailable("YouTube: the pages of threads turn in a circle.")
            places.add(page.place)
            yield page_of(found, standing.cursor(), complete=False)

    def _page(self, standing: Standing) -> tuple[Standing, Listed]:
        """The next page of threads; from the top where YouTube has forgotten the place."""
        try:
            return standing, self._client.threads(standing.place, self._settings.page_size)
        except Rejected:
            if standing.place is None:
                raise
        top = replace(standing, place=None, met=())
        return top, self._client.threads(None, self._settings.page_size)

    def _replies(self, threads: Sequence[Any], standing: Standing) -> tuple[list[Found], int]:
        """What is new in the threads of a page, and how many requests that took."""
        found: list[Found] = []
        asked = 0
        known = frozenset(standing.known)
        last = instant(standing.last)
        since = last - self._settings.overlap if last else None
        for thread in threads:
            is_new = print_of(thread) not in known
            replies = replies_in(thread)
            if is_new and reply_count(thread) > len(replies):
                replies, more = self._all_replies(thread, replies)
                asked += more
            for reply in replies:
                changed = updated_at(reply) or published_at(reply)
                if is_new or since is None or changed is None or changed >= since:
                    may = may_reply(thread)
                    found.append(read_comment(reply, channel=self._channel, may_reply=may))
        return found, asked

    def _all_replies(self, thread: Any, replies: list[Any]) -> tuple[list[Any], int]:
        thread_id = identifier(mapping(thread).get("id"))
        if thread_id is None:
            return replies, 0
        found: list[Any] = []
        place: str | None = None
        places: set[str | None] = {None}
        while True:
            try:
                page = self._client.replies(thread_id, place)
            except Rejected:
                return [*replies, *found], len(places)  # the thread is gone meanwhile
            found += page.items
            place = page.place
            if place is None or place in places:
                return found, len(places)
            places.add(place)

    def _are_old(self, threads: Sequence[Any], now: dt.datetime) -> bool:
        oldest = now - self._settings.watch
        times = [time for time in (published_at(top_of(thread)) for thread in threads) if time]
        return bool(times) and all(time < oldest for time in times)


def print_of(thread: object) -> str:
    """A thread and its number of replies, in a few characters."""
    told = f"{mapping(thread).get('id')}:{reply_count(thread)}"
    return hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=6).hexdigest()


def _read(cursor: Cursor | None) -> Standing:
    """What the cursor says; nothing where there is none, or one that we did not write."""
    try:
        told = Standing(**mapping(json.loads(cursor or "{}")))
    except (ValueError, TypeError):
        return Standing()
    texts = (told.place, told.began, told.last)
    lists = (told.known, told.met)
    if not all(one is None or isinstance(one, str) for one in texts):
        return Standing()
    if not all(isinstance(one, list | tuple) for one in lists):
        return Standing()
    return replace(told, known=tuple(map(str, told.known)), met=tuple(map(str, told.met)))

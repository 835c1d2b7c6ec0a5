"""Conversations of Messenger and Instagram, read from the last moved down to what was seen."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from domain.errors import PermissionMissing, Rejected
from domain.mention import Skipped
from listeners.descent import Descent, Slice, StalePlace, Wanted
from listeners.facebook_standing import has_moved, is_older, new_comments
from listeners.meta_message import MESSAGE_FIELDS, Inbox, read_message
from listeners.page import Found
from listeners.walk_settings import WalkSettings
from platforms.facebook import Graph, at, next_place
from platforms.reading import epoch, identifier, instant, items, mapping
from platforms.wire import date_of

THREAD_FIELDS = "id,link,updated_time,participants"
_SOURCE = "conversations"


class MetaInboxSettings(WalkSettings):
    """What a listener for private messages can be told."""

    overlap: dt.timedelta = Field(
        default=dt.timedelta(minutes=20),
        ge=dt.timedelta(0),
        description="How late a message may appear between others and still be found.",
    )
    page_size: int = Field(
        default=20,
        ge=1,
        le=50,
        description="Conversations, and messages of each, asked for at once.",
    )
    max_pages: int = Field(
        default=50, ge=2, description="Requests of one poll; the next poll goes on from there."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a walk has still to read: threads, each from a place in it, then the next page."""

    after: str | None = None
    threads: tuple[tuple[str, str | None], ...] = ()

    def text(self) -> str | None:
        if self.after is None and not self.threads:
            return None
        return json.dumps([self.after, self.threads])


def place_from(text: str | None) -> Place:
    """What the cursor says; it is ours, so that anything else begins the walk anew."""
    try:
        after, threads = json.loads(text or "[null, []]")
        return Place(after=after, threads=tuple((str(one), where) for one, where in threads))
    except (ValueError, TypeError):
        return Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversations:
    """One account's conversations on one platform; the last moved comes first.

    There is no paging by time. A conversation that moves while we read comes to the top, above
    what we have read, and is found by the next walk, which goes down to the same floor.
    """

    graph: Graph
    owner: str
    on: Literal["messenger", "instagram"]
    inbox: Inbox
    size: int
    now: Callable[[], dt.datetime]

    def fetch(self, wanted: Wanted) -> Slice:
        place = place_from(wanted.place)
        since = instant(wanted.floor) or wanted.oldest
        return self._thread(place, since) if place.threads else self._page(place, since)

    def _page(self, place: Place, since: dt.datetime) -> Slice:
        page = self._listed(place)
        threads = items(page.get("data"))
        found: list[Found] = []
        long: list[tuple[str, str | None]] = []
        for thread in (one for one in threads if has_moved(_timed(one), since)):
            messages = mapping(mapping(thread).get("messages"))
            found += self._read(thread, messages, since, first=True)
            if _goes_on(messages, since):
                found += self._enter(thread, next_place(messages), long)
        after = next_place(page)
        ends = after is None or is_older([_timed(one) for one in threads], since)
        left = Place(after=None if ends else after, threads=tuple(long))
        return Slice(found=tuple(found), marks=self._marks(threads), place=left.text())

    def _enter(
        self, thread: object, where: str | None, long: list[tuple[str, str | None]]
    ) -> list[Found]:
        thread_id = identifier(mapping(thread).get("id"))
        if thread_id is None:
            return [Skipped(external_id=None, reason="a conversation without a readable id")]
        long.append((thread_id, where))
        return []

    def _thread(self, place: Place, since: dt.datetime) -> Slice:
        """One more page of the first of the threads."""
        (thread_id, where), *others = place.threads
        rest = Place(after=place.after, threads=tuple(others))
        try:
            page = self._messages(thread_id, where)
        except (Rejected, PermissionMissing) as error:
            lost = Skipped(external_id=thread_id, reason=f"its messages cannot be read: {error}")
            return Slice(found=(lost,), marks=(), place=rest.text())
        found = self._read({}, page, since, first=False)
        if _goes_on(page, since):
            rest = Place(after=place.after, threads=((thread_id, next_place(page)), *others))
        return Slice(found=tuple(found), marks=(), place=rest.text())

    def _listed(self, place: Place) -> Mapping[str, Any]:
        nested = f"messages.limit({self.size}){{{MESSAGE_FIELDS}}}"
        try:
            return mapping(
                self.graph.get_connections(
                    self.owner,
                    "conversations",
                    platform=self.on,
                    fields=f"{THREAD_FIELDS},{nested}",
                    limit=str(self.size),
                    **at(place.after),
                )
            )
        except Rejected as error:
            if place.after is None:
                raise PermissionMissing(f"The conversations of {self.owner}: {error}") from error
            raise StalePlace from error

    def _messages(self, thread_id: str, where: str | None) -> Mapping[str, Any]:
        """A page of a thread; the walk begins anew if only the place was forgotten."""
        asked = {"fields": MESSAGE_FIELDS, "limit": str(self.size)}
        try:
            return mapping(self.graph.get_connections(thread_id, "messages", **asked, **at(where)))
        except Rejected as error:
            if where is None:
                raise
            self._messages(thread_id, None)  # if it is gone, this says so
            raise StalePlace from error

    def _read(
        self, thread: object, page: Mapping[str, Any], since: dt.datetime, *, first: bool
    ) -> list[Found]:
        told = mapping(thread)
        new = new_comments(items(page.get("data")), since, first_page=first)
        people = map(mapping, items(mapping(told.get("participants")).get("data")))
        others = [identifier(one.get("id")) for one in people if not self.inbox.is_us(one)]
        link = told.get("link")
        known = isinstance(link, str) and link.startswith("/")
        url = f"https://www.facebook.com{link}" if known else None
        other = next((one for one in others if one), None)
        return [read_message(one, self.inbox, other=other, url=url) for one in new]

    def _marks(self, threads: Sequence[object]) -> tuple[str, ...]:
        """When they moved by the platform's clock, which can't be ahead of every other clock."""
        moved = [instant(_timed(one).get("updated_time")) for one in threads]
        latest = max(self.now(), date_of(self.graph.last_headers) or self.now())
        known = [min(one, latest) for one in moved if one is not None]
        return tuple(one.isoformat(timespec="seconds") for one in known)


def descent(
    conversations: Conversations, settings: MetaInboxSettings, *, now: Callable[[], dt.datetime]
) -> Descent:
    """The walk; a mark is a time of the platform's own, so that texts compare as times do."""
    return Descent(
        sources=(_SOURCE,),
        fetch=conversations.fetch,
        order=lambda mark: mark,
        overlap=settings.overlap,
        look_back=settings.look_back,
        max_pages=settings.max_pages,
        now=now,
    )


def _timed(thread: object) -> Mapping[str, Any]:
    """The thread with the time as a text: some answers have it in seconds since 1970."""
    told = mapping(thread)
    moved = epoch(told.get("updated_time"))
    return told if moved is None else {**told, "updated_time": moved.isoformat()}


def _goes_on(messages: Mapping[str, Any], since: dt.datetime) -> bool:
    more = next_place(messages) is not None
    return more and not is_older(items(messages.get("data")), since)

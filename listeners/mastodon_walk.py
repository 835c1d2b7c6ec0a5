"""What all listeners on Mastodon share: their settings, and lists read down to a known id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from pydantic import Field

from domain.errors import Rejected
from listeners.descent import Descent, Slice, Wanted
from listeners.mastodon_post import read_post
from listeners.page import Found
from listeners.walk_settings import WalkSettings
from platforms.listed import Listed
from platforms.mastodon import MastodonAccount, MastodonClient
from platforms.reading import identifier, instant, mapping

Fetch = Callable[[Wanted, int], Listed]


class MastodonWalkSettings(WalkSettings):
    """What every listener on Mastodon can be told."""

    overlap: dt.timedelta = Field(
        default=dt.timedelta(minutes=10),
        ge=dt.timedelta(0),
        description="How late a post may appear between others and still be found.",
    )
    page_size: int = Field(default=40, ge=1, le=40, description="Posts asked for at once.")


def id_order(mark: str) -> tuple[int, str]:
    """Mastodon's order of ids: by length, then as text; they are numbers on some servers only."""
    return len(mark), mark


class Threads:
    """Finds the first post of a thread, which Mastodon does not tell with a post."""

    def __init__(self, client: MastodonClient) -> None:
        self._client = client
        self._roots: dict[str, str] = {}

    def root_of(self, item: object) -> str | None:
        """None where the post begins a thread, or where the thread cannot be read."""
        post = mapping(item)
        post_id, answers = identifier(post.get("id")), identifier(post.get("in_reply_to_id"))
        if post_id is None or answers is None:
            return None
        known = self._roots.get(post_id) or self._roots.get(answers)
        if known is None:
            try:
                above = self._client.above(post_id)
            except Rejected:
                above = []  # gone meanwhile
            known = next((one for one in map(_id, above) if one), answers)
        self._remember(post_id, known)
        self._remember(answers, known)
        return known

    def _remember(self, post_id: str, root: str) -> None:
        if len(self._roots) >= 20_000:
            self._roots.clear()
        self._roots[post_id] = root


def descent(
    fetch: Fetch,
    read: Callable[[object], Found | None],
    *,
    sources: tuple[str, ...],
    settings: MastodonWalkSettings,
    now: Callable[[], dt.datetime],
) -> Descent:
    """A walk over lists of Mastodon; `read` gives None for what is none of ours."""

    def one(wanted: Wanted) -> Slice:
        page = fetch(wanted, settings.page_size)
        found = [read(item) for item in page.items]
        enough = wanted.floor is None and _is_older(page.items, wanted.oldest)
        return Slice(
            found=tuple(each for each in found if each is not None),
            marks=tuple(mark for mark in map(_id, page.items) if mark),
            place=None if enough else page.place,
        )

    return Descent(
        sources=sources,
        fetch=one,
        order=id_order,
        overlap=settings.overlap,
        look_back=settings.look_back,
        max_pages=settings.max_pages,
        now=now,
    )


def reader(account: MastodonAccount, client: MastodonClient) -> Callable[[object], Found]:
    """Reads a post with its thread."""
    threads = Threads(client)
    return lambda item: read_post(item, account, threads.root_of(item))


def _id(item: Any) -> str | None:
    return identifier(mapping(item).get("id"))


def _is_older(found: tuple[Any, ...], than: dt.datetime) -> bool:
    """Whether all of a page is older; one odd time cannot end a walk."""
    times = [instant(mapping(item).get("created_at")) for item in found]
    return bool(times) and all(time is not None and time < than for time in times)

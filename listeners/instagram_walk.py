"""One poll of an Instagram account: its media, the threads below them that grew, and its tags.

A medium does not say when its thread moved, only how many comments it has. A thread is read where
that number is another than last time: from its newest comment down to what is older than the last
walk, and further down while fewer new ones were found than the number tells, because a reply to an
old comment lies deep. A number that stays the same can hide one comment that came and one that
went: so now and then a walk reads every watched thread to its end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.errors import PermissionMissing, Rejected
from domain.mention import Page
from listeners.facebook_item import comments_in, created_at, item_id
from listeners.facebook_standing import is_older, new_comments, new_posts
from listeners.instagram_item import read_comment, read_media
from listeners.instagram_source import InstagramSource
from listeners.instagram_standing import LISTS, Standing, comments_count, newer_than
from listeners.meta_walk import MetaWalk, unread
from listeners.page import Found
from platforms.facebook import next_place
from platforms.instagram import InstagramAccount
from platforms.reading import items, mapping


@dataclass(slots=True, kw_only=True)
class InstagramWalk(MetaWalk[Standing]):
    """The account's own media with the comments below them, and the media that tag it."""

    order = LISTS
    source: InstagramSource
    account: InstagramAccount
    late_tags: dt.timedelta

    @property
    def _since(self) -> dt.datetime:
        """What was written at or after this time may be new to us."""
        bound, full = self.standing.bound, self.standing.full
        known = min(bound, self.standing.reread_at) if full else bound
        return known - self.overlap

    def _ask(self, name: str) -> dict[str, Any]:
        return self.source.listed(name, self.standing.after)

    def _listed(self, name: str, media: list[Any], _after: str | None) -> Iterator[Page]:
        self._hear(media)
        return self._media(media) if name == "media" else self._tags(media)

    def _tags(self, media: list[Any]) -> Iterator[Page]:
        """What may be new; a medium may be tagged long after it was published."""
        new = new_posts(media, self._oldest("tags"))
        yield self._page([read_media(one, self.account) for one in new])

    def _media(self, media: list[Any]) -> Iterator[Page]:
        """Our own new media, then the threads that grew."""
        known = (item_id(one) for one in media)
        seen = dict.fromkeys([*self.standing.seen, *(one for one in known if one)])
        self.standing = replace(self.standing, seen=tuple(seen))
        found: list[Found] = [
            read_media(one, self.account) for one in new_posts(media, self._since)
        ]
        for one in media:
            if self._is_watched(one) and self.standing.must_read(one):
                yield from self._thread(one, found)
                found = []
        yield self._page(found)

    def _is_watched(self, media: object) -> bool:
        created = created_at(media)
        return created is None or created >= self._oldest("media")

    def _thread(self, media: object, found: list[Found]) -> Iterator[Page]:
        media_id = item_id(media) or ""
        self.standing = self.standing.in_thread(media_id, comments_count(media))
        page = None if self.standing.comments else comments_in(media)
        grown = self.standing.has_grown(media, self._since)
        while True:
            try:
                page = self._comments(media_id) if page is None else page
                found += self._read(media_id, page, grown=grown)
            except (Rejected, PermissionMissing) as error:
                found.append(unread(media_id, str(error)))
                after = None
            else:
                after = self._goes_on(page)
            if after is not None and self._is_circle(media_id, after):
                found.append(unread(media_id, "their pages lead in a circle"))
                after = None
            if after is None:
                self.standing = self.standing.read_through()
                yield self._page(found)
                return
            self.standing = replace(self.standing, comments=after)
            yield self._page(found)
            found, page = [], None

    def _goes_on(self, page: Mapping[str, Any]) -> str | None:
        """Where the thread goes on, if more of it must be read."""
        after = next_place(page)
        older = is_older(items(page.get("data")), self._since)
        enough = older and not self.standing.full and self.standing.missing() <= 0
        return None if enough else after

    def _read(self, media_id: str, page: Mapping[str, Any], *, grown: bool) -> list[Found]:
        """What may be new on a page of comments, and among the replies to each of them."""
        comments = items(page.get("data"))
        replies = [reply for one in comments for reply in self._replies(one)]
        self._hear([*comments, *replies])
        told = {item_id(one): one for one in (*comments, *replies) if item_id(one)}
        found = newer_than(told.values(), self.standing.bound)
        self.standing = replace(self.standing, new=self.standing.new + found)
        new = [
            *new_comments(comments, self._since, first_page=grown and not self.standing.comments),
            *(one for one in replies if self._may_be_new(one)),
        ]
        return [read_comment(one, media_id, self.account) for one in new]

    def _replies(self, comment: object) -> list[Any]:
        """All replies to a comment; most come with it."""
        comment_id, page = item_id(comment), mapping(mapping(comment).get("replies"))
        found = list(items(page.get("data")))
        while comment_id is not None and (after := next_place(page)) is not None:
            if self._is_circle(comment_id, after):
                break
            page = self.source.replies(comment_id, after)
            found += items(page.get("data"))
        return found

    def _may_be_new(self, item: object) -> bool:
        created = created_at(item)
        return created is None or created >= self._since

    def _comments(self, media_id: str) -> dict[str, Any]:
        try:
            return self.source.comments(media_id, self.standing.comments)
        except Rejected:
            if self.standing.comments is None:
                raise
            self.standing = replace(self.standing, comments=None, new=0)
            return self._comments(media_id)

    def _oldest(self, name: str) -> dt.datetime:
        """How far back a list is read."""
        reach = self.watch if name == "media" else self.late_tags
        return min(self._since, self.standing.began - reach)

    def _hear(self, found: Sequence[object]) -> None:
        self.standing = self.standing.hearing([self.source.heard, *map(created_at, found)])

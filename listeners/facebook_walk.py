"""One poll of a Facebook page: its lists of posts, and the threads below them that have moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from domain.errors import ConfigurationError, EndpointRetired, PermissionMissing, Rejected
from domain.mention import IncomingMention, MentionKind, Page, Skipped
from listeners.facebook_item import (
    comments_in,
    item_id,
    moved_at,
    read_comment,
    read_post,
)
from listeners.facebook_source import FacebookSource
from listeners.facebook_standing import (
    LISTS,
    Standing,
    has_moved,
    is_older,
    new_comments,
    new_posts,
)
from listeners.meta_source import Enough
from listeners.page import Found, page_of
from platforms.facebook import next_place
from platforms.reading import items


@dataclass(slots=True, kw_only=True)
class FacebookWalk:
    """One poll; a page's cursor is what `standing` says when it is yielded."""

    source: FacebookSource
    page_id: str
    lists: Sequence[str]
    standing: Standing
    overlap: dt.timedelta
    watch: dt.timedelta
    refused: ConfigurationError | None = None
    read_threads: set[str] = field(default_factory=set)
    places: set[tuple[str | None, ...]] = field(default_factory=set)

    def pages(self) -> Iterator[Page]:
        try:
            for name in self._lists_ahead():
                yield from self._list(name)
        except Enough:
            return
        if self.standing.hole:
            self.standing = self.standing.again()
            yield self._page([])
        else:
            self.standing = self.standing.finished()
            yield self._page([], complete=True)
        if self.refused is not None:
            raise self.refused

    @property
    def _since(self) -> dt.datetime:
        """What moved at or after this time is read."""
        return self.standing.floor - self.overlap

    def _lists_ahead(self) -> Iterator[str]:
        for name in LISTS[LISTS.index(self.standing.at) :]:
            if name in self.lists:
                if name != self.standing.at:
                    self.standing = self.standing.at_list(name)
                yield name

    def _list(self, name: str) -> Iterator[Page]:
        """All of one list; if that fails, the others are still heard and the floor stays."""
        try:
            yield from self._list_pages(name)
        except (PermissionMissing, EndpointRetired) as refused:
            self.refused = refused
            self.standing = replace(self.standing, hole=True)

    def _list_pages(self, name: str) -> Iterator[Page]:
        while True:
            listed = self._listed(name)
            posts, after = items(listed.get("data")), next_place(listed)
            ends = after is None or is_older(posts, self._oldest(name))
            yield from self._posts(name, posts, None if ends else after)
            if ends:
                return
            self.standing = self.standing.at_page(after)
            if self._is_circle(name, after):
                self.standing = replace(self.standing, hole=True)
                return

    def _posts(self, name: str, posts: list[Any], after: str | None) -> Iterator[Page]:
        """A page of posts with the newest comments of each, then what is left of the threads."""
        self._hear(posts)
        found = [] if self.standing.post else self._read(name, posts)
        long = self._long_threads(posts)
        if long:
            self._enter(long[0])
        elif after is not None:
            self.standing = self.standing.at_page(after)
        yield self._page(found)
        for post_id in long:
            yield from self._thread(post_id)

    def _read(self, name: str, posts: list[Any]) -> list[Found]:
        """New posts and short threads; of the feed only our own, others are in their own lists."""
        found: list[Found] = []
        kind = MentionKind.VISITOR_POST if name == "visitor_posts" else MentionKind.POST
        for post in new_posts(posts, self._since):
            mention = read_post(post, kind, self.page_id)
            known = isinstance(mention, IncomingMention) and not mention.by_brand
            if name != "feed" or not known:
                found.append(mention)
        for post in posts:
            if self._is_unread(post) and not self._goes_on(comments_in(post)):
                found += self._read_comments(comments_in(post), item_id(post), first_page=True)
        return found

    def _is_unread(self, post: object) -> bool:
        return has_moved(post, self._since) and item_id(post) not in self.read_threads

    def _read_comments(self, page: Any, post_id: str | None, *, first_page: bool) -> list[Found]:
        comments = items(page.get("data"))
        self._hear(comments)
        new = new_comments(comments, self._since, first_page=first_page)
        return [read_comment(one, post_id, self.page_id) for one in new] if post_id else []

    def _long_threads(self, posts: list[Any]) -> list[str]:
        """The threads of which the page holds not all that is new, from where the walk stands."""
        moved = {item_id(post): post for post in posts if self._is_unread(post)}
        self.read_threads.update(name for name in moved if name)
        long = [name for name, post in moved.items() if name and self._goes_on(comments_in(post))]
        if self.standing.post in long:
            return long[long.index(self.standing.post) :]
        return long

    def _goes_on(self, page: Any) -> bool:
        if self.source.bare == self.standing.at:
            return True
        return next_place(page) is not None and not is_older(items(page.get("data")), self._since)

    def _enter(self, post_id: str) -> None:
        if self.standing.post != post_id:
            self.standing = replace(self.standing, post=post_id, comments=None)

    def _thread(self, post_id: str) -> Iterator[Page]:
        self._enter(post_id)
        while True:
            try:
                page = self._comments(post_id)
            except (Rejected, PermissionMissing) as error:
                yield self._page([_unread(post_id, str(error))])
                return
            first = self.standing.comments is None
            found = self._read_comments(page, post_id, first_page=first)
            after = next_place(page)
            ends = after is None or is_older(items(page.get("data")), self._since)
            if not ends:
                self.standing = replace(self.standing, comments=after)
            yield self._page(found)
            if ends:
                return
            if self._is_circle(post_id, after):
                yield self._page([_unread(post_id, "their pages lead in a circle")])
                return

    def _listed(self, name: str) -> dict[str, Any]:
        """A page of a list; from its beginning if Facebook has forgotten the place."""
        try:
            return self.source.posts(name, self.standing.after)
        except Rejected as error:
            if self.standing.after is None:
                raise PermissionMissing(f"{name} of page {self.page_id}: {error}") from error
            self.standing = self.standing.at_page(None)
            return self._listed(name)

    def _comments(self, post_id: str) -> dict[str, Any]:
        try:
            return self.source.comments(post_id, self.standing.comments)
        except Rejected:
            if self.standing.comments is None:
                raise
            self.standing = replace(self.standing, comments=None)
            return self._comments(post_id)

    def _is_circle(self, of: str, place: str | None) -> bool:
        """Whether the pages lead to where we have been."""
        known = (of, place) in self.places
        self.places.add((of, place))
        return known

    def _oldest(self, name: str) -> dt.datetime:
        """How far back a list is read: new posts, or every post whose thread is still watched."""
        if name == "visitor_posts":
            return self._since
        return min(self._since, self.standing.began - self.watch)

    def _hear(self, found: Sequence[object]) -> None:
        times = [moved_at(item) for item in found]
        self.standing = self.standing.hearing([self.source.heard, *times])

    def _page(self, found: list[Found], *, complete: bool = False) -> Page:
        return page_of(found, self.standing.cursor(), complete=complete)


def _unread(post_id: str, why: str) -> Skipped:
    return Skipped(external_id=post_id, reason=f"the comments cannot be read: {why}")

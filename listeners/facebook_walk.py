"""One poll of a Facebook page: its lists of posts, and the threads below them that have moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.errors import PermissionMissing, Rejected
from domain.mention import IncomingMention, MentionKind, Page
from listeners.facebook_item import (
    comments_in,
    item_id,
    moved_at,
    read_comment,
    read_post,
)
from listeners.facebook_source import FacebookSource
from listeners.facebook_standing import (
    ORDER,
    THREADS,
    Standing,
    has_moved,
    is_older,
    new_comments,
    new_posts,
)
from listeners.meta_walk import MetaWalk, unread
from listeners.page import Found
from platforms.facebook import next_place
from platforms.reading import items


@dataclass(slots=True, kw_only=True)
class FacebookWalk(MetaWalk[Standing]):
    """Visitors' posts, posts that tag the page, the page's own, and the comments below them."""

    order = ORDER
    source: FacebookSource
    page_id: str
    read_threads: set[str] = field(default_factory=set)

    @property
    def _since(self) -> dt.datetime:
        """What moved at or after this time is read."""
        return self.standing.here.floor - self.overlap

    def _ask(self, name: str) -> dict[str, Any]:
        return self.source.posts("feed" if name == THREADS else name, self.standing.after)

    def _is_to_read(self, name: str) -> bool:
        return name != THREADS or self.standing.lists[THREADS].is_under_way

    def _read_down_to(self, name: str, found: list[Any], after: str | None) -> None:
        if name == "feed":
            ends = is_older(found, self.standing.here.began - self.watch)
            self.standing = self.standing.threads_from(None if ends else after)

    def _listed(self, name: str, posts: list[Any], after: str | None) -> Iterator[Page]:
        """A page of posts with the newest comments of each, then what is left of the threads."""
        self._hear(posts)
        found = [] if self.standing.here.post else self._read(name, posts)
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
            if name not in ("feed", THREADS) or not known:
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
        if self.standing.here.post in long:
            return long[long.index(self.standing.here.post) :]
        return long

    def _goes_on(self, page: Any) -> bool:
        if self.source.bare == self.standing.at:
            return True
        return next_place(page) is not None and not is_older(items(page.get("data")), self._since)

    def _enter(self, post_id: str) -> None:
        if self.standing.here.post != post_id:
            self._place(post_id, None)

    def _place(self, post_id: str, comments: str | None) -> None:
        self.standing = self.standing.put(self.standing.here.in_thread(post_id, comments))

    def _thread(self, post_id: str) -> Iterator[Page]:
        self._enter(post_id)
        while True:
            try:
                page = self._comments(post_id)
            except (Rejected, PermissionMissing) as error:
                yield self._page([unread(post_id, str(error))])
                return
            first = self.standing.here.comments is None
            found = self._read_comments(page, post_id, first_page=first)
            after = next_place(page)
            ends = after is None or is_older(items(page.get("data")), self._since)
            if not ends:
                self._place(post_id, after)
            yield self._page(found)
            if ends:
                return
            if self._is_circle(post_id, after):
                yield self._page([unread(post_id, "their pages lead in a circle")])
                return

    def _comments(self, post_id: str) -> dict[str, Any]:
        try:
            return self.source.comments(post_id, self.standing.here.comments)
        except Rejected:
            if self.standing.here.comments is None:
                raise
            self._place(post_id, None)
            return self._comments(post_id)

    def _oldest(self, name: str) -> dt.datetime:
        """How far back a list is read: new posts, or every post whose thread is still watched."""
        if name in ("visitor_posts", "feed"):
            return self._since
        return min(self._since, self.standing.here.began - self.watch)

    def _hear(self, found: Sequence[object]) -> None:
        times = [moved_at(item) for item in found]
        heard = self.standing.here.hearing([self.source.heard, *times])
        self.standing = self.standing.put(heard)

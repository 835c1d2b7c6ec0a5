"""The library: every post, on the shelves where the timelines and edges find it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from sandbox.posts import Kind, Network, Post
from sandbox.shelf import Shelf, ShelfName, of_children, of_thread, shelves_of


class Library:
    """What can be read. `now` is frozen between two requests."""

    def __init__(self, brand_handle: str, now: float) -> None:
        self._brand_handle = brand_handle
        self.empty(now)

    def empty(self, now: float) -> None:
        """Begin with nothing at all."""
        self.now = now
        self.posts: dict[str, Post] = {}
        self._shelves: defaultdict[ShelfName, Shelf] = defaultdict(Shelf)
        self._by_order: dict[int, str] = {}
        self._named: dict[str, str] = {}
        self._updated: dict[str, float] = {}

    def get(self, external_id: str) -> Post | None:
        """A post that can be read now."""
        post = self.posts.get(external_id)
        shown = post and post.deleted_at is None and post.visible_at <= self.now
        return post if shown else None

    def find(self, name: str) -> Post | None:
        """The same, by external id or by the scenario's own id."""
        return self.get(self._named.get(name, name))

    def newest(
        self, name: ShelfName, *, above: int = -1, below: int | None = None
    ) -> Iterator[Post]:
        orders = self._shelves[name].newest_first(above=above, below=below)
        return (self.posts[self._by_order[order]] for order in orders)

    def oldest(
        self, name: ShelfName, *, above: int = -1, below: int | None = None
    ) -> Iterator[Post]:
        orders = self._shelves[name].oldest_first(above=above, below=below)
        return (self.posts[self._by_order[order]] for order in orders)

    def count(self, name: ShelfName) -> int:
        return len(self._shelves[name])

    def reaching(self, name: ShelfName, most: int) -> int:
        """Where a timeline that serves only its newest so many ends."""
        return self._shelves[name].reaching(most)

    def roots(self) -> tuple[str, ...]:
        """The first post of every thread that was ever seen."""
        return tuple(self._updated)

    def updated_at(self, post: Post) -> float:
        """When a thread last moved."""
        return self._updated.get(post.external_id, post.created_at)

    def keep(self, post: Post) -> None:
        """Take a post in; nobody sees it before `show`."""
        self.posts[post.external_id] = post
        self._by_order[post.order] = post.external_id
        if post.post_id:
            self._named[post.post_id] = post.external_id

    def show(self, external_id: str, at: float) -> None:
        """Lay a post where readers look, unless it was deleted meanwhile."""
        post = self.posts[external_id]
        if post.deleted_at is not None:
            return
        for name in shelves_of(post, brand_handle=self._brand_handle):
            self._shelves[name].add(post.order)
        root = self.posts.get(post.root_id, post)
        self._updated[post.root_id] = max(self.updated_at(root), at)

    def rewrite(self, post: Post, text: str) -> Post:
        self.posts[post.external_id] = replace(post, text=text)
        return self.posts[post.external_id]

    def hide(self, post: Post, *, hidden: bool) -> Post:
        self.posts[post.external_id] = replace(post, hidden=hidden)
        return self.posts[post.external_id]

    def delete(self, post: Post) -> None:
        """Take a post away, and on Meta's networks what hangs below it."""
        self.posts[post.external_id] = replace(post, deleted_at=self.now)
        for name in shelves_of(post, brand_handle=self._brand_handle):
            self._shelves[name].discard(post.order)
        if post.network is not Network.X:
            below = of_children if post.kind is Kind.COMMENT else of_thread
            for child in list(self.newest(below(post.external_id))):
                self.delete(child)

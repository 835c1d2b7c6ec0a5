"""Shelves: what a timeline or an edge lists, kept in the platform's order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator

from sandbox.posts import Kind, Network, Post

ShelfName = tuple[str, ...]

TWEETS: ShelfName = ("x",)
MENTIONS: ShelfName = ("x", "mentions")
FEED: ShelfName = ("facebook", "feed")
POSTS: ShelfName = ("facebook", "posts")
VISITOR_POSTS: ShelfName = ("facebook", "visitor_posts")
TAGGED: ShelfName = ("facebook", "tagged")
MEDIA: ShelfName = ("instagram", "media")
TAGS: ShelfName = ("instagram", "tags")

_EDGES = {
    Kind.OWN: (FEED, POSTS),
    Kind.VISITOR_POST: (FEED, VISITOR_POSTS),
    Kind.TAGGED: (TAGGED,),
}
_INSTAGRAM_EDGES = {Kind.OWN: (MEDIA,), Kind.TAGGED: (TAGS,)}


def of_person(person: str) -> ShelfName:
    return ("x", "by", person)


def of_thread(root_id: str) -> ShelfName:
    return ("thread", root_id)


def of_children(parent_id: str) -> ShelfName:
    return ("children", parent_id)


class Shelf:
    """Orders, sorted; late ones are slid in where they belong."""

    def __init__(self) -> None:
        self._orders: list[int] = []

    def __len__(self) -> int:
        return len(self._orders)

    def add(self, order: int) -> None:
        insort(self._orders, order)

    def discard(self, order: int) -> None:
        place = bisect_left(self._orders, order)
        if place < len(self._orders) and self._orders[place] == order:
            del self._orders[place]

    def reaching(self, most: int) -> int:
        """The order of the oldest of the newest so many; 0 where there are not more."""
        return self._orders[-most] if len(self._orders) > most else 0

    def newest_first(self, *, above: int = -1, below: int | None = None) -> Iterator[int]:
        """Those with above < order < below, from the newest on."""
        low, high = self._range(above, below)
        return (self._orders[place] for place in range(high - 1, low - 1, -1))

    def oldest_first(self, *, above: int = -1, below: int | None = None) -> Iterator[int]:
        """The same, from the oldest on."""
        low, high = self._range(above, below)
        return (self._orders[place] for place in range(low, high))

    def _range(self, above: int, below: int | None) -> tuple[int, int]:
        low = bisect_right(self._orders, above)
        high = len(self._orders) if below is None else bisect_left(self._orders, below)
        return low, high


def shelves_of(post: Post, *, brand_handle: str) -> tuple[ShelfName, ...]:
    """Where a post lies once it is visible."""
    hangs = (of_children(post.parent_id),) if post.parent_id else ()
    if post.network is not Network.X:
        edges = _EDGES if post.network is Network.FACEBOOK else _INSTAGRAM_EDGES
        return hangs + (
            (of_thread(post.root_id),) if post.kind is Kind.COMMENT else edges[post.kind]
        )
    mentions = (MENTIONS,) if brand_handle.lower() in post.handles and not post.by_brand else ()
    return (TWEETS, of_person(post.person), of_thread(post.root_id), *mentions, *hangs)

"""In which case a post or a reply stood at a moment, told from the merges and splits since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Posts and our replies that went from one case to another, all at once."""

    at: dt.datetime
    origin: int
    target: int
    posts: frozenset[int]
    replies: frozenset[int] = frozenset()

    def back(self, at: dt.datetime) -> Move:
        """The same, undone."""
        return Move(
            at=at, origin=self.target, target=self.origin, posts=self.posts, replies=self.replies
        )


@dataclass(frozen=True, slots=True)
class Moves:
    """All that happened around one case, in any order."""

    told: tuple[Move, ...] = ()

    def cases(self) -> frozenset[int]:
        """Every case that posts came from or went to."""
        return frozenset(case_id for one in self.told for case_id in (one.origin, one.target))

    def post_stood_in(self, post_id: int, *, now_in: int, at: dt.datetime) -> int:
        """The case of a post that is in `now_in` by now."""
        return _before(at, (one for one in self.told if post_id in one.posts), now_in)

    def posts_in(
        self, case_id: int, now_in: Mapping[int, int], *, at: dt.datetime
    ) -> frozenset[int]:
        """Those of these posts (post -> its case by now) that stood in `case_id` then."""
        return frozenset(
            post_id
            for post_id, case in now_in.items()
            if self.post_stood_in(post_id, now_in=case, at=at) == case_id
        )

    def reply_stood_in(self, reply_id: int, *, now_in: int, at: dt.datetime) -> int:
        """The same of a reply."""
        return _before(at, (one for one in self.told if reply_id in one.replies), now_in)


def _before(at: dt.datetime, moves: Iterable[Move], case_id: int) -> int:
    """What happens at the same moment as a move happened before it."""
    for move in sorted(moves, key=lambda one: one.at, reverse=True):
        if move.at < at:
            break
        if move.target == case_id:
            case_id = move.origin
    return case_id

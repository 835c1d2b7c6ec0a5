"""Where posts and replies stood, told from merges and splits."""

from __future__ import annotations

import datetime as dt

import pytest

from domain.whereabouts import Move, Moves

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def move(at: int, origin: int, target: int, *posts: int) -> Move:
    return Move(
        at=NOON + at * HOUR, origin=origin, target=target, posts=frozenset(posts),
        replies=frozenset({9}),
    )  # fmt: skip


TWICE = Moves((move(4, 2, 3, 7), move(2, 1, 2, 7)))
"""Post 7 and reply 9 went from case 1 to 2 at two, and to 3 at four."""


@pytest.mark.parametrize(("at", "case_id"), [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3)])
def test_a_post_stood_where_the_moves_since_took_it_from(at: int, case_id: int) -> None:
    assert TWICE.post_stood_in(7, now_in=3, at=NOON + at * HOUR) == case_id
    assert TWICE.reply_stood_in(9, now_in=3, at=NOON + at * HOUR) == case_id


def test_what_was_never_moved_was_always_where_it_is() -> None:
    assert TWICE.post_stood_in(8, now_in=3, at=NOON) == 3
    assert TWICE.cases() == {1, 2, 3}


def test_what_was_undone_was_away_only_in_between() -> None:
    merge = move(2, 1, 2, 7)
    undone = Moves((merge, merge.back(NOON + 4 * HOUR)))
    stood = [undone.post_stood_in(7, now_in=1, at=NOON + at * HOUR) for at in (1, 3, 5)]
    assert stood == [1, 2, 1]

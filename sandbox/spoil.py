"""Pages spoilt on purpose: doubled, shuffled, with broken items, or without authors."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from typing import Any

from sandbox.faults import Effect
from sandbox.posts import Json, Network

_NESTED = ("comments", "replies", "messages")
_STRANGE_BIT = 1 << 21
"""Flipped in an X id, it names a post of the same millisecond that never was."""


def spoilt(body: Json, effects: Collection[Effect], network: Network, dice: random.Random) -> Json:
    """The body of an answer, changed as the effects say."""
    return _listing(
        without_from(body) if Effect.NO_FROM in effects else body, effects, network, dice
    )


def _listing(
    body: Json, effects: Collection[Effect], network: Network, dice: random.Random
) -> Json:
    """A page of items, and in each item the page of comments that came with it."""
    page = body.get("data")
    if not isinstance(page, list) or not page:
        return body
    page = [_nested(item, effects, network, dice) for item in page]
    if Effect.MALFORMED in effects:
        page = [item | {"practice_unknown": {"a": [1]}} for item in page]
        page += _broken_x(page[0]) if network is Network.X else _broken_graph(page[0])
    if Effect.DUPLICATES in effects:
        page = [copy for item in page for copy in [item] * dice.choice((1, 2, 3))]
    if Effect.SHUFFLED in effects:
        page = dice.sample(page, len(page))
    return body | {"data": page}


def _nested(item: Json, effects: Collection[Effect], network: Network, dice: random.Random) -> Json:
    inside = {name: item[name] for name in _NESTED if name in item}
    return item | {name: _listing(body, effects, network, dice) for name, body in inside.items()}


def without_from(value: Any) -> Any:
    """The same, with no author anywhere, as without pages_read_user_content."""
    if isinstance(value, dict):
        return {name: without_from(part) for name, part in value.items() if name != "from"}
    return [without_from(part) for part in value] if isinstance(value, list) else value


def _broken_x(good: Json) -> list[Json]:
    return _broken(
        good, lambda n: str(int(good["id"]) ^ (_STRANGE_BIT + n)), "text", "created_at", "author_id"
    )


def _broken_graph(good: Json) -> list[Json]:
    text, time = ("text", "timestamp") if "timestamp" in good else ("message", "created_time")
    return _broken(good, lambda n: f"{good['id']}999{n}", text, time, "from")


def _broken(
    good: Json, stranger: Callable[[int], str], text: str, time: str, author: str
) -> list[Json]:
    """An item without id, one without text, one with a rubbish time, one without author."""
    return [
        good | {"id": None},
        {name: value for name, value in good.items() if name != text} | {"id": stranger(1)},
        good | {"id": stranger(2), time: "the day before yesterday"},
        {name: value for name, value in good.items() if name != author} | {"id": stranger(3)},
    ]

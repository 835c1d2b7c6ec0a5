"""Edges page by page: limit, since and until, cursors, and the address of the next page."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from sandbox.graph.errors import invalid_parameter
from sandbox.posts import Json

DEFAULT_LIMIT = 25
MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What part of an edge is wanted; `above` and `below` bound the platform's order."""

    limit: int = DEFAULT_LIMIT
    since: float | None = None
    until: float | None = None
    after: int | None = None
    before: int | None = None


def wanted(parameters: Mapping[str, str]) -> Wanted:
    """From the query of a request or the modifiers of a nested edge."""
    return Wanted(
        limit=_limit(parameters.get("limit")),
        since=_moment("since", parameters.get("since")),
        until=_moment("until", parameters.get("until")),
        after=_order(parameters.get("after")),
        before=_order(parameters.get("before")),
    )


def cursor(order: int) -> str:
    """An opaque place in an edge."""
    return base64.urlsafe_b64encode(f"at:{order}".encode()).decode().rstrip("=")


def listing(
    shown: list[Json], orders: list[int], *, more: bool, address: Callable[[str], str]
) -> Json:
    """The page with its paging; `next` only where there is a next page."""
    if not shown:
        return {"data": []}
    cursors = {"before": cursor(orders[0]), "after": cursor(orders[-1])}
    paging: Json = {"cursors": cursors}
    if more:
        paging["next"] = address(cursors["after"])
    return {"data": shown, "paging": paging}


def next_address(base: str, parameters: Mapping[str, str]) -> Callable[[str], str]:
    """How to write the address of the page after a cursor."""
    kept = {k: v for k, v in parameters.items() if k not in {"after", "before"}}
    return lambda after: f"{base}?{urlencode(kept | {'after': after})}"


def _limit(given: str | None) -> int:
    if given is None:
        return DEFAULT_LIMIT
    if not given.isdecimal() or int(given) < 1:
        raise invalid_parameter("Param limit must be a positive integer")
    return min(int(given), MOST)


def _moment(name: str, given: str | None) -> float | None:
    if not given:
        return None
    if given.isdecimal():
        return float(given)
    try:
        moment = dt.datetime.fromisoformat(given)
    except ValueError:
        raise invalid_parameter(f"Param {name} must be a valid date/time") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()


def _order(given: str | None) -> int | None:
    if not given:
        return None
    try:
        text = base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)).decode()
        return int(text.removeprefix("at:"))
    except ValueError:
        raise invalid_parameter("Invalid cursors values") from None

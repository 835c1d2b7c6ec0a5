"""Customer care on Twitter (TWCS): what customers wrote, in threads, as mentions of ours."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from sandbox.people import Brand
from sandbox.posts import Json, Kind, Network, PlannedPost

_HANDLE = re.compile(r"@(\w+)")


def conversations(rows: list[Json], brand: Brand) -> Iterator[PlannedPost]:
    """Brands are the authors whose id is no number; their own tweets are left to us."""
    by_id = {row["tweet_id"]: row for row in rows}
    handles = {row["author_id"].lower() for row in rows if not row["author_id"].isdecimal()}
    for row in rows:
        if _is_customer(row):
            yield _mention(row, by_id, handles, brand)


def _mention(row: Json, by_id: Mapping[str, Json], handles: set[str], brand: Brand) -> PlannedPost:
    ancestors = list(_customer_ancestors(row, by_id))
    root = ancestors[-1] if ancestors else row["tweet_id"]
    return PlannedPost(
        id=row["tweet_id"],
        person=f"customer-{row['author_id']}",
        network=Network.X,
        kind=Kind.MENTION,
        at=_moment(row["created_at"]),
        text=_ours(row["text"], handles, brand.x_handle),
        lang=row.get("lang") or "und",
        reply_to=ancestors[0] if ancestors else None,
        matter=f"{root}:{row['author_id']}",
    )


def _customer_ancestors(row: Json, by_id: Mapping[str, Json]) -> Iterator[str]:
    """What customers wrote above in the thread, nearest first; the brand's tweets are skipped."""
    seen = {row["tweet_id"]}
    above = by_id.get(row["in_response_to_tweet_id"])
    while above is not None and above["tweet_id"] not in seen:
        seen.add(above["tweet_id"])
        if _is_customer(above):
            yield above["tweet_id"]
        above = by_id.get(above["in_response_to_tweet_id"])


def _is_customer(row: Json) -> bool:
    return bool(row["inbound"] == "True")


def _ours(text: str, handles: set[str], ours: str) -> str:
    """The text with every brand's handle turned into ours."""
    return _HANDLE.sub(lambda found: f"@{ours}" if found[1].lower() in handles else found[0], text)


def _moment(created_at: str) -> float:
    """Twitter's own way of writing a time, or ISO 8601; the file has both."""
    if created_at[:1].isdigit():
        return dt.datetime.fromisoformat(created_at).timestamp()
    return dt.datetime.strptime(created_at, "%a %b %d %H:%M:%S %z %Y").timestamp()

"""Replays: files of real posts, played as mentions of our brand, or posts in our own format."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from sandbox.people import Brand
from sandbox.posts import BRAND, Json, Kind, Network, PlannedPost
from sandbox.scenario import Scenario, in_order, post
from sandbox.twcs import conversations

STARTS_AT = dt.datetime(2026, 3, 2, tzinfo=dt.UTC).timestamp()
LONGEST_GAP = 30 * 60.0


def load_replay(path: Path, *, posts: int | None = None, brand: Brand | None = None) -> Scenario:
    """The first customer posts of a file, with its empty stretches shortened.

    Three formats, told apart by their first line: customer care on Twitter (TWCS, JSONL or CSV),
    IBM's care conversations, and the posts of docs/scenarios.md.
    """
    who = brand or Brand()
    planned = in_order(_planned(path, who))
    chosen = first(_with_missing_targets(planned), posts)
    timed = shortened(chosen)
    return Scenario(
        title=f"A replay of {path.name}",
        brand=who,
        starts_at=STARTS_AT,
        ends_at=timed[-1].at if timed else STARTS_AT,
        posts=timed,
        improvise=0.5,
    )


def first(planned: Iterable[PlannedPost], posts: int | None) -> tuple[PlannedPost, ...]:
    """Everything up to the last of so many customer posts."""
    chosen = []
    left = posts
    for one in planned:
        if left == 0:
            break
        if left is not None and one.person != BRAND:
            left -= 1
        chosen.append(one)
    return tuple(chosen)


def shortened(planned: tuple[PlannedPost, ...]) -> tuple[PlannedPost, ...]:
    """From STARTS_AT on, with no gap longer than LONGEST_GAP."""
    at = STARTS_AT
    timed = [replace(one, at=at) for one in planned[:1]]
    for before, after in pairwise(planned):
        at += min(after.at - before.at, LONGEST_GAP)
        timed.append(replace(after, at=at))
    return tuple(timed)


def _planned(path: Path, brand: Brand) -> Iterator[PlannedPost]:
    rows = list(_rows(path))
    if rows and "dialogContent" in rows[0]:
        return _care(rows, brand)
    if rows and "tweet_id" in rows[0]:
        return conversations(rows, brand)
    return (post(row, STARTS_AT) for row in rows)


def _rows(path: Path) -> Iterator[Json]:
    """JSON lines or CSV, packed or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as lines:
        if ".csv" in path.suffixes:
            yield from csv.DictReader(lines)
        else:
            yield from (json.loads(line) for line in lines if line.strip())


def _care(rows: list[Json], brand: Brand) -> Iterator[PlannedPost]:
    """The customers' part of IBM's conversations; people get a name that is not theirs."""
    for row in rows:
        header = row["dialogHeader"]
        before: str | None = None
        for turn in row["dialogContent"]:
            if "client" not in turn:
                continue
            alias = hashlib.sha256(turn["client"].encode()).hexdigest()[:8]
            yield PlannedPost(
                id=turn["tweet_ID"],
                person=f"care-{alias}",
                network=Network.X,
                kind=Kind.MENTION,
                at=dt.datetime.fromisoformat(turn["datetime"]).timestamp(),
                text=turn["message"].replace(f"@{header['company']}", f"@{brand.x_handle}"),
                lang="en",
                reply_to=before,
                matter=f"{header['sessionID']}:{alias}",
            )
            before = turn["tweet_ID"]


def _with_missing_targets(planned: tuple[PlannedPost, ...]) -> tuple[PlannedPost, ...]:
    """What is answered but not in the file becomes a post of the brand's, just before."""
    known = {one.id for one in planned}
    missing = {one.reply_to: one for one in reversed(planned) if one.reply_to not in known}
    stand_ins = [
        PlannedPost(
            id=name,
            person=BRAND,
            network=answer.network,
            kind=Kind.OWN,
            at=answer.at - 60,
            text="A post of ours.",
            lang="en",
        )
        for name, answer in missing.items()
        if name is not None
    ]
    return in_order([*stand_ins, *planned])

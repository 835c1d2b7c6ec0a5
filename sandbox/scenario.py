"""Scenarios: who posts what and when, read from a folder as docs/scenarios.md describes it."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.people import Brand, Person
from sandbox.posts import BRAND, Json, Kind, Network, PlannedPost, Reaction

BUILT_IN = Path(__file__).parent / "scenarios"
DAY = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A whole story. `improvise` is how likely customers without a script thank for a reply."""

    title: str
    brand: Brand
    starts_at: float
    ends_at: float
    people: tuple[Person, ...] = ()
    posts: tuple[PlannedPost, ...] = ()
    improvise: float = 0.0


def nothing(starts_at: float) -> Scenario:
    """No story at all: what happens comes through the control plane."""
    return Scenario(
        title="Nothing planned",
        brand=Brand(),
        starts_at=starts_at,
        ends_at=starts_at,
        improvise=0.5,
    )


def load(name: str) -> Scenario:
    """A built-in scenario by its name, or any by its folder."""
    folder = BUILT_IN / name if (BUILT_IN / name).is_dir() else Path(name)
    facts = tomllib.loads((folder / "scenario.toml").read_text("utf-8"))
    start = facts["starts_at"].timestamp()
    own = [_own(row, start) for row in facts.get("own", [])]
    return Scenario(
        title=facts["title"],
        brand=Brand(**facts["brand"]),
        starts_at=start,
        ends_at=start + facts["days"] * DAY,
        people=tuple(person(row) for row in _rows(folder / "people")),
        posts=in_order([*own, *(post(row, start) for row in _rows(folder / "posts"))]),
    )


def person(row: Json) -> Person:
    account = row.get("x") or {}
    return Person(
        id=row["id"],
        name=row["name"],
        lang=row.get("lang", "und"),
        handle=account.get("handle", ""),
        followers=account.get("followers", 0),
    )


def post(row: Json, start: float) -> PlannedPost:
    """One line of a posts file."""
    return PlannedPost(
        id=row["id"],
        person=row["person"],
        network=Network(row["network"]),
        kind=Kind(row["kind"]),
        at=start + offset(row["day"], row["time"]),
        text=row["text"],
        lang=row.get("lang", "und"),
        reply_to=row.get("reply_to"),
        photo=row.get("photo", False),
        matter=row.get("matter"),
        key=row.get("key"),
        reactions=reactions(row.get("reactions", ())),
    )


def reactions(rows: Iterable[Json]) -> tuple[Reaction, ...]:
    return tuple(Reaction(**row) for row in rows)


def offset(day: int, time: str) -> float:
    """Seconds from the first moment to this day (0 is the first) and HH:MM or HH:MM:SS."""
    of_day = dt.time.fromisoformat(time)
    return day * DAY + of_day.hour * 3600 + of_day.minute * 60 + of_day.second


def in_order(posts: Iterable[PlannedPost]) -> tuple[PlannedPost, ...]:
    return tuple(sorted(posts, key=lambda planned: planned.at))


def _own(row: Json, start: float) -> PlannedPost:
    return PlannedPost(
        id=row["id"],
        person=BRAND,
        network=Network(row["network"]),
        kind=Kind.OWN,
        at=start + offset(row["day"], row["time"]),
        text=row["text"],
        lang=row.get("lang", "en"),
    )


def _rows(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            if line.strip():
                yield json.loads(line)

"""Posts for the pipeline's measurement: the scenario's texts, from as many people as posts."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count
from pathlib import Path

from domain.mention import AuthorRef, Cursor, IncomingMention, MentionKind, Page, X

SCENARIO = Path(__file__).parents[1] / "sandbox" / "scenarios" / "kestrelia" / "posts"
PER_PERSON = 4
"""So many posts of one person, on the average of the scenario."""


@cache
def texts() -> tuple[str, ...]:
    """What people write in the built-in scenario, in all its languages."""
    found = []
    for file in sorted(SCENARIO.glob("*.jsonl")):
        lines = file.read_text(encoding="utf-8").splitlines()
        found += [json.loads(line)["text"] for line in lines]
    return tuple(found)


def posts(*, start: int = 0) -> Iterator[IncomingMention]:
    """Without end; the same numbers are the same posts."""
    known = texts()
    for number in count(start):
        yield post(number, known[number * 7919 % len(known)])


def post(number: int, text: str, *, at: dt.datetime | None = None) -> IncomingMention:
    """One post on X; somebody writes several times, each time in a thread of its own."""
    person = f"person-{number // PER_PERSON}"
    return IncomingMention(
        platform=X,
        external_id=f"post-{number}",
        kind=MentionKind.POST,
        author=AuthorRef(platform=X, external_id=person, handle=person, display_name=person),
        text=text,
        url=f"https://x.com/{person}/status/{number}",
        published_at=at or dt.datetime.now(dt.UTC),
        conversation_id=f"thread-{number}",
    )


def pages(number: int, *, size: int, again: int) -> Iterator[Page]:
    """So many posts; each page brings the last of the one before again, as an overlap does."""
    source, known = posts(), list[IncomingMention]()
    told = 0
    while told < number:
        fresh = [next(source) for _ in range(min(size - again, number - told))]
        told += len(fresh)
        yield page([*known[-again:], *fresh] if again else fresh)
        known = fresh


def page(mentions: Sequence[IncomingMention]) -> Page:
    return Page(mentions=tuple(mentions), cursor=Cursor("next"), complete=True)

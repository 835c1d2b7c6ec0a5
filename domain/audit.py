"""The audit's chain: what a row may say, its hash, and how a change of the past shows itself."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

GENESIS = "0" * 64
"""What the first row follows."""
TOLD = frozenset(
    {"role", "before", "after", "channel", "reader", "until", "answer", "handoff", "change"}
    | {"case", "helpdesk", "urgency", "topic", "sentiment", "intent", "needs_answer", "language"}
    | {
        "source",
        "method",
        "provider",
        "scope",
        "limit",
        "way",
        "event",
        "kind",
        "format",
        "sections",
    }
    | {"teams", "languages", "skills"}  # of who takes cases
    | {"from", "to", "platform", "fingerprint"}
    | {"address", "browser", "where"}  # of those who work here, or tried to sign in
)
"""Whose words are ours or a choice from a list; of all others only the length is written down."""
_LABEL = re.compile(r"[A-Za-z0-9_.:+/<> -]{0,80}")
_SUBJECT_LENGTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where the chain ends: the number and the hash of its last row."""

    number: int = 0
    hash: str = GENESIS

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of the audit. `before_chain`: it stood there before there was a chain."""

    number: int
    at: dt.datetime
    user_id: int | None
    action: str
    subject: str
    detail: Mapping[str, Any]
    before_chain: bool
    previous: str
    hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong at which row."""

    number: int
    what: str


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names of the parts that are another after than before, sorted."""
    return sorted(one for one in {*before, *after} if before.get(one) != after.get(one))


def bare(detail: Mapping[str, Any]) -> dict[str, Any]:
    """The detail without anybody's words: numbers, labels and times; of a text its length.

    The words themselves stand in the case's history, where an erasure finds them.
    """
    return {name: _bare(name, value) for name, value in detail.items()}


def _bare(name: str, value: Any) -> Any:
    match value:
        case None | bool() | int():
            return value
        case str():
            kept = name in TOLD and _LABEL.fullmatch(value)
            return str(value) if kept else f"({len(value)} characters)"
        case dt.datetime():
            return value.isoformat()
        case Mapping():
            return {str(part): _bare(name, one) for part, one in value.items()}
        case list() | tuple():
            return [_bare(name, one) for one in value]
        case _:
            return f"({type(value).__name__})"


def hash_of(entry: Entry) -> str:
    """SHA-256 over the row and the hash before it, as canonical JSON.

    This must never change: rows of the past are looked at with it.
    """
    told = {
        "number": entry.number,
        "at": entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "user": entry.user_id,
        "action": entry.action,
        "subject": entry.subject,
        "detail": dict(entry.detail),
        "before_chain": entry.before_chain,
        "previous": entry.previous,
    }
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def following(
    head: Head,
    action: str,
    subject: str,
    detail: Mapping[str, Any],
    *,
    user_id: int | None,
    at: dt.datetime,
    before_chain: bool = False,
) -> Entry:
    """The row that comes after the head."""
    entry = Entry(
        number=head.number + 1,
        at=at,
        user_id=user_id,
        action=action,
        subject=subject[:_SUBJECT_LENGTH],
        detail=bare(detail),
        before_chain=before_chain,
        previous=head.hash,
    )
    return replace(entry, hash=hash_of(entry))


class Chain:
    """Follows rows in the order of their numbers, and says where they do not hold together.

    `head` is where the database says that it ends; `anchor` a head that was written down elsewhere.
    """

    def __init__(self, *, head: Head | None = None, anchor: str = "") -> None:
        self._head = head
        self._anchor = anchor.strip().lower().rpartition(":")[2]
        self._anchored = not self._anchor
        self.last = Head()
        self.rows = 0
        self.before = 0

    def faults(self, entries: Iterable[Entry]) -> Iterator[Fault]:
        """Every fault, the first one first; `last` is then the head that was found."""
        for entry in entries:
            yield from self._follow(entry)
        yield from self._end()

    def _follow(self, entry: Entry) -> Iterator[Fault]:
        expected, self.rows = self.last.number + 1, self.rows + 1
        self.before += entry.before_chain
        if entry.number > expected:
            gap = (
                str(expected)
                if entry.number == expected + 1
                else f"{expected} to {entry.number - 1}"
            )
            yield Fault(number=expected, what=f"missing: {gap}")
        elif entry.number < expected:
            yield Fault(number=entry.number, what="its number stands there twice or out of order")
        if entry.previous != self.last.hash and entry.number == expected:
            yield Fault(number=entry.number, what="does not follow the row before it")
        if hash_of(entry) != entry.hash:
            yield Fault(number=entry.number, what="was changed: its content is not what was hashed")
        self._anchored = self._anchored or entry.hash == self._anchor
        self.last = Head(number=entry.number, hash=entry.hash)

    def _end(self) -> Iterator[Fault]:
        head = self._head
        if head is None and self.rows:
            yield Fault(number=self.last.number, what="nothing says where the chain ends")
        elif head is not None and head.number > self.last.number:
            number = self.last.number + 1
            gap = str(number) if number == head.number else f"{number} to {head.number}"
            yield Fault(number=number, what=f"missing at the end: {gap}")
        elif head is not None and head != self.last:
            yield Fault(number=self.last.number, what="is not the row that the chain ends with")
        if not self._anchored:
            yield Fault(number=0, what=f"no row has the anchored hash {self._anchor}")

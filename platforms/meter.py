"""What a poll asks and reads, counted where the requests leave; and what stops the next one.

A poll runs `with metering(meter)`; every client's requests of that poll are told to it at a seam:
`platforms/wire.py` for libraries on requests, `platforms/metered.py` for those on httpx, `asked`
for all others.
Without a meter (the send gate, a doctor's look) nothing is counted and nothing stopped.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from domain.budget import Budget, Spent, next_day
from domain.errors import BudgetSpent, RateLimited
from domain.limits import Allowance
from platforms.limits import allowances

_IDS = re.compile(r"(?<=/)[\w.~-]*\d{4,}[\w.~-]*|(?<=\w/)\d+(?=/|$)|(?<=/)(?=\w*\d)\w{20,}")


class Answer(Protocol):
    """What every HTTP library's answer has."""

    @property
    def headers(self) -> Mapping[str, str]: ...


A = TypeVar("A", bound=Answer)


@dataclass(slots=True, kw_only=True)
class Meter:
    """One poll's: `spent` is the listener's day so far, `limits` what the account was told."""

    now: Callable[[], dt.datetime]
    budget: Budget = field(default_factory=Budget)
    spent: Spent = field(default_factory=Spent)
    limits: dict[tuple[str, str], Allowance] = field(default_factory=dict)
    requests: int = 0
    reads: dict[str, set[str]] = field(default_factory=dict)
    changed: set[tuple[str, str]] = field(default_factory=set)

    def before(self, endpoint: str) -> None:
        """Count a request that is sent now, answered or not; raise RateLimited or BudgetSpent
        where it may not be."""
        now = self.now()
        if self.budget.is_spent(self.spent + Spent(requests=self.requests)):
            raise BudgetSpent(
                "The budget of the day is spent: it begins anew at midnight UTC. "
                "Raise requests_per_day or usd_per_day of the listener to go on now.",
                retry_at=next_day(now),
            )
        waits = [
            until
            for (limited, _), allowance in self.limits.items()
            if limited == endpoint and (until := allowance.blocked_until(now)) is not None
        ]
        if waits:
            raise RateLimited(
                f"The limit of {endpoint} is used up, as the platform itself said.",
                retry_at=max(waits),
            )
        self.requests += 1

    def answered(self, endpoint: str, headers: Mapping[str, str]) -> None:
        """A request was answered; its headers tell the limits."""
        for allowance in allowances(headers, now=self.now()):
            self.limits[endpoint, allowance.name] = allowance
            self.changed.add((endpoint, allowance.name))

    def count(
        self, endpoint: str, name: str, *, units: int, most: int, resets_at: dt.datetime
    ) -> None:
        """So much of a limit is used that the platform keeps and does not tell."""
        known = self.limits.get((endpoint, name))
        stands = known is not None and known.resets_at is not None and known.resets_at > self.now()
        before = known.remaining if known and stands and known.remaining is not None else most
        remaining = max(min(before, most) - units, 0)
        self.limits[endpoint, name] = Allowance(
            name=name, left=remaining / most, remaining=remaining, most=most, resets_at=resets_at
        )
        self.changed.add((endpoint, name))

    def read(self, what: str, ids: Iterable[str]) -> None:
        """These were delivered, and are paid for."""
        self.reads.setdefault(what, set()).update(ids)

    def drained(self) -> tuple[int, dict[str, set[str]]]:
        """(requests, reads) since the last time; they are written down now."""
        found = self.requests, self.reads
        self.requests, self.reads = 0, {}
        return found


_CURRENT: ContextVar[Meter | None] = ContextVar("meter", default=None)


@contextmanager
def metering(meter: Meter) -> Iterator[Meter]:
    """Count what is asked inside, in this thread and in those that copy its context."""
    token = _CURRENT.set(meter)
    try:
        yield meter
    finally:
        _CURRENT.reset(token)


def current() -> Meter | None:
    """The meter of the poll under way."""
    return _CURRENT.get()


def asked(endpoint: str, send: Callable[[], A]) -> A:
    """Send one request, unless the meter forbids it."""
    meter = current()
    if meter is None:
        return send()
    meter.before(endpoint)
    answer = send()
    meter.answered(endpoint, answer.headers)
    return answer


def endpoint_of(method: str, path: str) -> str:
    """The name of an endpoint: its path without the ids in it."""
    return f"{method} {_IDS.sub(':id', path)}"[:120]


def read(what: str, ids: Iterable[str]) -> None:
    """Tell the meter, if there is one, what an answer delivered."""
    meter = current()
    if meter is not None:
        meter.read(what, ids)

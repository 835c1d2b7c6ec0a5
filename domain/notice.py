"""What is told to whom, and when: kinds of notices, quiet hours, digests instead of floods.

A notice is one thing that somebody should know; a destination is where somebody reads. A bundle is
what becomes one message there. Each notice is told once; nothing here forgets one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from domain.interface import ENGLISH
from domain.quiet_hours import QuietHours

HOUR = dt.timedelta(hours=1)
_WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))


class NoticeKind(StrEnum):
    """What a destination can hear of; the weightiest stands first."""

    CRITICAL = "critical"  # a critical case waits for an answer
    INCIDENT = "incident"  # many customers write about one thing
    SPIKE = "spike"  # more posts of a topic than this minute of the week usually has
    STOPPED = "stopped"  # a listener cannot go on without a person
    SILENCE = "silence"  # a listener hears nothing, where posts are due
    BREACHED = "breached"  # a deadline was missed
    REPLY = "reply"  # a reply of ours is in doubt, or did not go out: a person decides
    PROMISE = "promise"  # what we promised was not done in time
    AT_RISK = "at_risk"  # a deadline will be missed soon
    TOKEN = "token"  # noqa: S105  a token ends within days
    BUDGET = "budget"  # a listener's budget of the day is spent, or nearly
    WEEKLY = "weekly"  # the weekly report; it comes when it is set, whatever the hour


ALERTS = tuple(kind for kind in NoticeKind if kind is not NoticeKind.WEEKLY)
_ORDER = {kind: place for place, kind in enumerate(NoticeKind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where somebody reads, and what they want to hear. `address` holds credentials: never shown.

    Empty platforms, teams and languages mean all. `gather`: after one kind was told, more of it
    waits so long and comes together. `per_hour` is the most messages in any hour. `words` allows
    customers' names and words. `languages` are those of the cases, `language` is the reader's.
    """

    name: str
    address: str = field(repr=False)
    kinds: frozenset[NoticeKind] = frozenset(ALERTS)
    platforms: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    quiet: QuietHours | None = None
    zone: dt.tzinfo = dt.UTC
    critical_any_time: bool = True
    gather: dt.timedelta = dt.timedelta(minutes=10)
    per_hour: int = 12
    words: bool = False
    language: str = ENGLISH

    def quiet_until(self, now: dt.datetime) -> dt.datetime | None:
        """When its quiet hours end; None where they are not on."""
        return self.quiet.until(now, self.zone) if self.quiet else None

    def breaks_through(self, kind: NoticeKind) -> bool:
        """Whether the kind may be told in quiet hours."""
        return kind is NoticeKind.CRITICAL and self.critical_any_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A notice that is not told yet; `noticed_at` is when we came to know of it."""

    id: int
    kind: NoticeKind
    noticed_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message that went out, or is on its way, with everything that stood in it."""

    kinds: frozenset[NoticeKind]
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Notices that become one message."""

    notices: tuple[int, ...]
    kinds: tuple[NoticeKind, ...]


def plan(
    waiting: Sequence[Waiting], told: Sequence[Told], to: Destination, *, now: dt.datetime
) -> list[Bundle]:
    """The messages that go out now; what is in none of them waits.

    A weekly report goes by itself, when it is due; the rest are alerts.
    """
    weekly = [one for one in waiting if one.kind is NoticeKind.WEEKLY]
    alerts = [one for one in waiting if one.kind is not NoticeKind.WEEKLY]
    counted = [one for one in told if one.kinds != {NoticeKind.WEEKLY}]
    return [*(_bundle([one]) for one in weekly), *_alerts(alerts, counted, to, now=now)]


def _alerts(
    waiting: Sequence[Waiting], told: Sequence[Told], to: Destination, *, now: dt.datetime
) -> list[Bundle]:
    """Those of `plan` that keep to quiet hours and to the cap.

    Each kind is a message of its own. What was held through quiet hours comes as one, with all
    that may be told by then. Where the hour's cap leaves too few, the last one takes the rest.
    """
    quiet = to.quiet_until(now)
    may = [one for one in waiting if quiet is None or to.breaks_through(one.kind)]
    left = to.per_hour - sum(one.at > now - HOUR for one in told)
    if not may or left <= 0:
        return []
    if quiet is None and any(_was_held(one, to) for one in may):
        return [_bundle(may)]
    fresh = {kind for one in told if one.at > now - to.gather for kind in one.kinds}
    kinds = sorted({one.kind for one in may} - fresh, key=_ORDER.__getitem__)
    alone = kinds if len(kinds) <= left else kinds[: left - 1]
    groups = [[one for one in may if one.kind is kind] for kind in alone]
    groups.append([one for one in may if one.kind in kinds and one.kind not in alone])
    return [_bundle(group) for group in groups if group]


def _was_held(one: Waiting, to: Destination) -> bool:
    return to.quiet_until(one.noticed_at) is not None and not to.breaks_through(one.kind)


def _bundle(notices: Iterable[Waiting]) -> Bundle:
    found = sorted(notices, key=lambda one: (_ORDER[one.kind], one.noticed_at, one.id))
    return Bundle(
        notices=tuple(one.id for one in found), kinds=tuple(dict.fromkeys(o.kind for o in found))
    )


def may_go(kinds: Iterable[NoticeKind], to: Destination, *, now: dt.datetime) -> bool:
    """Whether a message that is made already may go out now, or must wait for quiet hours."""
    free = all(kind is NoticeKind.WEEKLY or to.breaks_through(kind) for kind in kinds)
    return free or to.quiet_until(now) is None


def next_wait(attempts: int, *, jitter: float) -> dt.timedelta:
    """How long to wait after so many failed attempts; it is never given up. `jitter`: 0 to 1."""
    return _WAITS[min(attempts, len(_WAITS)) - 1] * (0.75 + 0.5 * jitter)

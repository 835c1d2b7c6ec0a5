"""What waits for the model, and when it will have been read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.priority import in_words

WINDOW = dt.timedelta(minutes=3)
"""How far back pace is measured: short enough to see a burst end, long enough for slow models."""
PATIENCE = dt.timedelta(minutes=1)
"""What has waited no longer, or is judged within it, is no backlog."""
MINUTE = dt.timedelta(minutes=1)


class Trend(StrEnum):
    CLEAR = "clear"  # nothing has waited for long
    CLEARS = "clears"  # more is judged than comes
    GROWS = "grows"  # more comes than is judged
    STANDS = "stands"  # nothing is judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Minute:
    """What was stored and judged in one minute of real time, by everybody."""

    at: dt.datetime
    stored: int
    judged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Posts that wait for the model, the oldest for how long; posts a second that come and go."""

    waiting: int = 0
    oldest_for: dt.timedelta = dt.timedelta(0)
    arriving: float = 0.0
    judged: float = 0.0

    @property
    def trend(self) -> Trend:
        soon = self.at_best is not None and self.at_best <= PATIENCE
        if not self.waiting or self.oldest_for <= PATIENCE or soon:
            return Trend.CLEAR
        if not self.judged:
            return Trend.STANDS
        return Trend.CLEARS if self.judged > self.arriving else Trend.GROWS

    @property
    def clears_in(self) -> dt.timedelta | None:
        """When all are judged if it goes on so; None if it will never be."""
        if not self.waiting:
            return dt.timedelta(0)
        gain = self.judged - self.arriving
        return _while(self.waiting / gain) if gain > 0 else None

    @property
    def at_best(self) -> dt.timedelta | None:
        """When all that wait now are judged, whatever comes meanwhile; None if nothing is."""
        return _while(self.waiting / self.judged) if self.judged else None


def pace(minutes: Iterable[Minute], now: dt.datetime) -> tuple[float, float]:
    """Posts a second that were stored and judged within WINDOW, the minute under way included."""
    begin = now.replace(second=0, microsecond=0) - WINDOW + MINUTE
    within = [one for one in minutes if begin <= one.at <= now]
    seconds = max((now - begin).total_seconds(), 1.0)
    stored, judged = sum(one.stored for one in within), sum(one.judged for one in within)
    return stored / seconds, judged / seconds


def in_short(backlog: Backlog) -> str:
    """How it stands, in a sentence; empty where nothing has waited for long."""
    if backlog.trend is Trend.CLEAR:
        return ""
    posts = "1 post waits" if backlog.waiting == 1 else f"{backlog.waiting:,} posts wait"
    return (
        f"{posts} for the model, the oldest for {in_words(backlog.oldest_for)}. "
        f"{_outlook(backlog)} The most urgent are read first."
    )


def _outlook(backlog: Backlog) -> str:
    if backlog.trend is Trend.STANDS:
        return "None was judged in the last minutes: is a worker running, and has it a model?"
    rates = f"{backlog.judged:.1f} a second are judged, {backlog.arriving:.1f} come"
    if backlog.clears_in is not None:
        return f"{rates}: clear in {_roughly(backlog.clears_in)}."
    best = f", clear in {_roughly(backlog.at_best)} if nothing more came" if backlog.at_best else ""
    return f"{rates}: it grows{best}."


def _roughly(duration: dt.timedelta) -> str:
    return (
        in_words(duration) if duration < dt.timedelta(minutes=1) else f"about {in_words(duration)}"
    )


def _while(seconds: float) -> dt.timedelta:
    """A duration that can be written, however slow it goes."""
    return dt.timedelta(seconds=min(seconds, 3.0e9))

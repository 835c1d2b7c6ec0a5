"""What is known of channels from earlier replies, kept for some minutes by each process."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass, field

from sqlmodel import Session

from domain.recommend import Past
from listenpost.clock import Clock
from storage import choices

LOOKS_BACK = dt.timedelta(days=180)


@dataclass(slots=True, kw_only=True)
class PastKeeper:
    """Keeps one process's copy for `lasts` of real time; half a year's outcomes hardly change.

    Safe to use from several threads: two that find it too old at once both read it.
    """

    lasts: dt.timedelta = dt.timedelta(0)
    _kept: tuple[dt.datetime, Past] | None = None
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def past(self, session: Session, clock: Clock) -> Past:
        """What became of channels until now, or a little while ago."""
        wall = clock.wall()
        with self._turn:
            if self._kept is not None and wall - self._kept[0] < self.lasts:
                return self._kept[1]
        found = choices.experience(session, since=clock.now() - LOOKS_BACK)
        with self._turn:
            self._kept = wall, found
        return found

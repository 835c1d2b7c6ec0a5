"""One clock for a fleet: the database's, however far a host's own is off.

Leases are moments that other hosts compare with theirs. A host that is minutes ahead would hold
what it took for minutes after it died; one that is behind would be robbed of what it holds.
"""

from __future__ import annotations

import datetime as dt

import structlog
from sqlalchemy import text

from listenpost.clock import Clock
from storage.engine import Database

NOTICEABLE = dt.timedelta(seconds=2)
log = structlog.get_logger(__name__)


class SharedClock:
    """This host's clock, put right by how far it is from the database's; PostgreSQL's only."""

    def __init__(self, own: Clock, database: Database) -> None:
        self._own, self._database = own, database
        self._apart = dt.timedelta(0)

    def compare(self) -> None:
        """Ask the database what time it is; half of the way there and back is taken off."""
        with self._database.read() as session:
            asked = self._own.wall()
            told = session.connection().execute(text("SELECT clock_timestamp()")).scalar_one()
            after = self._own.wall()
        apart = told - (asked + (after - asked) / 2)
        if abs(apart - self._apart) > NOTICEABLE:
            log.warning("clock.apart", seconds=apart.total_seconds())
        self._apart = apart

    def clock(self) -> Clock:
        """What the worker goes by."""
        own = self._own
        return Clock(
            now=lambda: own.now() + self._apart * own.speed,
            wall=lambda: own.wall() + self._apart,
            speed=own.speed,
        )

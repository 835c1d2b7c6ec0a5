"""How wrong passwords slow down whoever guesses, and never shut out for ever whom they are for.

Three counts are kept. An account from one address: a typing person, or one attacker. An address
over all accounts: somebody who tries one password on many. An account from everywhere: many
machines on one account; what stops them stops no browser that its user has signed in with before.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

_MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """After each `tries` wrong ones comes a pause, twice as long each time, up to `longest`.

    All is forgotten when nothing was wrong for as long as `forgotten_after`.
    """

    tries: int
    pause: dt.timedelta
    longest: dt.timedelta
    forgotten_after: dt.timedelta


HERE = Limit(
    tries=5, pause=5 * _MINUTE, longest=60 * _MINUTE, forgotten_after=dt.timedelta(hours=24)
)
"""One account from one address."""
ADDRESS = Limit(
    tries=20, pause=5 * _MINUTE, longest=60 * _MINUTE, forgotten_after=dt.timedelta(hours=2)
)
"""One address, whatever accounts it tries."""
EVERYWHERE = Limit(
    tries=20, pause=15 * _MINUTE, longest=240 * _MINUTE, forgotten_after=dt.timedelta(hours=24)
)
"""One account from all addresses together; browsers that are known may go on."""
KNOWN_BROWSER_TRIES = 5
"""So often a browser that is known may be wrong; after that it is one like any other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Wrong tries so far, the last of them, and until when there is a pause."""

    wrong: int = 0
    last_at: dt.datetime | None = None
    until: dt.datetime | None = None

    def pauses(self, now: dt.datetime) -> bool:
        return self.until is not None and self.until > now


def after_wrong(count: Count, limit: Limit, *, now: dt.datetime) -> Count:
    """The count with one more; a pause begins with each full `tries`."""
    if count.last_at is None or now - count.last_at >= limit.forgotten_after:
        count = Count()
    wrong = count.wrong + 1
    counted = replace(count, wrong=wrong, last_at=now)
    return counted if wrong % limit.tries else replace(counted, until=now + _pause(wrong, limit))


def _pause(wrong: int, limit: Limit) -> dt.timedelta:
    times = 1 << min(wrong // limit.tries - 1, 16)
    return min(limit.pause * times, limit.longest)

"""What an installation asks of those who sign in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from domain import password
from domain.claims import ProviderRules


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRules:
    """How long passwords must be and are good, and what is made of a provider's claims.

    `idle` is how long somebody stays signed in without a click.
    """

    shortest_password: int = password.SHORTEST
    one_time_lasts: dt.timedelta = dt.timedelta(days=3)
    idle: dt.timedelta | None = None
    browser_known_for: dt.timedelta = dt.timedelta(days=90)
    provider: ProviderRules | None = None

    def idle_since(self, wall: dt.datetime) -> dt.datetime | None:
        """Whose last click is not after this has been signed out; None where nobody is for that."""
        return wall - self.idle if self.idle else None

    def told_every(self, usual: dt.timedelta) -> dt.timedelta:
        """How old what is known of somebody's last click may be: a tenth of the idle time at most,
        so that nobody who works is signed out for what was not written down."""
        return min(usual, self.idle / 10) if self.idle else usual

"""A connected account as it is stored: what may be read, and beside it everything sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.errors import ConfigurationError
from platforms.sealing import KeyRing, Sealed
from storage.models import ConnectedAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """All that was entered for an account; `secrets` and `listeners` are never shown as a whole.

    A listener's settings may hold a secret too: a feed's address, for example.
    """

    name: str
    platform: str
    fields: Mapping[str, Any]
    secrets: Mapping[str, str] = field(repr=False)
    listeners: Mapping[str, Mapping[str, Any]] = field(repr=False)

    @property
    def account(self) -> dict[str, Any]:
        """What the account's settings class reads."""
        return {**self.fields, **self.secrets}


def seal(opened: Opened, row: ConnectedAccount, ring: KeyRing) -> None:
    """Write it into the row, under the newest key."""
    inside = {
        "name": opened.name,
        "platform": opened.platform,
        "fields": dict(opened.fields),
        "secrets": dict(opened.secrets),
        "listeners": {kind: dict(own) for kind, own in opened.listeners.items()},
    }
    sealed = ring.seal(json.dumps(inside, sort_keys=True))
    row.fields, row.kinds = dict(opened.fields), sorted(opened.listeners)
    row.sealed, row.key_id = sealed.token, sealed.key_id


def open_row(row: ConnectedAccount, ring: KeyRing) -> Opened:
    """Raises ConfigurationError for a lost key, and for a row that is not as it was sealed.

    Where it listens and to whom the secrets go must be what an admin entered: otherwise whoever
    writes to the database could have a token sent to a server of his own.
    """
    inside = json.loads(ring.open(Sealed(token=row.sealed, key_id=row.key_id)))
    found = Opened(**inside)
    stands = (row.name, row.platform, row.fields, row.kinds)
    if stands != (found.name, found.platform, found.fields, sorted(found.listeners)):
        raise ConfigurationError(
            "What is stored of it is not what was sealed: somebody changed it past Listenpost. "
            "Connect the account anew, and look who can write to the database."
        )
    return found

"""What this process listens to and answers with: the file's accounts, and the connected ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

import structlog

from domain.errors import ConfigurationError, ListenpostError
from domain.mention import Platform
from listenpost.clock import Clock
from listenpost.services import connectable, sealed_account
from listenpost.services.connectable import Ready
from listenpost.services.connected_listener import ConnectedListener
from listenpost.services.live import Live
from listenpost.services.secret_keys import SecretKeys
from responder.base import Responder
from storage import connections
from storage.engine import Database
from storage.models import ConnectedAccount

log = structlog.get_logger(__name__)
IN_FILE = (
    "The settings' file has an account of this name, which wins. Rename that one, or remove this."
)
Edition = tuple[dt.datetime, int]
"""When it was connected, and how often it has changed since."""


@dataclass(slots=True)
class Connections:
    """`listeners` and `responders` follow the database each time that `refresh` is called.

    An account that cannot be opened or made ready stands still, and `troubles` says why; the
    others go on.
    """

    accounts: Mapping[str, Platform] = field(default_factory=dict)
    listeners: Live[str, ConnectedListener] = field(default_factory=Live)
    responders: Live[Platform, Callable[[], Responder]] = field(default_factory=Live)
    keys: SecretKeys = field(default_factory=SecretKeys)
    inside: frozenset[str] = frozenset()
    clock: Clock = field(default_factory=Clock)
    troubles: Mapping[str, str] = field(default_factory=dict)
    _made: dict[str, tuple[Edition, Ready]] = field(default_factory=dict, repr=False)
    _turn: Lock = field(default_factory=Lock, repr=False)

    def follow(self, database: Database) -> None:
        """The same for a worker, which writes to its log what stands still, once."""
        before = self.troubles
        self.refresh(database)
        for name, why in self.troubles.items():
            if before.get(name) != why:
                log.warning("account.stands_still", account=name, error=why)

    def refresh(self, database: Database) -> None:
        """Look at what is connected now; what has not changed keeps its clients.

        One after the other: what an earlier look found never takes the place of a later one's.
        """
        with self._turn:
            self._refresh(database)

    def _refresh(self, database: Database) -> None:
        with database.read() as session:
            rows = connections.all_of(session)
        made: dict[str, tuple[Edition, Ready]] = {}
        troubles: dict[str, str] = {}
        for row in rows:
            edition = (row.created_at, row.version)
            try:
                if row.paused_at is None:
                    made[row.name] = edition, self._ready(row, edition)
            except ListenpostError as error:
                troubles[row.name] = str(error)
        self._made, self.troubles = made, troubles
        self._put([ready for _, ready in made.values()])

    def _ready(self, row: ConnectedAccount, edition: Edition) -> Ready:
        known = self._made.get(row.name)
        if known is not None and known[0] == edition:
            return known[1]
        if row.name in self.accounts:
            raise ConfigurationError(IN_FILE)
        opened = sealed_account.open_row(row, self.keys.ring())
        return connectable.ready(opened, clock=self.clock, inside=self.inside)

    def _put(self, ready: list[Ready]) -> None:
        """One responder a platform: the file's, else that of the account connected first."""
        responders: dict[Platform, Callable[[], Responder]] = {}
        for one in ready:
            if one.responder is not None:
                responders.setdefault(one.platform, one.responder)
        self.listeners.put({name: found for one in ready for name, found in one.listeners.items()})
        self.responders.put(responders)

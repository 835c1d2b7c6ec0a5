"""Every account, from the settings' file and from the dashboard, and how each stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from domain.errors import BadInput, ConfigurationError
from domain.listening import ListenerState
from domain.role import Actor, Permission, require
from listenpost.services import account_fields, connectable, sealed_account
from listenpost.services.account_fields import Entry
from listenpost.services.app import App
from storage import connections, polls, users
from storage.models import ConnectedAccount, Poll


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """One listener of an account; `error` in the network's words where it does not listen."""

    name: str
    kind: str
    state: ListenerState
    error: str | None
    stored: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """One account. `called` says which it is on its network; `trouble` why it stands still."""

    name: str
    platform: str
    called: str
    in_file: bool
    paused: bool
    trouble: str
    listeners: tuple[Stands, ...]
    changed_at: dt.datetime | None = None
    changed_by: str | None = None

    def facts(self) -> dict[str, Any]:
        """For JSON."""
        at = self.changed_at.isoformat() if self.changed_at else None
        listeners = [asdict(one) for one in self.listeners]
        return asdict(self) | {"changed_at": at, "listeners": listeners}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """What the form of a connected account begins with; of secrets only which are kept."""

    row: AccountRow
    fields: Mapping[str, str | bool]
    kept: tuple[str, ...]
    listeners: Mapping[str, Mapping[str, str | bool]]


def listed(app: App, actor: Actor) -> list[AccountRow]:
    """Every account, those of the file first."""
    require(actor.role, Permission.MANAGE_ACCOUNTS)
    return every(app)


def nothing_yet(app: App, actor: Actor) -> bool:
    """Whether no account is connected at all, so that an empty inbox says nothing of customers."""
    require(actor.role, Permission.READ_CASES)
    app.connections.refresh(app.database)
    if app.connections.accounts or app.listeners:
        return False
    with app.database.read() as session:
        return not connections.all_of(session)


def every(app: App) -> list[AccountRow]:
    """The same for the command line."""
    app.connections.refresh(app.database)
    with app.database.read() as session:
        stands = {poll.listener: poll for poll in polls.all_polls(session)}
        names = users.names(session)
        rows = [_connected(app, row, stands, names) for row in connections.all_of(session)]
    return [*_of_file(app, stands), *rows]


def view(app: App, actor: Actor, name: str) -> AccountView:
    """One connected account; raises BadInput where there is none, ConfigurationError where its
    secrets cannot be opened."""
    require(actor.role, Permission.MANAGE_ACCOUNTS)
    found = {one.name: one for one in every(app) if not one.in_file}.get(name)
    with app.database.read() as session:
        row = session.get(ConnectedAccount, name)
        if found is None or row is None:
            raise BadInput(f"There is no connected account {name}; it may have been removed.")
        opened = sealed_account.open_row(row, app.connections.keys.ring())
    return AccountView(
        row=found,
        fields=account_fields.shown(account_fields.of_account(opened.platform), opened.fields),
        kept=tuple(sorted(opened.secrets)),
        listeners={
            kind: account_fields.shown(account_fields.of_listener(kind), own)
            for kind, own in opened.listeners.items()
        },
    )


def _of_file(app: App, stands: Mapping[str, Poll]) -> list[AccountRow]:
    return [
        AccountRow(
            name=name,
            platform=platform,
            called="",
            in_file=True,
            paused=False,
            trouble="",
            listeners=tuple(
                _stands(one.name, one.kind, stands)
                for one in app.listeners.values()
                if one.account == name
            ),
        )
        for name, platform in app.connections.accounts.items()
    ]


def _connected(
    app: App, row: ConnectedAccount, stands: Mapping[str, Poll], names: Mapping[int, str]
) -> AccountRow:
    return AccountRow(
        name=row.name,
        platform=row.platform,
        called=_called(row),
        in_file=False,
        paused=row.paused_at is not None,
        trouble=app.connections.troubles.get(row.name, ""),
        listeners=tuple(
            _stands(connectable.listener_name(row.name, str(kind)), str(kind), stands)
            for kind in (row.kinds if isinstance(row.kinds, list) else ())
        ),
        changed_at=row.changed_at,
        changed_by=names.get(row.changed_by or 0),
    )


def _called(row: ConnectedAccount) -> str:
    """The first thing that names the account, such as its handle."""
    try:
        asked = account_fields.of_account(row.platform)
    except (BadInput, ConfigurationError):
        return ""
    named = [one.name for one in asked if one.names_it and one.entry is Entry.TEXT]
    preferred = [name for name in named if not name.endswith("url")] or named
    fields = row.fields if isinstance(row.fields, dict) else {}  # somebody may have written there
    return next((str(fields[name]) for name in preferred if fields.get(name)), "")


def _stands(name: str, kind: str, found: Mapping[str, Poll]) -> Stands:
    poll = found.get(name)
    if poll is None:
        return Stands(name=name, kind=kind, state=ListenerState.NEW, error=None, stored=0)
    error = poll.last_error if poll.failures else None
    return Stands(name=name, kind=kind, state=poll.state, error=error, stored=poll.stored)

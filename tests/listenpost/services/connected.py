"""An office that accounts can be connected to, and what is entered for one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from listenpost.services.connecting import Wanted
from listenpost.services.connections import Connections
from listenpost.services.secret_keys import SecretKeys
from storage import audit as trail
from storage.audit import AuditFilter
from storage.models import AuditEntry
from tests.fakes import Office

INSIDE = "127.0.0.1:9"
TOKEN = "tok-3nTr0py-of-the-brand"
MENTIONS = "mastodon_mentions"


def keys_in(folder: Path) -> SecretKeys:
    """A first key in a file, as `listenpost init` makes it."""
    keys = SecretKeys(file=folder / "listenpost-secrets.key")
    keys.make()
    return keys


def connectable(office: Office, keys: SecretKeys, **more: Any) -> Office:
    """The same office, whose listeners and responders follow what is connected."""
    found = Connections(keys=keys, inside=frozenset({INSIDE}), clock=office.app.clock, **more)
    app = replace(
        office.app, connections=found, listeners=found.listeners, responders=found.responders
    )
    return replace(office, app=app)


def wanted(
    name: str = "brand",
    *,
    account: Mapping[str, Any] | None = None,
    listeners: Mapping[str, Mapping[str, Any]] | None = None,
    forget: Collection[str] = (),
) -> Wanted:
    """An account on a Mastodon server that does not answer."""
    given = {"base_url": f"http://{INSIDE}", "handle": "kestrelia", "access_token": TOKEN}
    return Wanted(
        name=name,
        platform="mastodon",
        account=given | dict(account or {}),
        listeners={MENTIONS: {}} if listeners is None else listeners,
        forget=forget,
    )


def audited(place: Office, action: str) -> list[AuditEntry]:
    """The rows of the audit for this action, the newest first."""
    with place.app.database.read() as session:
        return list(trail.found(session, AuditFilter(what=action), limit=50))

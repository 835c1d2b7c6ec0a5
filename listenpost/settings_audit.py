"""At its start a process tells the audit what it is set to otherwise than before."""

from __future__ import annotations

import structlog

from domain.errors import ConfigurationError
from listenpost.services import setting_changes
from listenpost.services.app import App
from listenpost.services.own_key import OwnKey
from listenpost.settings import Settings
from listenpost.settings.record import Keyed, record, usual

log = structlog.get_logger(__name__)


def note(app: App, settings: Settings, *, where: str) -> None:
    """`where` is the kind of process: its settings are compared with those of its own kind."""
    keyed = keyed_by(settings, app.tombstones.own_key)
    setting_changes.note_if_it_can(app, record(settings, keyed), usual(keyed), where=where)


def keyed_by(settings: Settings, own: OwnKey) -> Keyed:
    """With the installation's key; without one a change of a secret cannot be seen.

    For a practice network none is made: it would lie about after the demo.
    """
    if settings.practice.url and not own.secret:
        return _unkeyed
    try:
        own.digest("setting", "")
    except ConfigurationError as error:
        log.warning("settings.no_key", error=str(error))
        return _unkeyed
    return lambda path, value: own.digest("setting", path, value)


def _unkeyed(_path: str, _value: str) -> str:
    return ""

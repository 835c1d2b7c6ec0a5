"""The doctor's round: what fails early still lets the rest be looked at."""

from __future__ import annotations

from domain.errors import ConfigurationError
from listenpost.bootstrap import build
from listenpost.services.doctor import Finding, examine_app, name_clashes
from listenpost.settings import load_settings, settings_file


def examine() -> list[Finding]:
    """All findings, the settings first."""
    try:
        settings = load_settings()
    except ConfigurationError as error:
        return [Finding(about="settings", ok=False, text=str(error)), name_clashes()]
    file = settings_file()
    read = f"Read {file}." if file.exists() else f"There is no {file}: defaults are used."
    found = [Finding(about="settings", ok=True, text=read)]
    try:
        app = build(settings)
    except ConfigurationError as error:
        return [*found, Finding(about="accounts", ok=False, text=str(error)), name_clashes()]
    return found + examine_app(app)

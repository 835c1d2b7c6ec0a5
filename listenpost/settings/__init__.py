"""Settings: what can be set, and how it is read."""

from listenpost.settings.business_hours import BusinessHours
from listenpost.settings.dashboard import DashboardSettings
from listenpost.settings.read import (
    FILE_VARIABLE,
    explain,
    load_settings,
    looked_in,
    set_in_environment,
    settings_file,
)
from listenpost.settings.root import Settings
from listenpost.settings.section import with_seconds

__all__ = [
    "FILE_VARIABLE",
    "BusinessHours",
    "DashboardSettings",
    "Settings",
    "explain",
    "load_settings",
    "looked_in",
    "set_in_environment",
    "settings_file",
    "with_seconds",
]

"""What can be set in the dashboard too, and how it lies over the file: section by section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ValidationError

from domain.errors import Misfit, SettingMisfit
from listenpost.settings.business_hours import BusinessHours
from listenpost.settings.misfit import why
from listenpost.settings.root import Settings

SETTABLE = (
    "business_hours",
    "sla",
    "priority",
    "articles",
    "channels",
    "routes",
    "message_templates",
    "pulse",
)
FILE_ALONE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"business_hours": ("ical", "ical_cache"), "articles": ("internal_hosts",)}
)
"""Paths on the machine and addresses inside the network: for whoever has a shell there."""
IN_FILE_ALONE = "This can only be set in the settings' file."
Content = Mapping[str, Any]
"""A section under its own name, as JSON: {"sla": {"high": "PT4H"}}."""


class Origin(StrEnum):
    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"
    DASHBOARD = "dashboard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What file and environment say; `environment` are the paths that the latter sets."""

    settings: Settings = field(default_factory=Settings, repr=False)
    environment: frozenset[tuple[str, ...]] = frozenset()

    def origin(self, *path: str) -> Origin:
        """Where a section, or a value of one, comes from; what the environment sets goes first."""
        if any(one[: len(path)] == path for one in self.environment):
            return Origin.ENVIRONMENT
        section = getattr(self.settings, path[0])
        found = section if len(path) > 1 and isinstance(section, BaseModel) else self.settings
        return Origin.FILE if path[-1] in found.model_fields_set else Origin.DEFAULT


def laid(given: Given, over: Settings, name: str, content: Content) -> Settings:
    """`over` with this section; raises SettingMisfit with every value that does not fit."""
    misfits = tuple(_for_the_file(given, name, content))
    if misfits:
        raise SettingMisfit(in_words(misfits), *misfits)
    try:
        found = getattr(Settings.model_validate(dict(content)), name)
    except ValidationError as error:
        misfits = tuple(_misfits(error))
        raise SettingMisfit(in_words(misfits), *misfits) from None
    if name in FILE_ALONE:
        own = getattr(given.settings, name)
        found = found.model_copy(update={key: getattr(own, key) for key in FILE_ALONE[name]})
    return over.model_copy(update={name: found})


def content_of(settings: Settings, name: str) -> dict[str, Any]:
    """A section as it is stored and shown, without what stands in the file alone.

    Its own values all stand there, so that a default that changes with a version changes nothing;
    in its tables those that say something.
    """
    short = settings.model_dump(mode="json", include={name}, exclude_defaults=True)
    found = short.get(name, [])
    if isinstance(getattr(settings, name), BaseModel):
        whole = settings.model_dump(mode="json", include={name}, exclude_none=True)[name]
        found = {
            key: _tables(found, key) or value
            for key, value in whole.items()
            if key not in FILE_ALONE.get(name, ())
        }
    return {name: found}


def _tables(short: Any, key: str) -> Any:
    """The value if it is a list of tables."""
    value = short.get(key) if isinstance(short, Mapping) else None
    return value if isinstance(value, list) and value and isinstance(value[0], Mapping) else None


def in_words(misfits: tuple[Misfit, ...]) -> str:
    """All of it in one text, line by line."""
    return "\n".join(f"{'.'.join(one.path)}: {one.why}" for one in misfits)


def _for_the_file(given: Given, name: str, content: Content) -> Iterator[Misfit]:
    """What may not be set from a browser: calendars of channels only where the file has them."""
    if set(content) != {name}:
        others = ", ".join(sorted({*content} - {name})) or "nothing"
        yield Misfit(path=(name,), why=f"Only {name} belongs here; found: {others}.")
        return
    section = content[name]
    for key in FILE_ALONE.get(name, ()):
        if isinstance(section, Mapping) and key in section:
            yield Misfit(path=(name, key), why=IN_FILE_ALONE)
    if name == "channels" and isinstance(section, list):
        known = [one.hours for one in given.settings.channels if one.hours]
        places = {place for hours in known for place in hours.ical}
        caches = {hours.ical_cache for hours in known}
        for number, one in enumerate(section):
            hours = one.get("hours") if isinstance(one, Mapping) else None
            if isinstance(hours, Mapping):
                yield from _calendars(hours, places, caches, str(number))


def _calendars(
    hours: Mapping[str, Any], places: set[str], caches: set[str], number: str
) -> Iterator[Misfit]:
    wanted = hours.get("ical") or ()
    if not isinstance(wanted, list | tuple) or not {str(one) for one in wanted} <= places:
        yield Misfit(path=("channels", number, "hours", "ical"), why=IN_FILE_ALONE)
    usual = BusinessHours().ical_cache
    if str(hours.get("ical_cache", usual)) not in {*caches, usual}:
        yield Misfit(path=("channels", number, "hours", "ical_cache"), why=IN_FILE_ALONE)


def _misfits(error: ValidationError) -> Iterator[Misfit]:
    for problem in error.errors(include_url=False):
        yield Misfit(path=tuple(map(str, problem["loc"])), why=why(problem))

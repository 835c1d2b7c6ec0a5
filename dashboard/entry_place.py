"""Where an entry stands in its section, in its address, and how a section changes with it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from dashboard.entry_field import Entry
from listenpost.settings.layers import Content

NEW = "new"
Place = tuple[str | int, ...]
"""("routes", 0, "routes", 1): the second rule below the first; NEW instead of the last number."""


def written(place: Place) -> str:
    """As it stands in the page's address, beside the section."""
    return ".".join(map(str, place[1:]))


def read(section: str, text: str) -> Place:
    """The place that an address means; whether there is one, `entry_at` says."""
    parts = (int(part) if part.isdecimal() else part for part in text.split(".") if part)
    return (section, *parts)


def keys(place: Place) -> tuple[str, ...]:
    """The names of the lists on the way, without numbers."""
    return tuple(one for one in place if isinstance(one, str) and one != NEW)


def entry_at(content: Content, place: Place) -> Entry | None:
    """What stands there, an empty one where a new one would; None where there is no such place."""
    if place[-1] == NEW:
        above = place[:-2] if len(place) > 3 else ()
        if above and (NEW in above or entry_at(content, above) is None):
            return None
        return {}
    found: Any = content
    for part in place:
        known = range(len(found)) if isinstance(found, list) else found
        if not isinstance(known, Mapping | range) or part not in known:
            return None
        found = found[part]
    return found if isinstance(found, Mapping) else None


def path(content: Content, place: Place) -> tuple[str, ...]:
    """How a misfit calls it: a new one is counted as the last."""
    if place[-1] != NEW:
        return tuple(map(str, place))
    return (*map(str, place[:-1]), str(len(_level(deepcopy(dict(content)), place))))


def changed(content: Content, place: Place, entry: Entry) -> Content:
    """The section with this entry there."""
    found = deepcopy(dict(content))
    level = _level(found, place)
    if place[-1] == NEW:
        level.append(dict(entry))
    else:
        level[_number(place)] = dict(entry)
    return found


def removed(content: Content, place: Place) -> Content:
    """The section without it, and without what stands below it."""
    found = deepcopy(dict(content))
    del _level(found, place)[_number(place)]
    return found


def moved(content: Content, place: Place, by: int) -> Content:
    """The section with it one place further up (-1) or down (1)."""
    found = deepcopy(dict(content))
    level, number = _level(found, place), _number(place)
    level.insert(number + by, level.pop(number))
    return found


def _number(place: Place) -> int:
    return int(place[-1])


def _level(content: dict[str, Any], place: Place) -> list[Any]:
    """The list that it stands in, made where there is none."""
    found: Any = content
    for number, part in enumerate(place[:-1]):
        if isinstance(found, dict) and number == len(place) - 2:
            found = found.setdefault(part, [])
        else:
            found = found[part]
    level: list[Any] = found
    return level

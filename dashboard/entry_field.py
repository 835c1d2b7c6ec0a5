"""One field of a form for an entry of a list: what it begins with, and what becomes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from dashboard import own_hours

Entry = Mapping[str, Any]
"""One table of a section, as it is stored."""
NOTHING = ""
"""The choice that says: none at all, where leaving it empty would mean as the rule above."""


class Kind(StrEnum):
    """How a value is entered."""

    TEXT = "text"
    WORDS = "words"  # of several lines
    LINES = "lines"  # a list of texts, one a line
    ONE = "one"  # of what is known
    SEVERAL = "several"  # of what is known
    WHOLE = "whole"
    NUMBER = "number"
    HOURS = "hours"  # a span of time
    SWITCH = "switch"
    EITHER = "either"  # yes, no, or not asked for
    OPENING = "opening"  # opening hours


class Known(StrEnum):
    """From what is chosen."""

    CHANNEL_KINDS = "kinds"
    CHANNELS = "channels"
    CHANNELS_BELOW = "channels_below"  # or none at all
    LANGUAGES = "languages"
    TEMPLATE_LANGUAGES = "template_languages"
    CATEGORIES = "categories"
    NETWORKS = "networks"
    ANSWERED = "answered"  # networks that take answers
    URGENCIES = "urgencies"
    DUE = "due"  # urgencies that have a deadline
    TOPICS = "topics"
    SENTIMENTS = "sentiments"
    TIERS = "tiers"
    LISTENERS = "listeners"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryField:
    """One value. Texts are in English; who shows them puts them into the visitor's language.

    `empty` stands in the field while nothing is entered. `short` is how a line of facts calls the
    value: "" where it speaks for itself, None where it is not told. `group` heads the fields that
    follow. `asks` says that it narrows down what the entry is for. `usual` is what a switch is by
    default; `written` that a value may be typed that nobody knows yet.
    """

    name: str
    kind: Kind
    label: str
    help: str = ""
    empty: str = ""
    short: str | None = ""
    group: str = ""
    known: Known | None = None
    asks: bool = False
    usual: bool = False
    written: bool = False


def shown(field: EntryField, entry: Entry) -> Any:
    """What the field begins with."""
    value = entry.get(field.name)
    match field.kind:
        case Kind.TEXT | Kind.WORDS:
            return str(value or "")
        case Kind.LINES:
            return "\n".join(map(str, value or ()))
        case Kind.SEVERAL:
            is_none = value == [] and field.known is Known.CHANNELS_BELOW
            return [NOTHING] if is_none else list(value or ())
        case Kind.NUMBER:
            return None if value is None else float(value)
        case Kind.HOURS:
            return (span(value).total_seconds() / 3600 if value else 0) or None
        case Kind.SWITCH:
            return field.usual if value is None else bool(value)
        case Kind.OPENING:
            return own_hours.shown(value)
    return value


def entered(fields: Sequence[EntryField], entry: Entry, values: Mapping[str, Any]) -> Entry:
    """The entry with what was entered.

    What was not touched stays as it was to the letter, and so does what no field knows.
    """
    found = dict(entry)
    for field in fields:
        if values[field.name] == shown(field, entry):
            continue
        value = _read(field, entry, values[field.name])
        if value is None:
            found.pop(field.name, None)
        else:
            found[field.name] = value
    return found


def _read(field: EntryField, entry: Entry, value: Any) -> Any:
    """As it is stored; None where nothing was entered."""
    match field.kind:
        case Kind.TEXT | Kind.WORDS:
            return str(value).strip() or None
        case Kind.LINES:
            return [line.strip() for line in str(value).splitlines() if line.strip()] or None
        case Kind.SEVERAL:
            chosen = [one for one in value if one != NOTHING]
            return chosen or ([] if NOTHING in value else None)
        case Kind.HOURS:
            return round(value * 3600, 3) if value else value
        case Kind.OPENING:
            return own_hours.entered(entry.get(field.name), value)
    return value


def span(value: Any) -> dt.timedelta:
    """A stored span of time."""
    found: dt.timedelta = _spans().validate_python(value)
    return found


@cache
def _spans() -> TypeAdapter[dt.timedelta]:
    return TypeAdapter(dt.timedelta)

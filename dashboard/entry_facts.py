"""What an entry says, in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from dashboard import own_hours, words
from dashboard.entry_field import Entry, EntryField, Kind, Known, span
from dashboard.own_hours import Opening
from dashboard.tongue import _

Show = Callable[[Known, str], str]
"""The words for a value that is chosen from what is known."""


def facts(fields: Sequence[EntryField], entry: Entry, show: Show, *, whole: str = "") -> list[str]:
    """Each value that says something, in the order of the form; `whole` where nothing is asked."""
    asked = any(one.asks and entry.get(one.name) not in (None, [], ()) for one in fields)
    found = [] if asked or not whole else [_(whole)]
    for one in fields:
        if one.short is not None and one.kind is not Kind.WORDS and one.name in entry:
            found.extend(_fact(one, entry[one.name], show))
    return found


def _fact(field: EntryField, value: Any, show: Show) -> Iterator[str]:
    short = _(field.short) if field.short else ""
    match field.kind:
        case Kind.SWITCH:
            if value != field.usual:
                yield short
        case Kind.OPENING:
            own = own_hours.shown(value)["when"] is Opening.OWN
            yield short if own else _("day and night")
        case _:
            told = _told(field, value, show)
            if told:
                yield f"{short}: {told}" if short else told


def _told(field: EntryField, value: Any, show: Show) -> str:
    match field.kind:
        case Kind.EITHER:
            return "" if value is None else (_("yes") if value else _("no"))
        case Kind.HOURS:
            return words.duration(span(value)) if value else ""
        case Kind.NUMBER:
            return words.dollars(float(value))
        case Kind.LINES:
            return " / ".join(map(str, value))
        case Kind.SEVERAL if value == [] and field.known is Known.CHANNELS_BELOW:
            return _("none")
        case Kind.SEVERAL:
            return " / ".join(_shown(field, str(one), show) for one in value)
    return _shown(field, str(value), show)


def _shown(field: EntryField, value: str, show: Show) -> str:
    return show(field.known, value) if field.known else value

"""What a form asks for an account or a listener, read from their settings classes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from listenpost.services import connectable
from listenpost.settings.listener import ListenerSettings

_PEM = re.compile(r"-----BEGIN ([A-Z ]+)-----(.*?)-----END \1-----", re.DOTALL)
_LINE = 64


class Entry(StrEnum):
    """How a value is entered."""

    TEXT = "text"
    SECRET = "secret"  # noqa: S105  how it is entered, and no password
    SWITCH = "switch"
    LINES = "lines"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One setting. `names_it`: it says which account this is, and stays as it is ever after."""

    name: str
    about: str
    entry: Entry
    required: bool
    default: str | bool = ""

    @property
    def names_it(self) -> bool:
        return self.required and self.entry is not Entry.SECRET

    @property
    def first(self) -> bool:
        """Whether nobody gets by without looking at it; the rest is for who wants it otherwise."""
        return self.required or self.entry is Entry.SECRET


@cache
def of_account(platform: str) -> tuple[FormField, ...]:
    """Those of a network's accounts; raises BadInput for a network that there is not."""
    return _fields(connectable.account_model(platform))


@cache
def of_listener(kind: str) -> tuple[FormField, ...]:
    """Those of this kind of listener, and of all."""
    own = _fields(connectable.listener_class(kind).settings_model)
    return (*own, *_fields(ListenerSettings))


def _fields(model: type[BaseModel]) -> tuple[FormField, ...]:
    return tuple(_field(name, one) for name, one in model.model_fields.items())


def _field(name: str, found: FieldInfo) -> FormField:
    entry = _entry(found.annotation)
    required = found.is_required()
    return FormField(
        name=name,
        about=found.description or "",
        entry=entry,
        required=required,
        default=_default(None if required else found.default, entry),
    )


def _entry(annotation: Any) -> Entry:
    parts = {annotation, *get_args(annotation)}
    if SecretStr in parts:
        return Entry.SECRET
    if bool in parts:
        return Entry.SWITCH
    if dt.timedelta in parts:
        return Entry.SECONDS
    return Entry.LINES if get_origin(annotation) is tuple else Entry.TEXT


def _default(value: Any, entry: Entry) -> str | bool:
    if entry is Entry.SWITCH:
        return bool(value)
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "\n".join(map(str, value))
    return f"{value.total_seconds():g}" if isinstance(value, dt.timedelta) else str(value)


def entered(fields: tuple[FormField, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    """What was entered, without what was left empty or as it is by default."""
    found: dict[str, Any] = {}
    for one in fields:
        value = values.get(one.name, one.default)
        if value in ("", None) or value == one.default:
            continue
        if one.entry is Entry.LINES:
            lines = [line.strip() for line in str(value).splitlines() if line.strip()]
            found |= {one.name: lines} if lines else {}
        elif one.entry is Entry.SWITCH:
            found[one.name] = bool(value)
        elif text := str(value).strip():
            found[one.name] = _whole_key(text) if one.entry is Entry.SECRET else text
    return found


def shown(fields: tuple[FormField, ...], values: Mapping[str, Any]) -> dict[str, str | bool]:
    """The values as the form has them, the defaults where nothing else was entered; no secret."""
    return {
        one.name: _as_entered(values.get(one.name, one.default))
        for one in fields
        if one.entry is not Entry.SECRET
    }


def _as_entered(value: Any) -> str | bool:
    if isinstance(value, list | tuple):
        return "\n".join(map(str, value))
    return value if isinstance(value, bool) else str(value)


def _whole_key(text: str) -> str:
    """A key in PEM whose lines a browser has joined, with its lines again."""
    found = _PEM.fullmatch(text)
    if found is None:
        return text
    body = "".join(found[2].split())
    lines = [body[at : at + _LINE] for at in range(0, len(body), _LINE)]
    return "\n".join([f"-----BEGIN {found[1]}-----", *lines, f"-----END {found[1]}-----", ""])

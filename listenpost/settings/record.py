"""The settings as the audit may know them: by their paths, and of a secret a fingerprint alone."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr

from listenpost.settings.root import Settings

Keyed = Callable[[str, str], str]
"""The keyed hash of a path and its value."""
CREDENTIALS = ("accounts", "helpdesks")
PLAIN = frozenset({"platform", "kind", "handle", "username", "base_url", "url", "app_url"})
"""What is shown of an account; everything else there may be a credential."""
SECRET = re.compile(r"token|secret|password|key$|credential|authorization", re.IGNORECASE)
LABEL = re.compile(r"[A-Za-z0-9_.:+/<> -]{1,70}")
"""What the audit keeps as it is (`domain.audit.bare`)."""
LONGEST_PATH = 85
DEFAULTS = "(defaults)"
"""The values of what is not set, all together: they change with a new version only."""


def record(settings: Settings, keyed: Keyed) -> dict[str, str]:
    """Path -> the value as a label: never a secret, and never more than a fingerprint of words."""
    whole = json.dumps(usual(lambda *_: ""), sort_keys=True)  # of our own values: no secret
    of_defaults = f"fingerprint:{hashlib.sha256(whole.encode()).hexdigest()[:16]}"
    return dict(_section((), settings, keyed)) | {DEFAULTS: of_defaults}


def usual(keyed: Keyed) -> dict[str, str]:
    """The same where nothing is set."""
    return dict(_section((), Settings(), keyed))


def of_section(name: str, settings: Settings, keyed: Keyed) -> dict[str, str]:
    """The same of one section alone."""
    return dict(_any((name,), getattr(settings, name), keyed))


def _section(path: tuple[str, ...], section: BaseModel, keyed: Keyed) -> Iterator[tuple[str, str]]:
    for name, field in type(section).model_fields.items():
        here, value = (*path, name), getattr(section, name)
        if not field.repr and value is not None:
            yield _named(here), _fingerprint(here, str(value), keyed)
        else:
            yield from _any(here, value, keyed)


def _any(path: tuple[str, ...], value: Any, keyed: Keyed) -> Iterator[tuple[str, str]]:
    if isinstance(value, BaseModel):
        yield from _section(path, value, keyed)
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _any((*path, str(name)), one, keyed)
    elif _is_list(value) and any(isinstance(one, BaseModel | Mapping) for one in value):
        for number, one in enumerate(value, 1):
            yield from _any((*path, str(number)), one, keyed)
    else:
        yield _named(path), _shown(path, value, keyed)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence | set | frozenset) and not isinstance(value, str | bytes)


def _shown(path: tuple[str, ...], value: Any, keyed: Keyed) -> str:
    text = in_label(value)
    if isinstance(value, SecretStr):
        return _fingerprint(path, value.get_secret_value(), keyed)
    if value is None or isinstance(value, bool) or text == "":
        return text or "empty"
    if _may_be_secret(path):
        return _fingerprint(path, text, keyed)
    if "://" in text and not text.startswith("sqlite:"):
        return _address(path, text, keyed)
    return text if LABEL.fullmatch(text) else _fingerprint(path, text, keyed)


def _may_be_secret(path: tuple[str, ...]) -> bool:
    if path[0] in CREDENTIALS and not (len(path) == 3 and path[-1] in PLAIN):
        return True
    return any(SECRET.search(part) for part in path[1:])


def _address(path: tuple[str, ...], text: str, keyed: Keyed) -> str:
    """Scheme and host; the rest may hold a password or a token."""
    try:
        parts = urlsplit(text)
        short = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return _fingerprint(path, text, keyed)
    if not LABEL.fullmatch(short):
        return _fingerprint(path, text, keyed)
    return short if text.rstrip("/") == short else f"{short} {_fingerprint(path, text, keyed)}"


def in_label(value: Any) -> str:
    """A value as people write it."""
    match value:
        case None:
            return "none"
        case bool():
            return "on" if value else "off"
        case float():
            return str(int(value)) if value.is_integer() else str(value)
        case Enum():
            return str(value.value)
        case dt.timedelta():
            return f"{value.total_seconds():g} s"
        case set() | frozenset():
            return " / ".join(sorted(map(in_label, value)))
        case list() | tuple():
            return " / ".join(map(in_label, value))
        case _:
            return str(value)


def _fingerprint(path: tuple[str, ...], text: str, keyed: Keyed) -> str:
    """Says whether two values are the same, and nothing to whoever lacks the installation's key."""
    return f"fingerprint:{keyed('.'.join(path), text)[:16] or 'none'}"


def _named(path: tuple[str, ...]) -> str:
    """The path; one that is too long for the audit's column is cut, and told from others."""
    whole = ".".join(path)
    if len(whole) <= LONGEST_PATH:
        return whole
    return f"{whole[: LONGEST_PATH - 17]}~{hashlib.sha256(whole.encode()).hexdigest()[:16]}"

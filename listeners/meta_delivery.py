"""Meta's deliveries: one body holds many entries, and each of them many changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.mention import Skipped
from platforms.reading import identifier, items, mapping

WHATSAPP_OBJECT = "whatsapp_business_account"
EVENTS = ("messaging", "standby")
"""Lists of an entry that hold events of Messenger and of Instagram's messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that happened to one of our accounts; `address` is as an account's own."""

    address: str
    field: str
    value: Mapping[str, Any]


def address(kind: str, external_id: str) -> str:
    """How a delivery names the account that it is for: page/123, instagram/123, whatsapp/123."""
    return f"{'whatsapp' if kind == WHATSAPP_OBJECT else kind}/{external_id}"


def read_delivery(body: bytes) -> tuple[list[Change], list[Skipped]]:
    """Every change of every entry, and what is none; it raises for nothing that was signed."""
    try:
        told = mapping(json.loads(body))
    except (ValueError, RecursionError):
        told = {}
    kind = identifier(told.get("object"))
    if kind is None:
        return [], [_skipped(body, "a delivery that is not an object of Meta's in JSON")]
    changes, skipped = [], []
    for entry in items(told.get("entry")):
        for found in _changes(kind, mapping(entry)):
            if isinstance(found, Change):
                changes.append(found)
            else:
                skipped.append(found)
    return changes, skipped


def _changes(kind: str, entry: Mapping[str, Any]) -> Iterator[Change | Skipped]:
    owner = identifier(entry.get("id"))
    for event in (event for name in EVENTS for event in items(entry.get(name))):
        yield _change(kind, owner, "messages", event)
    for told in map(mapping, items(entry.get("changes"))):
        value = mapping(told.get("value"))
        of = owner
        if kind == WHATSAPP_OBJECT:
            of = identifier(mapping(value.get("metadata")).get("phone_number_id"))
        yield _change(kind, of, told.get("field"), value)


def _change(kind: str, owner: str | None, field: object, value: object) -> Change | Skipped:
    name = identifier(field)
    if owner is None or name is None or not isinstance(value, dict) or not value:
        seen = json.dumps(value, sort_keys=True, default=str).encode("utf-8", "replace")
        return _skipped(seen, f"a change of {kind} without a readable account, field or value")
    return Change(address=address(kind, owner), field=name, value=value)


def _skipped(seen: bytes, reason: str) -> Skipped:
    """Named by its bytes: the same thing delivered again is counted once."""
    return Skipped(external_id=f"delivery:{hashlib.sha256(seen).hexdigest()[:32]}", reason=reason)

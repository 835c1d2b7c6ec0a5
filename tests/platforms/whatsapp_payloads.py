"""Deliveries as Meta makes them, signed."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from typing import Any

from domain.webhook import signature

SECRET = "the secret of our app"
TOKEN = "a word for the handshake"
NUMBER, ACCOUNT = "106540352242922", "102290129340398"
ANNA = "16505551234"
_IDS = itertools.count(1)
Json = dict[str, Any]


def wamid() -> str:
    return f"wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQz{next(_IDS):08}"


def message(body: str = "Where is my parcel?", *, person: str = ANNA, **more: Any) -> Json:
    """A text message; `type` and its part replace the text."""
    return {
        "from": person,
        "id": wamid(),
        "timestamp": "1772442000",
        "type": "text",
        "text": {"body": body},
    } | more


def status(of: str, state: str, **more: Any) -> Json:
    found = {"id": of, "status": state, "timestamp": "1772442100", "recipient_id": ANNA}
    return found | more


def value(*messages: Json, statuses: tuple[Json, ...] = (), number: str = NUMBER) -> Json:
    """What one change says about one number."""
    people = sorted({one["from"] for one in messages if isinstance(one.get("from"), str)})
    told: Json = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": number},
    }
    if messages:
        told["contacts"] = [{"profile": {"name": "Anna"}, "wa_id": person} for person in people]
        told["messages"] = list(messages)
    return told | ({"statuses": list(statuses)} if statuses else {})


def delivery(*values: object, field: str = "messages") -> bytes:
    """One entry for each value."""
    entries = [{"id": ACCOUNT, "changes": [{"field": field, "value": one}]} for one in values]
    return json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode()


def page_delivery(page_id: str, *changes: Json, kind: str = "page", **more: Any) -> bytes:
    entry = {"id": page_id, "time": 1772442000, "changes": list(changes)} | more
    return json.dumps({"object": kind, "entry": [entry]}).encode()


def signed(body: bytes, secret: str = SECRET) -> Mapping[str, str]:
    return {"X-Hub-Signature-256": signature(secret, body), "Content-Type": "application/json"}

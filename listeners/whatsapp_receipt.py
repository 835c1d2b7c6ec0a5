"""WhatsApp's statuses: what became of what we sent."""

from __future__ import annotations

from collections.abc import Mapping

from domain.mention import Skipped
from domain.receipt import Arrival, Receipt
from listeners.whatsapp_message import told_at
from platforms.reading import identifier, items, mapping
from platforms.whatsapp_errors import way_out

_ARRIVALS: Mapping[str, Arrival] = {one.value: one for one in Arrival} | {
    "played": Arrival.READ,
    "accepted": Arrival.SENT,
}


def read_status(status: object) -> Receipt | Skipped:
    """One status; what WhatsApp adds to them later is skipped by name."""
    item = mapping(status)
    message_id = identifier(item.get("id"))
    told = item.get("status")
    arrival = _ARRIVALS.get(told) if isinstance(told, str) else None
    if message_id is None or arrival is None:
        return Skipped(external_id=message_id, reason="a status without a readable id or state")
    errors = [mapping(one) for one in items(item.get("errors"))]
    return Receipt(
        external_id=message_id,
        arrival=arrival,
        at=told_at(item),
        idempotency_key=identifier(item.get("biz_opaque_callback_data")),
        reason=" ".join(way_out(one) for one in errors)
        or ("WhatsApp gives no reason." if arrival is Arrival.FAILED else ""),
    )

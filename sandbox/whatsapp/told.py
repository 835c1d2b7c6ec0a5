"""What the webhook of a number is told: messages of customers, and what became of ours."""

from __future__ import annotations

from typing import Any

from sandbox.messages import Message
from sandbox.posts import Json, Network
from sandbox.world import World

OBJECT = "whatsapp_business_account"
LATE = {
    "code": 131047,
    "title": "Re-engagement message",
    "message": "Re-engagement message",
    "error_data": {
        "details": "Message failed to send because more than 24 hours have passed since the "
        "customer last replied to this number."
    },
}


def write(
    world: World,
    person: str,
    text: str,
    *,
    late: float = 0,
    created_at: float | None = None,
    **parts: Any,
) -> Message:
    """A customer writes; the webhook is told. `parts` replace parts of the message's object."""
    sent = world.write_private(
        Network.WHATSAPP, person, text, by_brand=False, late=late, created_at=created_at
    )
    who = world.people.get(person)
    told = {
        "from": who.whatsapp_id,
        "id": sent.external_id,
        "timestamp": str(int(sent.created_at)),
        "type": "text",
        "text": {"body": text},
    } | parts
    contact = {"profile": {"name": who.name}, "wa_id": who.whatsapp_id}
    _tell(world, {"contacts": [contact], "messages": [told]}, at=sent.visible_at)
    return sent


def became(
    world: World, message: Message, state: str, *, key: object = None, error: Json | None = None
) -> None:
    """A message of ours went on."""
    told: Json = {
        "id": message.external_id,
        "status": state,
        "timestamp": str(int(world.now)),
        "recipient_id": world.people.get(message.person).whatsapp_id,
    }
    if key is not None:
        told["biz_opaque_callback_data"] = key
    if error is not None:
        told["errors"] = [error]
    _tell(world, {"statuses": [told]}, at=world.now)


def _tell(world: World, value: Json, *, at: float) -> None:
    known = world.credentials.whatsapp
    metadata = {
        "display_phone_number": world.brand.whatsapp_id,
        "phone_number_id": known.phone_number_id,
    }
    whole = {"messaging_product": "whatsapp", "metadata": metadata} | value
    world.hooks.put(OBJECT, known.business_account_id, "messages", whole, now=at)

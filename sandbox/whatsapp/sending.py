"""POST /{number}/messages: what may be sent to whom, and what the webhook is told of it."""

from __future__ import annotations

from sandbox.messages import REPLY_WINDOW
from sandbox.people import Person
from sandbox.posts import Json, Network
from sandbox.whatsapp.errors import invalid_parameter, undeliverable
from sandbox.whatsapp.templates import words_of
from sandbox.whatsapp.told import LATE, became
from sandbox.world import World

LONGEST = 4096


def send(world: World, given: Json) -> Json:
    """A text or a template to one person.

    Outside the window a text is taken, and fails afterwards, as there.
    """
    if given.get("messaging_product") != "whatsapp":
        raise invalid_parameter("The parameter messaging_product is required.")
    template = given.get("type") == "template"
    text = words_of(given) if template else _text(given)
    who = _recipient(world, given)
    if who.id in world.hooks.gone:
        raise undeliverable()
    message = world.write_private(
        Network.WHATSAPP, who.id, text, by_brand=True, to_external_id=_quoted(given)
    )
    key = given.get("biz_opaque_callback_data")
    heard = world.mailbox.last_heard(Network.WHATSAPP, who.id)
    if not template and (heard is None or world.now - heard > REPLY_WINDOW):
        became(world, message, "failed", key=key, error=LATE)
    else:
        for state in ("sent", "delivered"):
            became(world, message, state, key=key)
    return {
        "messaging_product": "whatsapp",
        "contacts": [{"input": str(given.get("to", "")), "wa_id": who.whatsapp_id}],
        "messages": [{"id": message.external_id}],
    }


def _text(given: Json) -> str:
    text = given.get("text")
    body = text.get("body") if given.get("type") == "text" and isinstance(text, dict) else None
    if not isinstance(body, str) or not body.strip():
        raise invalid_parameter("The parameter text['body'] is required.")
    if len(body) > LONGEST:
        raise invalid_parameter(f"Param text['body'] must be at most {LONGEST} characters long.")
    return body


def _recipient(world: World, given: Json) -> Person:
    found = world.people.by_whatsapp_id(str(given.get("to", "")).removeprefix("+"))
    if found is None:
        raise undeliverable()
    return found


def _quoted(given: Json) -> str | None:
    context = given.get("context")
    quoted = context.get("message_id") if isinstance(context, dict) else None
    return quoted if isinstance(quoted, str) else None

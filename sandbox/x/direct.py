"""X's direct messages."""

from __future__ import annotations

from sandbox.messages import Message
from sandbox.posts import Json, Network
from sandbox.world import World
from sandbox.x.call import Call
from sandbox.x.fields import USER_FIELDS, asked
from sandbox.x.problems import forbidden, invalid
from sandbox.x.render import stamp, user
from sandbox.x.tokens import order_of, token_after

LONGEST = 10_000
HISTORY = 30 * 86_400.0
"""Older messages are not listed any more."""


def events(world: World, call: Call) -> Json:
    """The brand's messages, newest first."""
    size = call.number("max_results", low=1, high=100, default=100)
    fields = call.names("dm_event.fields")
    below = _below(call)
    messages = sorted(
        (m for m in world.mailbox if _is_shown(world, m) and m.order < below),
        key=lambda message: message.order,
        reverse=True,
    )
    page = messages[:size]
    meta: Json = {"result_count": len(page)}
    if len(messages) > size:
        meta["next_token"] = token_after(page[-1].order)
    shown: Json = {"data": [_event(world, m, fields) for m in page]} if page else {}
    return shown | _includes(world, call, page) | {"meta": meta}


def send(world: World, call: Call) -> Json:
    """A message to one person."""
    return _sent(world, call, call.path["participant_id"])


def send_into(world: World, call: Call) -> Json:
    """A message into a conversation that is there."""
    ids = set(call.path["dm_conversation_id"].split("-")) - {world.brand.x_id}
    return _sent(world, call, ids.pop() if len(ids) == 1 else "")


def _sent(world: World, call: Call, x_id: str) -> Json:
    person = world.people.by_x_id(x_id)
    text = call.body.get("text")
    if not isinstance(text, str) or not text.strip():
        raise invalid("text", text, "The `text` field can not be empty")
    if len(text) > LONGEST:
        raise invalid("text", text[:20], "The `text` field is too long")
    if person is None or (Network.X, person.id) in world.mailbox.refusing:
        raise forbidden("You cannot send messages to this user.")
    thread = world.mailbox.thread(Network.X, person.id)
    if thread and thread[-1].by_brand and thread[-1].text == text:
        raise forbidden("There was an error sending your message: You already said that.")
    message = world.write_private(Network.X, person.id, text, by_brand=True)
    return {
        "data": {
            "dm_conversation_id": _conversation(world, message),
            "dm_event_id": message.external_id,
        }
    }


def _is_shown(world: World, message: Message) -> bool:
    age = world.now - message.at
    return message.network is Network.X and message.visible_at <= world.now and age < HISTORY


def _event(world: World, message: Message, fields: tuple[str, ...]) -> Json:
    sender = world.brand if message.by_brand else world.people.get(message.person)
    more = {
        "created_at": stamp(message.created_at),
        "dm_conversation_id": _conversation(world, message),
        "sender_id": sender.x_id,
    }
    known = {name: value for name, value in more.items() if name in fields}
    return {"id": message.external_id, "event_type": "MessageCreate", "text": message.text} | known


def _includes(world: World, call: Call, page: list[Message]) -> Json:
    if "sender_id" not in call.names("expansions") or not page:
        return {}
    senders = {world.brand if m.by_brand else world.people.get(m.person) for m in page}
    fields = asked(call, "user.fields", USER_FIELDS)
    ordered = sorted(senders, key=lambda person: person.x_id)
    return {"includes": {"users": [user(world, person, fields) for person in ordered]}}


def _conversation(world: World, message: Message) -> str:
    ids = (world.people.get(message.person).x_id, world.brand.x_id)
    return "-".join(sorted(ids, key=int))


def _below(call: Call) -> int:
    given = call.query.get("pagination_token")
    return order_of(given, "pagination_token") if given else 1 << 63

"""Conversations of Messenger and of Instagram, and their messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sandbox.graph.call import Call
from sandbox.graph.errors import gone, invalid_parameter, no_such_field
from sandbox.graph.fields import Field, parse_fields
from sandbox.graph.page import listing, next_address, wanted
from sandbox.graph.render import stamp
from sandbox.messages import Message
from sandbox.people import Person
from sandbox.posts import Json, Network
from sandbox.world import World

Thread = tuple[str, tuple[Message, ...]]
THREAD_DEFAULT = parse_fields("id,updated_time,link")
MESSAGE_DEFAULT = parse_fields("id,created_time")
PLATFORMS = {"messenger": Network.FACEBOOK, "instagram": Network.INSTAGRAM}


def conversations(world: World, call: Call) -> Json:
    """The threads of one platform, the one that moved last first; no time-based paging."""
    network = PLATFORMS.get(call.parameters.get("platform", "messenger"))
    if network is None:
        raise invalid_parameter("Param platform must be one of {INSTAGRAM, MESSENGER}")
    fields = parse_fields(call.parameters.get("fields", "")) or THREAD_DEFAULT
    part = wanted(call.parameters)
    threads = [
        thread
        for thread in world.mailbox.threads(network, now=world.now)
        if (part.after is None or thread[1][-1].order < part.after)
        and call.parameters.get("user_id") in (None, account_of(world, network, thread[0]))
    ]
    page = threads[: part.limit]
    return listing(
        [_thread(world, call, thread, fields) for thread in page],
        [messages[-1].order for _, messages in page],
        more=len(threads) > part.limit,
        address=next_address(
            f"{call.base}/{world.brand.facebook_id}/conversations", call.parameters
        ),
    )


def thread_messages(world: World, call: Call, name: str) -> Json:
    """One thread's messages, newest first."""
    for network in PLATFORMS.values():
        for thread in world.mailbox.threads(network, now=world.now):
            if _thread_id(world, thread) == name:
                fields = parse_fields(call.parameters.get("fields", ""))
                given = {k: v for k, v in call.parameters.items() if k in ("limit", "after")}
                return _messages(
                    world, call, thread, Field(name="messages", sub=fields, modifiers=given)
                )
    raise gone(call.method, name)


def one_message(world: World, call: Call, name: str) -> Json:
    """A message by its id."""
    for message in world.mailbox:
        if message.external_id == name and message.visible_at <= world.now:
            fields = parse_fields(call.parameters.get("fields", "")) or MESSAGE_DEFAULT
            return _shown(world, message, fields)
    raise gone(call.method, name)


def account_of(world: World, network: Network, person: str) -> str:
    """A person's id on one network."""
    who = world.people.get(person)
    return who.facebook_id if network is Network.FACEBOOK else who.instagram_id


def _thread_id(world: World, thread: Thread) -> str:
    network = thread[1][0].network
    start = "t_" if network is Network.FACEBOOK else "aWdfZAG06"
    return f"{start}{account_of(world, network, thread[0])}"


def _thread(world: World, call: Call, thread: Thread, fields: tuple[Field, ...]) -> Json:
    for field in fields:
        if field.name not in THREAD_FIELDS:
            raise no_such_field(field.name, "UnifiedThread")
    shown = {field.name: THREAD_FIELDS[field.name](world, call, thread, field) for field in fields}
    told = {name: value for name, value in shown.items() if value is not None}
    return told | {"id": _thread_id(world, thread)}


def _messages(world: World, call: Call, thread: Thread, field: Field) -> Json:
    part = wanted(field.modifiers)
    newest = [m for m in thread[1][::-1] if part.after is None or m.order < part.after]
    page = newest[: part.limit]
    return listing(
        [_shown(world, message, field.sub or MESSAGE_DEFAULT) for message in page],
        [message.order for message in page],
        more=len(newest) > part.limit,
        address=next_address(f"{call.base}/{_thread_id(world, thread)}/messages", call.parameters),
    )


def _shown(world: World, message: Message, fields: tuple[Field, ...]) -> Json:
    customer = world.people.get(message.person)
    sender, receiver = (world.brand, customer) if message.by_brand else (customer, world.brand)
    facts = {
        "id": message.external_id,
        "created_time": stamp(message.created_at),
        "from": _correspondent(message.network, sender),
        "to": {"data": [_correspondent(message.network, receiver)]},
        "message": message.text,
        "attachments": None,
    }
    for field in fields:
        if field.name not in facts:
            raise no_such_field(field.name, "Message")
    told = {field.name: facts[field.name] for field in fields}
    return {k: v for k, v in told.items() if v is not None} | {"id": message.external_id}


def _correspondent(network: Network, who: Person) -> Json:
    if network is Network.INSTAGRAM:
        return {"username": who.handle, "id": who.instagram_id}
    return {
        "name": who.name,
        "email": f"{who.facebook_id}@facebook.com",
        "id": who.facebook_id,
    }


def _participants(world: World, thread: Thread) -> Json:
    members: tuple[Person, ...] = (world.people.get(thread[0]), world.brand)
    return {"data": [_correspondent(thread[1][0].network, who) for who in members]}


def _link(world: World, thread: Thread) -> str | None:
    on_page = thread[1][0].network is Network.FACEBOOK
    return f"/{world.brand.facebook_id}/inbox/{thread[1][0].order}/" if on_page else None


THREAD_FIELDS: Mapping[str, Callable[[World, Call, Thread, Field], object]] = {
    "id": lambda world, call, thread, field: _thread_id(world, thread),
    "updated_time": lambda world, call, thread, field: stamp(thread[1][-1].at),
    "message_count": lambda world, call, thread, field: len(thread[1]),
    "snippet": lambda world, call, thread, field: thread[1][-1].text[:80],
    "unread_count": lambda world, call, thread, field: 0,
    "can_reply": lambda world, call, thread, field: True,
    "link": lambda world, call, thread, field: _link(world, thread),
    "participants": lambda world, call, thread, field: _participants(world, thread),
    "messages": _messages,
}

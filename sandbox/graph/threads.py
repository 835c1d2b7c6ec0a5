"""Messenger: conversations, their messages, and what the page may send to whom and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sandbox.graph.call import Call
from sandbox.graph.errors import (
    answered_before,
    gone,
    invalid_parameter,
    no_such_field,
    outside_window,
    retired_tag,
)
from sandbox.graph.fields import Field, parse_fields
from sandbox.graph.page import listing, next_address, wanted
from sandbox.graph.render import on_page, person, stamp
from sandbox.messages import HUMAN_WINDOW, PRIVATE_REPLY_WINDOW, REPLY_WINDOW, Message
from sandbox.people import Person
from sandbox.posts import Json, Network
from sandbox.world import World

Thread = tuple[str, tuple[Message, ...]]
THREAD_DEFAULT = parse_fields("id,updated_time,link")
MESSAGE_DEFAULT = parse_fields("id,created_time")
LONGEST = 2000
RETIRED_TAGS = frozenset({"ACCOUNT_UPDATE", "CONFIRMED_EVENT_UPDATE", "POST_PURCHASE_UPDATE"})


def conversations(world: World, call: Call) -> Json:
    """The page's threads, the one that moved last first; no time-based paging."""
    if call.parameters.get("platform", "messenger") != "messenger":
        return {"data": []}
    fields = parse_fields(call.parameters.get("fields", "")) or THREAD_DEFAULT
    part = wanted(call.parameters)
    threads = [
        thread
        for thread in world.mailbox.threads(Network.FACEBOOK)
        if part.after is None or thread[1][-1].order < part.after
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
    for thread in world.mailbox.threads(Network.FACEBOOK):
        if _thread_id(world, thread) == name:
            fields = parse_fields(call.parameters.get("fields", ""))
            return _messages(world, call, thread, Field(name="messages", sub=fields))
    raise gone(call.method, name)


def send(world: World, call: Call) -> Json:
    """POST /{page}/messages: a private reply to a post or comment, or a message in a thread."""
    recipient, message = call.sub_object("recipient"), call.sub_object("message")
    text = message.get("text")
    if not isinstance(text, str) or not text.strip():
        raise invalid_parameter("Param message[text] must not be empty")
    if len(text) > LONGEST:
        raise invalid_parameter(f"Length of param message[text] must be less than {LONGEST}")
    if {"comment_id", "post_id"} & recipient.keys():
        return _private_reply(world, call, recipient, text)
    return _message(world, call, str(recipient.get("id", "")), text)


def _private_reply(world: World, call: Call, recipient: Json, text: str) -> Json:
    name = str(recipient.get("comment_id") or recipient.get("post_id"))
    target = world.get(name)
    if target is None or target.network is not Network.FACEBOOK or target.by_brand:
        raise gone(call.method, name)
    if not on_page(world, target):
        raise invalid_parameter("This object is not a post or comment on your Page")
    if world.mailbox.answered(name):
        raise answered_before()
    if world.now - target.at > PRIVATE_REPLY_WINDOW:
        raise outside_window()
    sent = world.write_private(Network.FACEBOOK, target.person, text, by_brand=True, to=target)
    return _sent(world, sent)


def _message(world: World, call: Call, recipient_id: str, text: str) -> Json:
    who = world.people.by_facebook_id(recipient_id)
    if who is None:
        raise invalid_parameter("No matching user found")
    heard = world.mailbox.last_heard(Network.FACEBOOK, who.id)
    if heard is None or world.now - heard > _window(call.parameters):
        raise outside_window()
    return _sent(world, world.write_private(Network.FACEBOOK, who.id, text, by_brand=True))


def _window(given: Mapping[str, str]) -> float:
    tag = given.get("tag", "")
    if tag in RETIRED_TAGS:
        raise retired_tag(tag)
    return HUMAN_WINDOW if tag == "HUMAN_AGENT" else REPLY_WINDOW


def _sent(world: World, message: Message) -> Json:
    recipient = world.people.get(message.person).facebook_id
    return {"recipient_id": recipient, "message_id": message.external_id}


def _thread_id(world: World, thread: Thread) -> str:
    return f"t_{world.people.get(thread[0]).facebook_id}"


def _thread(world: World, call: Call, thread: Thread, fields: tuple[Field, ...]) -> Json:
    for field in fields:
        if field.name not in THREAD_FIELDS:
            raise no_such_field(field.name, "UnifiedThread")
    shown = {field.name: THREAD_FIELDS[field.name](world, call, thread, field) for field in fields}
    return shown | {"id": _thread_id(world, thread)}


def _messages(world: World, call: Call, thread: Thread, field: Field) -> Json:
    part = wanted(field.modifiers)
    newest = [m for m in thread[1][::-1] if part.after is None or m.order < part.after]
    page = newest[: part.limit]
    return listing(
        [_shown(world, thread[0], message, field.sub or MESSAGE_DEFAULT) for message in page],
        [message.order for message in page],
        more=len(newest) > part.limit,
        address=next_address(f"{call.base}/{_thread_id(world, thread)}/messages", call.parameters),
    )


def _shown(world: World, who: str, message: Message, fields: tuple[Field, ...]) -> Json:
    customer = world.people.get(who)
    sender, receiver = (world.brand, customer) if message.by_brand else (customer, world.brand)
    facts = {
        "id": message.external_id,
        "created_time": stamp(message.at),
        "from": person(world, sender),
        "to": {"data": [person(world, receiver)]},
        "message": message.text,
    }
    for field in fields:
        if field.name not in facts:
            raise no_such_field(field.name, "Message")
    return {field.name: facts[field.name] for field in fields} | {"id": message.external_id}


def _participants(world: World, thread: Thread) -> Json:
    members: tuple[Person, ...] = (world.people.get(thread[0]), world.brand)
    return {"data": [person(world, who) for who in members]}


THREAD_FIELDS: Mapping[str, Callable[[World, Call, Thread, Field], object]] = {
    "id": lambda world, call, thread, field: _thread_id(world, thread),
    "updated_time": lambda world, call, thread, field: stamp(thread[1][-1].at),
    "message_count": lambda world, call, thread, field: len(thread[1]),
    "snippet": lambda world, call, thread, field: thread[1][-1].text[:80],
    "unread_count": lambda world, call, thread, field: 0,
    "can_reply": lambda world, call, thread, field: True,
    "link": lambda world, call, thread, field: f"/inbox/{_thread_id(world, thread)}/",
    "participants": lambda world, call, thread, field: _participants(world, thread),
    "messages": _messages,
}

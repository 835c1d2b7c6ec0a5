"""What a page or its Instagram account may send in private, to whom and when."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.faults import Effect
from sandbox.graph.call import Call
from sandbox.graph.errors import (
    answered_before,
    gone,
    invalid_parameter,
    outside_window,
    retired_tag,
    unavailable_person,
)
from sandbox.graph.inbox import account_of
from sandbox.graph.render import on_page
from sandbox.messages import HUMAN_WINDOW, PRIVATE_REPLY_WINDOW, REPLY_WINDOW, Message
from sandbox.posts import Json, Kind, Network, Post
from sandbox.world import World

LONGEST = 2000
LONGEST_BYTES_ON_INSTAGRAM = 1000
RETIRED_TAGS = frozenset({"ACCOUNT_UPDATE", "CONFIRMED_EVENT_UPDATE", "POST_PURCHASE_UPDATE"})
MESSAGING_TYPES = frozenset({"RESPONSE", "UPDATE", "MESSAGE_TAG"})


def send(world: World, call: Call) -> Json:
    """POST /{page}/messages: a private reply to a post or comment, or a message in a thread."""
    recipient, message = call.sub_object("recipient"), call.sub_object("message")
    text = message.get("text")
    if not isinstance(text, str) or not text.strip():
        raise invalid_parameter("Param message[text] must not be empty")
    if {"comment_id", "post_id"} & recipient.keys():
        return _private_reply(world, call, recipient, text)
    return _message(world, call, str(recipient.get("id", "")), text)


def _private_reply(world: World, call: Call, recipient: Json, text: str) -> Json:
    name = str(recipient.get("comment_id") or recipient.get("post_id"))
    target = world.get(name)
    if target is None or target.network is Network.X or target.by_brand:
        raise gone(call.method, name)
    if not _is_ours(world, target):
        raise invalid_parameter("This object is not a post or comment on your Page")
    if world.mailbox.answered(name) and not world.faults.stands(Effect.FORGETFUL):
        raise answered_before()
    if world.now - target.at > PRIVATE_REPLY_WINDOW:
        raise outside_window()
    _check_length(target.network, text)
    sent = world.write_private(target.network, target.person, text, by_brand=True, to=target)
    return _sent(world, sent)


def _is_ours(world: World, target: Post) -> bool:
    """On the page, or a comment below our own media."""
    if target.network is Network.FACEBOOK:
        return on_page(world, target)
    root = world.get(target.root_id)
    return target.kind is Kind.COMMENT and root is not None and root.by_brand


def _message(world: World, call: Call, recipient_id: str, text: str) -> Json:
    found = world.people.by_facebook_id(recipient_id), world.people.by_instagram_id(recipient_id)
    who = found[0] or found[1]
    if who is None:
        raise invalid_parameter("No matching user found")
    network = Network.FACEBOOK if found[0] else Network.INSTAGRAM
    _check_length(network, text)
    if (network, who.id) in world.mailbox.refusing:
        raise unavailable_person()
    heard = world.mailbox.last_heard(network, who.id)
    if heard is None or world.now - heard > _window(call.parameters):
        raise outside_window()
    return _sent(world, world.write_private(network, who.id, text, by_brand=True))


def _check_length(network: Network, text: str) -> None:
    if network is Network.FACEBOOK and len(text) > LONGEST:
        raise invalid_parameter(f"Length of param message[text] must be less than {LONGEST}")
    if network is Network.INSTAGRAM and len(text.encode()) > LONGEST_BYTES_ON_INSTAGRAM:
        raise invalid_parameter("Length of param message[text] must be less than 1000 bytes")


def _window(given: Mapping[str, str]) -> float:
    tag, kind = given.get("tag", ""), given.get("messaging_type", "RESPONSE")
    if kind not in MESSAGING_TYPES:
        raise invalid_parameter(f"Param messaging_type must be one of {sorted(MESSAGING_TYPES)}")
    if tag in RETIRED_TAGS:
        raise retired_tag(tag)
    return HUMAN_WINDOW if (kind, tag) == ("MESSAGE_TAG", "HUMAN_AGENT") else REPLY_WINDOW


def _sent(world: World, message: Message) -> Json:
    recipient = account_of(world, message.network, message.person)
    return {"recipient_id": recipient, "message_id": message.external_id}

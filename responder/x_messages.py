"""Answers direct messages on X, in their conversation."""

from __future__ import annotations

from domain.errors import ReplyNotAllowed
from domain.reply import OutgoingReply, PostedReply
from domain.text import clean
from platforms.reading import identifier
from platforms.x import XClient
from platforms.x_messages import event_id_of, message_name, message_url
from platforms.x_posts import is_snowflake, same_text, snowflake_time, walk


def post_message(client: XClient, reply: OutgoingReply) -> PostedReply:
    """Write into the conversation that the customer began."""
    if event_id_of(reply.target.external_id) is None:
        raise ReplyNotAllowed("X: a post is answered in public, a message in private.")
    conversation = reply.target.conversation_id
    return _posted(client.send_message(clean(reply.text), conversation=conversation), conversation)


def find_message(client: XClient, reply: OutgoingReply) -> PostedReply | None:
    """The oldest of our messages after the customer's with the same text, in her conversation."""
    own_id = client.own_id()
    found = [
        str(event["id"])
        for event in walk(client.messages, event_id_of(reply.target.external_id))
        if event.get("dm_conversation_id") == reply.target.conversation_id
        and event.get("sender_id") == own_id
        and is_snowflake(identifier(event.get("id")))
        and same_text(reply.text, event)
    ]
    oldest = min(found, key=int, default=None)
    return _posted(oldest, reply.target.conversation_id) if oldest else None


def _posted(event_id: str, conversation: str) -> PostedReply:
    return PostedReply(
        external_id=message_name(event_id),
        url=message_url(conversation),
        posted_at=snowflake_time(event_id) if is_snowflake(event_id) else None,
    )

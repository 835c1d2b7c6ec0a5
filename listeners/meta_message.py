"""Private messages of Messenger and Instagram as mentions of ours, polled or by webhook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.attachment import Attachment, AttachmentKind, attached, attachment
from domain.mention import AuthorRef, IncomingMention, MentionKind, Platform, Skipped
from domain.private_message import private_thread
from domain.text import clean
from platforms.reading import identifier, instant, items, mapping, name, number, storable

MESSAGE_FIELDS = "id,created_time,from,to,message,attachments"
_KINDS = {
    "image": AttachmentKind.PHOTO,
    "video": AttachmentKind.VIDEO,
    "audio": AttachmentKind.AUDIO,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """One account's private messages: on which network, who we are there, where people read it."""

    platform: Platform
    our_ids: frozenset[str]
    url: str
    our_name: str | None = None

    def is_us(self, person: Mapping[str, Any]) -> bool:
        """Whether it is our account, by its id or, on Instagram, by its name."""
        known = self.our_name is not None and person.get("username") == self.our_name
        return known or identifier(person.get("id")) in self.our_ids


def read_message(
    item: object, inbox: Inbox, *, other: str | None = None, url: str | None = None
) -> IncomingMention | Skipped:
    """A message as the Conversations API tells it.

    `other` is who speaks with us there, where that is known otherwise; without it a message whose
    sender is not told cannot be put into a thread.
    """
    message = mapping(item)
    message_id = identifier(message.get("id"))
    if message_id is None:
        return Skipped(external_id=None, reason="a message without a readable id")
    published_at = instant(message.get("created_time"))
    if published_at is None:
        return Skipped(external_id=message_id, reason="no readable time")
    sender = mapping(message.get("from"))
    told = [mapping(one) for one in items(mapping(message.get("to")).get("data"))]
    by_brand = _is_by_brand(sender, told, inbox)
    partner = _partner(sender, told, inbox) or other
    if partner is None or by_brand is None:
        return Skipped(external_id=message_id, reason="it does not say who wrote it to whom")
    us = identifier(sender.get("id")) or min(inbox.our_ids)
    return IncomingMention(
        platform=inbox.platform,
        external_id=message_id,
        kind=MentionKind.MESSAGE,
        author=AuthorRef(
            platform=inbox.platform,
            external_id=us if by_brand else partner,
            handle=name(sender.get("username")),
            display_name=name(sender.get("name")) or name(sender.get("username")),
        ),
        text=clean(message.get("message")),
        url=url or inbox.url,
        published_at=published_at,
        conversation_id=private_thread(partner),
        by_brand=by_brand,
        attachments=_attachments(message),
        raw=storable(dict(message)),
    )


def _attachments(message: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """As the Conversations API or the webhook tells them; their addresses last for some days."""
    told = items(mapping(message.get("attachments")).get("data"))
    return attached(_attachment(mapping(one)) for one in told)


def _attachment(told: Mapping[str, Any]) -> Attachment | None:
    kind = str(told.get("type") or told.get("mime_type")).partition("/")[0]
    places = (told.get("image_data"), told.get("video_data"), told.get("payload"))
    urls = [mapping(place).get("url") for place in places]
    url = next((one for one in (*urls, told.get("file_url")) if one), None)
    if kind in _KINDS:  # a picture's name is a number
        return attachment(_KINDS[kind], url)
    return attachment(AttachmentKind.FILE, url, told.get("name"))


def message_of_event(event: object) -> dict[str, Any]:
    """A `messaging` event of a webhook, in the shape of the Conversations API."""
    told = mapping(event)
    message = mapping(told.get("message"))
    millis = number(told.get("timestamp"))
    sender, receiver = (mapping(told.get(side)).get("id") for side in ("sender", "recipient"))
    found: dict[str, Any] = {
        "id": message.get("mid"),
        "from": {"id": sender},
        "to": {"data": [{"id": receiver}]},
        "message": message.get("text") or "",
        "created_time": _written(millis),
    }
    attachments = items(message.get("attachments"))
    return found | ({"attachments": {"data": attachments}} if attachments else {})


def _written(millis: int | None) -> str | None:
    try:
        known = None if millis is None else dt.datetime.fromtimestamp(millis / 1000, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None if known is None else known.isoformat()


def _is_by_brand(
    sender: Mapping[str, Any], told: list[Mapping[str, Any]], inbox: Inbox
) -> bool | None:
    """By its sender, else by who received it; None where neither is told."""
    if identifier(sender.get("id")) is not None:
        return inbox.is_us(sender)
    receivers = [one for one in told if identifier(one.get("id"))]
    return not any(map(inbox.is_us, receivers)) if receivers else None


def _partner(sender: Mapping[str, Any], told: list[Mapping[str, Any]], inbox: Inbox) -> str | None:
    """The one of the two who is not us."""
    others = [one for one in (sender, *told) if not inbox.is_us(one)]
    return next((known for one in others if (known := identifier(one.get("id")))), None)

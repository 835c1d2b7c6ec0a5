"""Messages of WhatsApp's webhook as mentions of ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from domain.mention import WHATSAPP, AuthorRef, IncomingMention, MentionKind, Skipped
from domain.text import clean
from platforms.reading import identifier, items, mapping, name, storable

Item = Mapping[str, Any]
CHAT = "https://wa.me/"
INBOX = "https://business.facebook.com/latest/inbox/whatsapp"
"""Where a message is read whose author has no number that we know."""
_LATEST = 253402300799  # the last second of the year 9999
_NAMES = ("wa_id", "user_id")


def read_message(message: object, contacts: object, number_id: str) -> IncomingMention | Skipped:
    """What a customer wrote, pressed or sent."""
    item = mapping(message)
    message_id = identifier(item.get("id"))
    if message_id is None:
        return Skipped(external_id=None, reason="a message without a readable id")
    author = _author(item, contacts)
    if author is None:
        return Skipped(external_id=message_id, reason="a message without a readable sender")
    return _mention(item, message_id, author, number_id, text_of(item))


def read_edit(message: object, contacts: object, number_id: str) -> IncomingMention | Skipped:
    """The new words of an earlier message, under its id."""
    item, edit = mapping(message), mapping(mapping(message).get("edit"))
    original = identifier(edit.get("original_message_id"))
    author = _author(item, contacts)
    if original is None or author is None:
        return Skipped(external_id=identifier(item.get("id")), reason="an edit of nothing readable")
    return _mention(item, original, author, number_id, text_of(mapping(edit.get("message"))))


def read_echo(message: object, number_id: str) -> IncomingMention | Skipped:
    """What our own people wrote in the WhatsApp Business app."""
    item = mapping(message)
    message_id = identifier(item.get("id"))
    to = identifier(item.get("to_user_id")) or identifier(item.get("to"))
    if message_id is None or to is None:
        return Skipped(external_id=message_id, reason="an echo without a readable id or recipient")
    us = AuthorRef(platform=WHATSAPP, external_id=number_id)
    return _mention(item, message_id, us, number_id, text_of(item), customer=to)


def text_of(item: Item) -> str:
    """The words of a message; where it has none, what it is, in brackets."""
    kind = clean(item.get("type"))
    words = _WORDS.get(kind, _media)(mapping(item.get(kind)))
    return clean(words) or f"[{kind or 'message'}]"


def told_at(item: Item) -> dt.datetime | None:
    """WhatsApp's own time, in seconds since 1970 as text."""
    told = str(item.get("timestamp") or "")
    if not (told.isascii() and told.isdecimal() and len(told) < 20 and int(told) <= _LATEST):
        return None
    return dt.datetime.fromtimestamp(int(told), dt.UTC)


def _mention(
    item: Item,
    message_id: str,
    author: AuthorRef,
    number_id: str,
    text: str,
    *,
    customer: str | None = None,
) -> IncomingMention | Skipped:
    """By the brand where `customer` says to whom it was written."""
    at = told_at(item)
    if at is None:
        return Skipped(external_id=message_id, reason="a message without a readable time")
    number = (author.handle or "").removeprefix("+")
    return IncomingMention(
        platform=WHATSAPP,
        external_id=message_id,
        kind=MentionKind.MESSAGE,
        author=author,
        text=text,
        url=CHAT + number if number.isdecimal() else INBOX,
        published_at=at,
        conversation_id=f"{number_id}:{customer or author.external_id}",
        in_reply_to=answered(item),
        by_brand=customer is not None,
        raw=storable(dict(item)),
    )


def answered(item: Item) -> str | None:
    """The message that this one quotes or reacts to."""
    reaction = mapping(item.get("reaction")).get("message_id")
    return identifier(mapping(item.get("context")).get("id")) or identifier(reaction)


def _author(item: Item, contacts: object) -> AuthorRef | None:
    """Known by the id that WhatsApp made for us: it stays when a number is hidden. Else by that."""
    number, hidden = identifier(item.get("from")), identifier(item.get("from_user_id"))
    known = [mapping(one) for one in items(contacts)]
    sender = {number, hidden} - {None}
    contact = next(
        (one for one in known if {identifier(one.get(key)) for key in _NAMES} & sender),
        known[0] if len(known) == 1 and not sender else {},
    )
    number = number or identifier(contact.get("wa_id"))
    external_id = hidden or identifier(contact.get("user_id")) or number
    if external_id is None:
        return None
    profile = mapping(contact.get("profile"))
    return AuthorRef(
        platform=WHATSAPP,
        external_id=external_id,
        handle=f"+{number}"
        if number
        else (name(profile.get("username")) or "").lstrip("@") or None,
        display_name=name(profile.get("name")),
    )


def _media(media: Item) -> str:
    """A caption, or a file's name."""
    return clean(media.get("caption")) or clean(media.get("filename"))


def _interactive(item: Item) -> str:
    """The title of the button or the row that was chosen."""
    chosen = mapping(item.get("button_reply")) or mapping(item.get("list_reply"))
    return clean(chosen.get("title")) or clean(mapping(item.get("nfm_reply")).get("body"))


def _location(item: Item) -> str:
    parts = [clean(item.get("name")), clean(item.get("address"))]
    place = ", ".join(part for part in parts if part)
    point = f"{item.get('latitude')}, {item.get('longitude')}"
    return f"[location] {place} ({point})" if place else f"[location] {point}"


_WORDS: Mapping[str, Callable[[Item], str]] = {
    "text": lambda item: clean(item.get("body")),
    "button": lambda item: clean(item.get("text")),
    "interactive": _interactive,
    "reaction": lambda item: clean(item.get("emoji")),
    "location": _location,
}

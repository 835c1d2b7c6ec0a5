"""A message on Telegram as a mention of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from domain.keywords import KeywordRule
from domain.mention import TELEGRAM, AuthorRef, IncomingMention, MentionKind, Skipped
from domain.text import clean
from listeners.page import Found
from platforms.reading import epoch, identifier, items, mapping, name, number, storable
from platforms.telegram import TelegramBot, address

Message = Mapping[str, Any]
_PRIVATE = "private"
_GROUPS = ("group", "supergroup")
_MEDIA = {
    "photo": "photo",
    "video": "video",
    "video_note": "video",
    "voice": "voice message",
    "audio": "audio",
    "animation": "animation",
    "sticker": "sticker",
    "document": "file",
    "contact": "contact",
    "venue": "place",
    "location": "place",
    "poll": "poll",
    "story": "story",
}
"""What a message may hold instead of words; what is none of these is a note of Telegram's own."""
_HEAVY = frozenset({"from", "sender_chat", "reply_to_message", "external_reply", "quote"})


def read_update(update: object, bot: TelegramBot, rule: KeywordRule | None) -> Found | None:
    """The mention in an update; None for what is none of ours.

    `rule` finds messages in groups that do not name the bot.
    """
    told = mapping(update)
    message = mapping(told.get("message") or told.get("edited_message"))
    update_id = number(told.get("update_id"))
    if not message and update_id is not None and not {"message", "edited_message"} & set(told):
        return None  # of a kind that we did not ask for
    chat = mapping(message.get("chat"))
    place, message_id = number(chat.get("id")), number(message.get("message_id"))
    if place is None or message_id is None:
        label = None if update_id is None else f"update {update_id}"
        return Skipped(external_id=label, reason="a message without a readable id")
    published_at = epoch(message.get("date"))
    if published_at is None:
        return Skipped(external_id=f"{place}/{message_id}", reason="no readable time")
    if not isinstance(message.get("text", ""), str):
        return Skipped(external_id=f"{place}/{message_id}", reason="a text that is none")
    text = _text(message)
    if text is None or not _is_ours(message, text, bot, rule):
        return None
    thread = _answered(message)
    return IncomingMention(
        platform=TELEGRAM,
        external_id=f"{place}/{message_id}",
        kind=_kind(message, thread),
        author=_author(message, f"{place}/{message_id}"),
        text=text,
        url=address(chat, message_id),
        published_at=published_at,
        conversation_id=_conversation(message, place, message_id, thread),
        in_reply_to=f"{place}/{thread}" if thread else None,
        summoned=_is_addressed(message, text, bot),
        by_brand=_is_by_brand(message, bot),
        raw=storable({key: value for key, value in message.items() if key not in _HEAVY}),
    )


def _kind(message: Message, thread: int | None) -> MentionKind:
    if mapping(message.get("chat")).get("type") == _PRIVATE:
        return MentionKind.MESSAGE
    return MentionKind.COMMENT if thread else MentionKind.POST


def _sender(message: Message) -> Mapping[str, Any]:
    """Who speaks: a channel or an anonymous administrator speaks as a chat."""
    return mapping(message.get("sender_chat")) or mapping(message.get("from"))


def _author(message: Message, fallback: str) -> AuthorRef:
    sender = _sender(message)
    names = (sender.get("first_name"), sender.get("last_name"), sender.get("title"))
    return AuthorRef(
        platform=TELEGRAM,
        external_id=identifier(sender.get("id")) or f"unknown:{fallback}",
        handle=name(sender.get("username")),
        display_name=name(" ".join(clean(one) for one in names if one)),
    )


def _text(message: Message) -> str | None:
    """Its words, with a note of what comes with them; None for Telegram's own notes."""
    held = next((word for key, word in _MEDIA.items() if message.get(key)), None)
    words = clean(message.get("text") or message.get("caption")).strip()
    if held is None:
        return words or None
    return f"[{held}] {words}".strip()


def _is_ours(message: Message, text: str, bot: TelegramBot, rule: KeywordRule | None) -> bool:
    kind = mapping(message.get("chat")).get("type")
    if kind == _PRIVATE:
        return text.partition(" ")[0] != "/start"  # what every chat with a bot begins with
    if kind not in _GROUPS:
        return False
    if _is_by_brand(message, bot):
        return _answered(message) is not None
    return _is_addressed(message, text, bot) or (rule is not None and rule.match(text) is not None)


def _is_by_brand(message: Message, bot: TelegramBot) -> bool:
    """A private chat holds the customer's words only: our people may try the bot there."""
    private = mapping(message.get("chat")).get("type") == _PRIVATE
    return not private and bot.is_us(_sender(message))


def _is_addressed(message: Message, text: str, bot: TelegramBot) -> bool:
    """Written to us alone, naming the bot, or answering what we wrote."""
    if mapping(message.get("chat")).get("type") == _PRIVATE:
        return True
    if re.search(rf"(?<!\w)@{re.escape(bot.handle)}(?!\w)", text, re.IGNORECASE):
        return True
    if any(_names(entity, bot) for entity in items(message.get("entities"))):
        return True
    answered = mapping(message.get("reply_to_message"))
    return bool(answered) and bot.is_us(_sender(answered))


def _names(entity: object, bot: TelegramBot) -> bool:
    return str(mapping(mapping(entity).get("user")).get("id")) == bot.bot_id


def _answered(message: Message) -> int | None:
    """The message that this one answers; a topic's first message is no question."""
    answered = mapping(message.get("reply_to_message"))
    return None if "forum_topic_created" in answered else number(answered.get("message_id"))


def _conversation(message: Message, place: int, message_id: int, thread: int | None) -> str:
    """A private chat is one; in a group what hangs below one message."""
    if mapping(message.get("chat")).get("type") == _PRIVATE:
        return str(place)
    below = None if message.get("is_topic_message") else number(message.get("message_thread_id"))
    return f"{place}/{below or thread or message_id}"

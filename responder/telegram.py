"""Answers messages on Telegram, in the chat or group where they were written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import ClassVar

from domain.errors import OutcomeUnknown, Rejected, ReplyNotAllowed
from domain.mention import TELEGRAM, MentionKind, Platform
from domain.reply import OutgoingReply, PostedReply, ReplyKind
from domain.text import clean
from platforms.reading import epoch, mapping, number
from platforms.telegram import TelegramBot, TelegramClient, address

_BLIND = (
    "Telegram does not let a bot read what it wrote: open the chat, look whether the reply is "
    "there, then say here whether to send it again."
)


class TelegramResponder:
    """Writes as the bot. Telegram knows no key that makes a second message the same one."""

    platform: ClassVar[Platform] = TELEGRAM
    account_model: ClassVar[type[TelegramBot]] = TelegramBot

    def __init__(self, account: TelegramBot, *, now: Callable[[], dt.datetime]) -> None:
        self._client = TelegramClient(account, now=now)

    def post(self, reply: OutgoingReply) -> PostedReply:
        private = reply.target.kind == MentionKind.MESSAGE
        if private is not (reply.kind is ReplyKind.PRIVATE):
            raise ReplyNotAllowed("Telegram: a message is answered where it was written.")
        chat_id, _, message_id = reply.target.external_id.partition("/")
        if not message_id.isdecimal():
            raise ReplyNotAllowed(f"{reply.target.external_id} is no message on Telegram.")
        made = self._client.send(clean(reply.text), chat_id=chat_id, answers=message_id)
        chat, made_id = mapping(made.get("chat")), number(made.get("message_id"))
        place = number(chat.get("id"))
        if made_id is None or place is None:
            raise OutcomeUnknown("Telegram took the reply, but did not say what it made of it.")
        return PostedReply(
            external_id=f"{place}/{made_id}",
            url=address(chat, made_id),
            posted_at=epoch(made.get("date")),
        )

    def find(self, reply: OutgoingReply) -> PostedReply | None:
        """Never yes or no: a person looks."""
        raise Rejected(_BLIND)

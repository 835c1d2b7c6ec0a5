"""Answers messages on WhatsApp, quoting the message that is answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from domain.errors import OutcomeUnknown, PlatformUnavailable, ReplyNotAllowed
from domain.mention import WHATSAPP, Platform
from domain.reply import OutgoingReply, PostedReply, ReplyKind, ReplyTarget
from domain.text import clean
from platforms.reading import identifier, items, mapping
from platforms.whatsapp import WhatsAppClient, WhatsAppNumber

CHAT = "https://wa.me/"


class WhatsAppResponder:
    """Sends as one number. WhatsApp shows nobody what was sent: it tells by webhook, with our key.

    A reply in doubt is settled by that receipt (listenpost/services/receipts.py), else by a person.
    """

    platform: ClassVar[Platform] = WHATSAPP
    account_model: ClassVar[type[WhatsAppNumber]] = WhatsAppNumber

    def __init__(self, account: WhatsAppNumber, *, now: Callable[[], dt.datetime]) -> None:
        self._client = WhatsAppClient(account, now=now)

    def post(self, reply: OutgoingReply) -> PostedReply:
        if reply.kind is not ReplyKind.PRIVATE:
            raise ReplyNotAllowed("WhatsApp has no public replies: answer by private message.")
        made = self._client.send(
            {
                "messaging_product": "whatsapp",
                "recipient_type": "individual",
                **_recipient(reply.target),
                **_content(reply),
                "biz_opaque_callback_data": reply.idempotency_key,
            }
        )
        messages = items(made.get("messages"))
        message_id = identifier(mapping(messages[0] if messages else None).get("id"))
        if message_id is None:
            raise OutcomeUnknown("WhatsApp took the reply, but did not say what it made of it.")
        return PostedReply(external_id=message_id, url=_chat(reply.target))

    def find(self, reply: OutgoingReply) -> PostedReply | None:
        raise PlatformUnavailable(
            "WhatsApp does not show what was sent; its receipt comes by webhook, else look at the "
            "chat on the business's phone or in WhatsApp Manager."
        )

    def approved(self, name: str) -> Mapping[str, str]:
        """Language -> body, of what WhatsApp lets us send now."""
        found = [mapping(one) for one in self._client.templates(name)]
        return {
            clean(one.get("language")): _body(one)
            for one in found
            if one.get("name") == name and one.get("status") == "APPROVED"
        }


def _body(template: Mapping[str, Any]) -> str:
    parts = [mapping(one) for one in items(template.get("components"))]
    texts = [clean(one.get("text")) for one in parts if one.get("type") == "BODY"]
    return texts[0].strip() if texts else ""


def _content(reply: OutgoingReply) -> dict[str, Any]:
    """Words that quote the message, or, after the window, a template, which shows no quotation."""
    if reply.template is None:
        return {
            "context": {"message_id": reply.target.external_id},
            "type": "text",
            "text": {"body": clean(reply.text), "preview_url": False},
        }
    found = reply.template
    values = [{"type": "text", "text": clean(one)} for one in found.values]
    language = {"policy": "deterministic", "code": found.template.language}
    told = {"name": found.template.name, "language": language}
    filled = {"components": [{"type": "body", "parameters": values}]} if values else {}
    return {"type": "template", "template": told | filled}


def _recipient(target: ReplyTarget) -> dict[str, str]:
    """Her number; who hides it is written to under the id that WhatsApp made for us."""
    number = _number(target)
    return {"to": number} if number else {"recipient": target.author_external_id}


def _chat(target: ReplyTarget) -> str:
    return CHAT + (_number(target) or "")


def _number(target: ReplyTarget) -> str | None:
    for known in (target.author_handle or "", target.author_external_id):
        digits = known.removeprefix("+")
        if digits.isascii() and digits.isdecimal():
            return digits
    return None

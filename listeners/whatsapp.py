"""Listens to WhatsApp: a number is told by webhook and can be asked for nothing but its state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from domain.mention import WHATSAPP, Cursor, IncomingMention, Page, Platform, Skipped
from domain.receipt import Receipt
from listeners.push import Told
from listeners.whatsapp_message import read_echo, read_edit, read_message
from listeners.whatsapp_receipt import read_status
from platforms.reading import identifier, items, mapping
from platforms.whatsapp import WhatsAppClient, WhatsAppNumber


class WhatsAppSettings(BaseModel):
    """What the listener on a WhatsApp number can be told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    poll_every: dt.timedelta = Field(
        default=dt.timedelta(minutes=5),
        gt=dt.timedelta(0),
        description="Time between looks at the number's state; messages come by webhook, at once.",
    )


class WhatsAppListener:
    """Hears the deliveries for one number."""

    platform: ClassVar[Platform] = WHATSAPP
    account_model: ClassVar[type[WhatsAppNumber]] = WhatsAppNumber
    settings_model: ClassVar[type[WhatsAppSettings]] = WhatsAppSettings
    only_told: ClassVar[bool] = True

    def __init__(
        self,
        account: WhatsAppNumber,
        settings: WhatsAppSettings,
        *,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._number_id = account.phone_number_id
        self._client = WhatsAppClient(account, now=now)

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        """Whether the number works and is subscribed; proves nothing about messages."""
        self._client.require_subscribed()
        yield Page(mentions=(), cursor=Cursor(""), complete=True, proves=False)

    def hear(self, field: str, value: Mapping[str, Any]) -> Told:
        if field == "smb_message_echoes":
            echoes = items(value.get("message_echoes"))
            return _told(new=[read_echo(one, self._number_id) for one in echoes if not _moves(one)])
        if field != "messages":
            return Told()
        return self._messages(value)

    def _messages(self, value: Mapping[str, Any]) -> Told:
        contacts, number = value.get("contacts"), self._number_id
        messages = items(value.get("messages"))
        edits = [one for one in messages if mapping(one).get("type") == "edit"]
        revoked = [one for one in messages if mapping(one).get("type") == "revoke"]
        statuses = [read_status(one) for one in items(value.get("statuses"))]
        return _told(
            new=[read_message(one, contacts, number) for one in messages if not _moves(one)],
            edited=[read_edit(one, contacts, number) for one in edits],
            withdrawn=tuple(filter(None, map(_revoked, revoked))),
            receipts=statuses,
        )


def _moves(message: object) -> bool:
    """Whether it only changes an earlier one."""
    return mapping(message).get("type") in ("edit", "revoke")


def _revoked(message: object) -> str | None:
    return identifier(mapping(mapping(message).get("revoke")).get("original_message_id"))


def _told(
    *,
    new: list[IncomingMention | Skipped],
    edited: list[IncomingMention | Skipped] | None = None,
    withdrawn: tuple[str, ...] = (),
    receipts: list[Receipt | Skipped] | None = None,
) -> Told:
    edited, receipts = edited or [], receipts or []
    return Told(
        mentions=tuple(one for one in new if isinstance(one, IncomingMention)),
        edited=tuple(one for one in edited if isinstance(one, IncomingMention)),
        withdrawn=withdrawn,
        receipts=tuple(one for one in receipts if isinstance(one, Receipt)),
        skipped=tuple(one for one in (*new, *edited, *receipts) if isinstance(one, Skipped)),
    )

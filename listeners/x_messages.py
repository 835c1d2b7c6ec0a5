"""Listens to the direct messages that our account on X gets, and to those that it writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import ClassVar

from pydantic import Field

from domain.mention import (
    AuthorRef,
    Cursor,
    IncomingMention,
    MentionKind,
    Page,
    Platform,
    Skipped,
    X,
)
from domain.text import clean
from listeners.page import Found
from listeners.x_post import is_us, read_author
from listeners.x_walk import XWalk, XWalkSettings
from platforms.reading import identifier, instant, items, mapping, storable
from platforms.x import XAccount, XClient
from platforms.x_errors import BadParameter
from platforms.x_messages import message_name, message_url
from platforms.x_posts import XPage, XPageRequest, is_snowflake, snowflake_time

HISTORY = dt.timedelta(days=30)
"""X lists the messages of so long."""


class XMessagesSettings(XWalkSettings):
    """Direct messages; each is charged once in a UTC day, however often it is read."""

    poll_every: dt.timedelta = Field(
        default=dt.timedelta(minutes=2),
        gt=dt.timedelta(0),
        description="Time between polls; X allows 15 requests in 15 minutes.",
    )
    look_back: dt.timedelta = Field(
        default=dt.timedelta(days=7),
        gt=dt.timedelta(0),
        lt=HISTORY,
        description="How far the first walk reads back; X lists the messages of 30 days.",
    )
    page_size: int = Field(
        default=20,
        ge=10,
        le=100,
        description="Messages asked for at once; so many old ones are paid for again each day.",
    )


class XMessagesListener:
    """Reads GET /2/dm_events down to the message where the last walk stood."""

    platform: ClassVar[Platform] = X
    account_model: ClassVar[type[XAccount]] = XAccount
    settings_model: ClassVar[type[XMessagesSettings]] = XMessagesSettings

    def __init__(
        self,
        account: XAccount,
        settings: XMessagesSettings,
        *,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._account = account
        self._client = XClient(account, now=now)
        self._now = now
        self._walk = XWalk(
            fetch=self._fetch,
            read=self._read,
            settings=settings,
            now=now,
            memory="X's list of messages",
        )

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        return self._walk.pages(cursor)

    def _fetch(self, wanted: XPageRequest) -> XPage:
        floor = wanted.since_id
        if floor and snowflake_time(floor) < self._now() - HISTORY:
            raise BadParameter("X lists no messages from before 30 days", frozenset({"since_id"}))
        return self._client.messages(wanted)

    def _read(self, event: object, page: XPage) -> Found:
        return read_message(event, page, self._account)


def read_message(item: object, page: XPage, account: XAccount) -> IncomingMention | Skipped:
    """The message in one event, or why there is none."""
    event = mapping(item)
    event_id, text = event.get("id"), _text(event)
    conversation = identifier(event.get("dm_conversation_id"))
    if not isinstance(event_id, str) or not is_snowflake(event_id):
        return Skipped(external_id=identifier(event_id), reason="a message without a readable id")
    if text is None:
        return Skipped(external_id=message_name(event_id), reason="a message without a text")
    if conversation is None:
        return Skipped(external_id=message_name(event_id), reason="a message of no conversation")
    author = _author(event, event_id, page)
    return IncomingMention(
        platform=X,
        external_id=message_name(event_id),
        kind=MentionKind.MESSAGE,
        author=author,
        text=text,
        url=message_url(conversation),
        published_at=instant(event.get("created_at")) or snowflake_time(event_id),
        conversation_id=conversation,
        by_brand=is_us(author.external_id, author.handle, account),
        raw=storable(dict(event)),
    )


def _author(event: object, event_id: str, page: XPage) -> AuthorRef:
    return read_author(mapping(event).get("sender_id"), page, otherwise=f"unknown:{event_id}")


def _text(event: object) -> str | None:
    """What was written; a picture alone has no words, and says so."""
    text = mapping(event).get("text")
    if isinstance(text, str):
        plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        return clean(plain)
    attachments = mapping(mapping(event).get("attachments"))
    return "(an attachment)" if items(attachments.get("media_keys")) else None

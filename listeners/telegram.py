"""Listens to what customers write to our bot on Telegram, and to where it is named in groups."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from domain.errors import PlatformUnavailable
from domain.keywords import KeywordRule
from domain.mention import TELEGRAM, Cursor, Page, Platform
from listeners.forgetting import forgotten
from listeners.page import Found, page_of
from listeners.telegram_message import read_update
from platforms.reading import instant, mapping, number
from platforms.telegram import TelegramBot, TelegramClient

KEEPS = dt.timedelta(hours=24)
"""So long Telegram keeps what nobody fetched."""
TRUSTED = dt.timedelta(days=5)
"""After a week without updates Telegram numbers them anew: an old number would skip new ones."""
_LOST = "Telegram keeps messages for 24 hours; nobody asked for so long."


class TelegramSettings(BaseModel):
    """How often is asked, and what in groups is ours besides what names the bot."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    poll_every: dt.timedelta = Field(
        default=dt.timedelta(seconds=20), gt=dt.timedelta(0), description="Time between polls."
    )
    include: tuple[str, ...] = Field(
        default=(),
        description="Words or phrases that make a group's message ours although it does not name "
        "the bot; needs a bot that reads everything (privacy mode off, or an administrator).",
    )
    exclude: tuple[str, ...] = Field(
        default=(), description="Words that a message found by a word must not have."
    )
    page_size: int = Field(default=100, ge=1, le=100, description="Messages asked for at once.")
    max_pages: int = Field(
        default=50, ge=2, description="Pages read in one poll; the next poll goes on from there."
    )

    def rule(self) -> KeywordRule | None:
        return KeywordRule(include=self.include, exclude=self.exclude) if self.include else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The next number, when the last one came, and until when nothing is missing but told holes."""

    offset: int | None = None
    moved_at: dt.datetime | None = None
    read_until: dt.datetime | None = None

    def trusted(self, now: dt.datetime) -> int | None:
        """The number to ask from; none where Telegram may have begun to number anew."""
        fresh = self.moved_at is not None and now - self.moved_at < TRUSTED
        return self.offset if fresh else None


class TelegramListener:
    """Reads the bot's queue. Asking from a number makes Telegram forget what lies before it, so
    that each request confirms only what was stored with the cursor that it starts from."""

    platform: ClassVar[Platform] = TELEGRAM
    account_model: ClassVar[type[TelegramBot]] = TelegramBot
    settings_model: ClassVar[type[TelegramSettings]] = TelegramSettings

    def __init__(
        self, account: TelegramBot, settings: TelegramSettings, *, now: Callable[[], dt.datetime]
    ) -> None:
        self._bot = account
        self._client = TelegramClient(account, now=now)
        self._settings = settings
        self._rule = settings.rule()
        self._now = now

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        place = _read(cursor)
        for _ in range(self._settings.max_pages):
            now = self._now()
            gaps = forgotten(place.read_until, now, keeps=KEEPS, reason=_LOST)
            asked = place.trusted(now)
            updates = self._client.updates(asked, self._settings.page_size)
            complete = len(updates) < self._settings.page_size
            place = _behind(place, updates, asked, now)
            if complete or gaps:
                place = replace(place, read_until=now if complete else gaps[-1].span.until)
            yield page_of(self._found(updates), _cursor(place), complete=complete, gaps=gaps)
            if complete:
                return
            if place.offset == asked:
                raise PlatformUnavailable("Telegram's messages have no numbers to go on from.")

    def _found(self, updates: list[Any]) -> Iterator[Found]:
        for update in updates:
            found = read_update(update, self._bot, self._rule)
            if found is not None:
                yield found


def _behind(place: Place, updates: list[Any], asked: int | None, now: dt.datetime) -> Place:
    numbers = [number(mapping(update).get("update_id")) for update in updates]
    highest = max((one for one in numbers if one is not None), default=None)
    if highest is None:
        return replace(place, offset=asked)
    return replace(place, offset=highest + 1, moved_at=now)


def _cursor(place: Place) -> Cursor:
    moments = {"moved_at": place.moved_at, "read_until": place.read_until}
    told = {name: at.isoformat() if at else None for name, at in moments.items()}
    return Cursor(json.dumps({"offset": place.offset} | told, separators=(",", ":")))


def _read(cursor: Cursor | None) -> Place:
    """What the cursor says; nothing where there is none, or one that we did not write."""
    try:
        told = mapping(json.loads(cursor or "{}"))
    except ValueError:
        told = {}
    return Place(
        offset=number(told.get("offset")),
        moved_at=instant(told.get("moved_at")),
        read_until=instant(told.get("read_until")),
    )

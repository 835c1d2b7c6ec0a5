"""Telegram: the bot's settings, and the two calls of the Bot API that we need.

The API is plain HTTP with JSON. Its libraries are asynchronous, or read an answer into models that
refuse a whole page for one odd item.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import requests
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from domain.errors import ListenpostError
from platforms.reading import identifier, items, mapping
from platforms.telegram_errors import FOREIGN, translate
from platforms.telegram_pace import ChatPace
from platforms.wire import LastAnswer, Wire, json_of, quiet, redact

WANTED = '["message","edited_message"]'
_ANY_HOST = "https://api.telegram.org"


class TelegramBot(BaseModel):
    """A bot on Telegram, which customers write to or name in a group."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    handle: str = Field(description="The bot's username without @.", pattern=r"^\w+$")
    token: SecretStr = Field(description="The token that @BotFather gave, such as 123456:AAH....")
    team: tuple[str, ...] = Field(
        default=(),
        description="Usernames (without @) or ids of people, channels and groups that speak for the"
        " brand: what they write counts as our answer.",
    )
    base_url: str = Field(
        default=_ANY_HOST,
        description="Another server of the Bot API, if you run one.",
        pattern=r"^https?://\S+$",
    )
    timeout: dt.timedelta = Field(
        default=dt.timedelta(seconds=20), description="How long to wait for an answer."
    )

    @field_validator("token")
    @classmethod
    def _is_a_token(cls, token: SecretStr) -> SecretStr:
        number, _, secret = token.get_secret_value().partition(":")
        if not (number.isascii() and number.isdecimal() and len(secret) >= 20):
            raise ValueError("must be a number, a colon and a long word, as @BotFather gave it")
        return token

    @property
    def bot_id(self) -> str:
        """The bot's own id, with which its token begins."""
        return self.token.get_secret_value().partition(":")[0]

    def secrets(self) -> list[str]:
        """What must never be shown."""
        return [self.token.get_secret_value()]

    def is_us(self, sender: Mapping[str, Any]) -> bool:
        """Whether a user or chat is the bot, or speaks for the brand."""
        number, handle = str(sender.get("id")), str(sender.get("username") or "").casefold()
        team = {name.removeprefix("@").casefold() for name in self.team}
        return number == self.bot_id or number in team or (bool(handle) and handle in team)


class TelegramClient:
    """One bot's calls. Every failure is one of domain.errors; nothing sleeps or is repeated."""

    def __init__(self, bot: TelegramBot, *, now: Callable[[], dt.datetime]) -> None:
        quiet("urllib3")  # it logs whole paths, and the token is in the path
        self._bot = bot
        self._now = now
        self._last = LastAnswer()
        self._pace = ChatPace()
        base = f"{bot.base_url.rstrip('/')}/bot{bot.token.get_secret_value()}"
        self._wire = Wire(base, bot.timeout, self._last)

    def __repr__(self) -> str:
        return f"TelegramClient(@{self._bot.handle} at {self._bot.base_url})"

    def updates(self, offset: int | None, limit: int) -> list[Any]:
        """What waits, the oldest first; what lies before `offset` is forgotten by Telegram."""
        asked = {"limit": limit, "timeout": 0, "allowed_updates": WANTED}
        if offset is not None:
            asked["offset"] = offset
        found = self._call("GET", "getUpdates", params=asked)
        if not isinstance(found, list):
            raise self._trouble(None, writing=False)
        return items(found)

    def send(self, text: str, *, chat_id: str, answers: str) -> Mapping[str, Any]:
        """Write below a message; refused where that is gone, put off where it is too soon."""
        self._pace.take(chat_id, self._now())
        given = {
            "chat_id": chat_id,
            "text": text,
            "reply_parameters": {"message_id": int(answers)},
        }
        return mapping(self._call("POST", "sendMessage", writing=True, json=given))

    def _call(self, verb: str, method: str, *, writing: bool = False, **given: Any) -> object:
        self._last.forget()
        problem: Exception | None = None
        try:
            self._wire.request(verb, f"{_ANY_HOST}/{method}", **given)
        except FOREIGN as error:
            problem = error
        body = mapping(json_of(self._last.response))
        if _is_good(self._last.response) and body.get("ok") is True and "result" in body:
            return body["result"]
        raise self._trouble(problem, writing=writing) from None  # the address holds the token

    def _trouble(self, problem: Exception | None, *, writing: bool) -> ListenpostError:
        return translate(
            problem,
            self._last.response,
            writing=writing,
            hide=lambda text: redact(text, self._bot.secrets()),
            now=self._now(),
        )


def address(chat: Mapping[str, Any], message_id: int) -> str:
    """Where a message can be opened; of a private chat the chat only."""
    place, known = str(chat.get("id")), identifier(chat.get("username"))
    if chat.get("type") == "private":
        return f"https://t.me/{known}" if known else f"https://web.telegram.org/a/#{place}"
    if known:
        return f"https://t.me/{known}/{message_id}"
    return f"https://t.me/c/{place.removeprefix('-100').removeprefix('-')}/{message_id}"


def _is_good(response: requests.Response | None) -> bool:
    return response is not None and response.ok

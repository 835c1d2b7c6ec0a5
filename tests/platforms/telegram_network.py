"""Telegram as the contracts see it: a small server of ours that speaks the Bot API.

It does what the documentation says and telegram-test-api (`make test-networks`) does not: a request
from a number forgets what lies before it, and what nobody fetched for a day is gone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from domain.mention import TELEGRAM, MentionKind
from domain.reply import ReplyTarget
from domain.telegram_text import telegram_length
from listeners.base import Listener
from listeners.telegram import TelegramListener, TelegramSettings
from platforms.telegram import TelegramBot
from responder.base import Responder
from responder.telegram import TelegramResponder
from tests.platforms.fake import Fake
from tests.platforms.practice import Stage
from tests.platforms.trouble import Trouble, spoilt

DAY = 86_400
GROUP = {"id": -1001234567890, "type": "supergroup", "title": "Kestrelia friends"}
_numbers = count(700_001)


@dataclass(slots=True, kw_only=True)
class Waiting:
    """A message in the bot's queue; it gets its number when it comes to be seen."""

    body: dict[str, Any]
    visible: float
    key: str = "message"
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramNetwork(Fake):
    """One bot, one customer who writes in private, one group."""

    bot: int
    queue: list[Waiting] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    there: set[str] = field(default_factory=set)
    messages: count[int] = field(default_factory=lambda: count(1), repr=False)
    updates: count[int] = field(default_factory=lambda: count(500_000), repr=False)

    @property
    def customer(self) -> dict[str, Any]:
        return {"id": self.bot + 5_000_000, "is_bot": False, "first_name": "Anna"}

    @property
    def token(self) -> str:
        return f"{self.bot}:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"

    @property
    def secrets(self) -> list[str]:
        return [self.token, self.token.partition(":")[2]]

    def account(self, **more: Any) -> TelegramBot:
        given: dict[str, Any] = {"base_url": self.url, "handle": "kestrelia_bot"}
        given |= {"token": self.token, "timeout": self.patience, "team": ["kestrelia_nora"]}
        return TelegramBot.model_validate(given | more)

    def listener(self, **settings: Any) -> Listener:
        made = TelegramSettings.model_validate({"page_size": 10} | settings)
        return TelegramListener(self.account(), made, now=self.now)

    def publish(self, text: str, *, late: float = 0, lie: float = 0) -> str:
        return self.write({"text": text}, late=late, lie=lie)

    def write(
        self,
        content: dict[str, Any],
        *,
        chat: dict[str, Any] | None = None,
        sender: dict[str, Any] | None = None,
        late: float = 0,
        lie: float = 0,
    ) -> str:
        """Somebody writes, the customer to the bot where nothing else is said."""
        sender = sender or self.customer
        chat = chat or {"id": sender["id"], "type": "private", "first_name": "Anna"}
        now = self.hands()
        head = {"message_id": next(self.messages), "date": int(now + lie)}
        body = head | {"chat": chat, "from": sender} | _sendable(content)
        self.queue.append(Waiting(body=body, visible=now + late))
        made = f"{chat['id']}/{body['message_id']}"
        self.there.add(made)
        return made

    def edit(self, message: str, text: str) -> None:
        body = next(one.body for one in self.queue if _name(one.body) == message)
        body = body | {"text": text, "edit_date": int(self.hands())}
        self.queue.append(Waiting(body=body, visible=self.hands(), key="edited_message"))

    # What a responder's contract needs

    def responder(self, **account: Any) -> Responder:
        return TelegramResponder(self.account(**account), now=self.now)

    def target(self, text: str = "My parcel is lost!") -> ReplyTarget:
        return self.as_target(self.publish(text))

    def as_target(self, message: str) -> ReplyTarget:
        return ReplyTarget(
            platform=TELEGRAM,
            external_id=message,
            conversation_id=message.partition("/")[0],
            author_external_id=str(self.customer["id"]),
            author_handle=None,
            kind=MentionKind.POST if message.startswith("-") else MentionKind.MESSAGE,
            summoned=True,
            published_at=self.now(),
        )

    def gone(self, target: ReplyTarget) -> None:
        self.there.remove(target.external_id)

    def says(self, target: ReplyTarget, text: str, *, brand: bool) -> None:
        if brand:
            self._send(target.external_id.partition("/")[0], text, None)
        else:
            self.write({"text": text}, sender={"id": 7, "first_name": "Copycat"})

    def answers(self, target: ReplyTarget) -> list[str]:
        return [
            str(one["text"])
            for one in self.sent
            if f"{one['chat']['id']}/{one['answers']}" == target.external_id
        ]

    # The server

    def serve(self) -> Trouble:
        path = f"/bot{self.token}"
        return Trouble(
            app=Starlette(
                routes=[
                    Route(f"{path}/getUpdates", self._get_updates),
                    Route(f"{path}/sendMessage", self._send_message, methods=["POST"]),
                    Route("/{rest:path}", lambda _: problem(404, "Not Found")),
                ]
            ),
            limit=self._limit,
            spoil=self._spoil,
            expired=lambda: problem(401, "Unauthorized"),
            status=lambda status: problem(status, "told to fail"),
        )

    async def _get_updates(self, request: Request) -> Response:
        asked, now = request.query_params, self.hands()
        seen = sorted((one for one in self.queue if one.visible <= now), key=lambda o: o.visible)
        for one in seen:
            one.number = next(self.updates) if one.number is None else one.number
        kept = [one for one in self.queue if one.visible > now - DAY]
        if "offset" in asked:
            kept = [one for one in kept if (one.number or DAY**2) >= int(asked["offset"])]
        self.queue[:] = kept
        page = sorted((one.number, one) for one in kept if one.number is not None)
        told = [{"update_id": n, one.key: one.body} for n, one in page[: int(asked["limit"])]]
        return good(told)

    async def _send_message(self, request: Request) -> Response:
        given = await request.json()
        answered = given["reply_parameters"]["message_id"]
        if f"{given['chat_id']}/{answered}" not in self.there:
            return problem(400, "Bad Request: message to be replied not found")
        if telegram_length(given["text"]) > 4096:
            return problem(400, "Bad Request: message is too long")
        return good(self._send(given["chat_id"], given["text"], answered))

    def _send(self, chat_id: str, text: str, answered: int | None) -> dict[str, Any]:
        made = {"message_id": next(self.messages), "date": int(self.hands()), "text": text}
        made |= {"chat": {"id": int(chat_id), "type": "private"}, "answers": answered}
        self.sent.append(made)
        return made

    def _limit(self, seconds: float | None) -> Response:
        more = {"parameters": {"retry_after": int(seconds)}} if seconds else {}
        return problem(429, "Too Many Requests: retry later", **more)

    def _spoil(self, body: Any, effects: Collection[str]) -> Any:
        if not isinstance(body["result"], list):
            return body
        return body | {"result": spoilt(body["result"], effects, _broken)}


def good(result: object) -> Response:
    return JSONResponse({"ok": True, "result": result})


def problem(status: int, words: str, **more: Any) -> Response:
    told = {"ok": False, "error_code": status, "description": words}
    return JSONResponse(told | more, status)


def _broken(update: Any) -> list[Any]:
    """Without a chat, without a time, with rubbish for words, without a message."""
    message = update["message"]
    return [
        update | {"message": message | {"chat": None}},
        update | {"message": message | {"date": "soon", "message_id": 900_001}},
        update | {"message": message | {"text": 7, "message_id": 900_002}},
        update | {"message": "none"},
    ]


def _name(body: dict[str, Any]) -> str:
    return f"{body['chat']['id']}/{body['message_id']}"


def _sendable(content: dict[str, Any]) -> dict[str, Any]:
    """JSON can hold no half of an emoji that would arrive."""
    return {
        key: value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if isinstance(value, str)
        else value
        for key, value in content.items()
    }


@contextmanager
def telegram_on(stage: Stage) -> Iterator[TelegramNetwork]:
    network = TelegramNetwork(url=stage.url, bot=next(_numbers))
    network.trouble.append(network.serve())
    stage.app = network.trouble[0]
    yield network

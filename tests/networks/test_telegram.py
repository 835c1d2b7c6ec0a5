"""Our Telegram clients on telegram-test-api, a server of the Bot API that others wrote.

It gives each message out once whatever number is asked from, and knows no limits: what Telegram
does with both is what the small server of ours does, in `make test`.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx
import pytest

from domain.errors import PlatformUnavailable
from domain.mention import TELEGRAM, IncomingMention, MentionKind
from domain.reply import OutgoingReply, ReplyKind, ReplyTarget
from listeners.telegram import TelegramListener, TelegramSettings
from platforms.telegram import TelegramBot
from responder.telegram import TelegramResponder
from tests.listeners.contract import mentions, walk

_numbers = count(8_100_001)
GROUP = {"id": -100777, "type": "supergroup", "title": "Friends"}


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class Real:
    """A bot of its own for each test, and its users' side of the server."""

    url: str
    bot: TelegramBot

    def says(self, text: str, **more: Any) -> None:
        """As the package's own client of a user does."""
        user = {"id": 11, "first_name": "Anna", "username": "anna", "is_bot": False}
        given = {"botToken": self.bot.token.get_secret_value(), "date": int(time.time())}
        given |= {"from": user, "chat": {"id": 11, "type": "private"}, "text": text}
        answer = httpx.post(f"{self.url}/sendMessage", json=given | more)
        assert answer.json()["ok"] is True

    def heard(self) -> list[IncomingMention]:
        listener = TelegramListener(self.bot, TelegramSettings(page_size=3), now=now)
        return list(mentions(walk(listener)))

    def history(self) -> list[dict[str, Any]]:
        given = {"token": self.bot.token.get_secret_value()}
        found = httpx.post(f"{self.url}/getUpdatesHistory", json=given).json()["result"]
        return [one["message"] for one in found]


@pytest.fixture
def real(telegram_url: str) -> Real:
    token = f"{next(_numbers)}:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
    given = {"handle": "TestNameBot", "token": token, "base_url": telegram_url}
    return Real(telegram_url, TelegramBot.model_validate(given))


def to(mention: IncomingMention) -> OutgoingReply:
    target = ReplyTarget(
        platform=TELEGRAM,
        external_id=mention.external_id,
        conversation_id=mention.conversation_id,
        author_external_id=mention.author.external_id,
        author_handle=mention.author.handle,
        kind=mention.kind,
        summoned=mention.summoned,
        published_at=mention.published_at,
    )
    private = mention.kind is MentionKind.MESSAGE
    kind = ReplyKind.PRIVATE if private else ReplyKind.PUBLIC
    return OutgoingReply(target=target, kind=kind, text="We are sorry 👍", idempotency_key="1")


def test_every_message_arrives_once_with_who_wrote_it_and_when(real: Real) -> None:
    for number in range(8):
        real.says(f"no internet since {number} o'clock")
    found = real.heard()
    assert [one.text for one in found] == [f"no internet since {n} o'clock" for n in range(8)]
    assert len({one.external_id for one in found}) == 8
    assert {one.author.handle for one in found} == {"anna"}
    assert all(abs(now() - one.published_at) < dt.timedelta(minutes=1) for one in found)
    assert not real.heard()


def test_in_a_group_what_names_the_bot_is_heard(real: Real) -> None:
    real.says("who is coming?", chat=GROUP)
    real.says("@TestNameBot my parcel is lost", chat=GROUP)
    (found,) = real.heard()
    assert found.external_id.startswith("-100777/")


@pytest.mark.parametrize("chat", [{"id": 11, "type": "private"}, GROUP])
def test_an_answer_hangs_below_its_question(real: Real, chat: dict[str, Any]) -> None:
    real.says("@TestNameBot my parcel is lost", chat=chat)
    (mention,) = real.heard()
    posted = TelegramResponder(real.bot, now=now).post(to(mention))
    (answer,) = [one for one in real.history() if one["text"].startswith("We are")]
    place, _, number = mention.external_id.partition("/")
    assert answer["text"] == "We are sorry 👍"
    assert (answer["chat_id"], answer["reply_parameters"]) == (place, {"message_id": int(number)})
    assert posted.external_id.startswith(f"{place}/")


def test_a_bot_that_reads_from_another_place_is_told_that_it_cannot(real: Real) -> None:
    """The server answers what it does not know with 500 and a body of its own."""
    bot = real.bot.model_copy(update={"base_url": f"{real.url}/elsewhere"})
    with pytest.raises(PlatformUnavailable):
        walk(TelegramListener(bot, TelegramSettings(), now=now))

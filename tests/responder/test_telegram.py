"""Answering on Telegram, which never tells a bot what it wrote."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from domain import gate
from domain.errors import ChatLimited, ListenpostError, Rejected, ReplyNotAllowed
from domain.mention import TELEGRAM
from domain.reply import OutgoingReply, PostedReply, ReplyKind
from responder.base import Responder
from tests.domain.builders import NOW
from tests.domain.builders import target as a_target
from tests.platforms.telegram_network import GROUP, TelegramNetwork, problem
from tests.responder.contract import Network, ResponderContract


class TestTelegram(ResponderContract):
    """A look never says yes or no: whatever is in doubt ends in front of a person."""

    many = 1

    @pytest.fixture
    def network(self, telegram: TelegramNetwork) -> TelegramNetwork:
        return telegram

    def check_found(
        self, network: Network, reply: OutgoingReply, posted: PostedReply | None = None
    ) -> None:
        self.check_not_found(network, reply)

    def check_not_found(self, network: Network, reply: OutgoingReply) -> None:
        with pytest.raises(Rejected, match="open the chat"):
            network.responder().find(reply)

    def check_cannot_look(
        self, responder: Responder, reply: OutgoingReply, error: type[ListenpostError]
    ) -> None:
        with pytest.raises(Rejected, match="open the chat"):
            responder.find(reply)

    def test_the_same_answer_again_is_not_a_second_one(self, network: Network) -> None:
        """Telegram would write it twice: that it is sent once is the outbox's work alone."""
        reply = network.outgoing(network.target())
        first, second = (network.responder().post(reply) for _ in range(2))
        assert first.external_id != second.external_id


def test_a_second_answer_in_a_chat_waits_until_a_second_is_over(telegram: TelegramNetwork) -> None:
    reply, other = (telegram.outgoing(telegram.target()) for _ in range(2))
    elsewhere = telegram.as_target(telegram.write({"text": "hello"}, chat=GROUP))
    responder = telegram.responder()
    began = telegram.now()
    assert responder.post(reply).external_id
    telegram.wait(milliseconds=900)
    with pytest.raises(ChatLimited) as caught:
        responder.post(other)
    assert caught.value.retry_at == began + dt.timedelta(seconds=1)
    assert len(telegram.sent) == 1
    assert responder.post(replace(telegram.outgoing(elsewhere), kind=ReplyKind.PUBLIC))
    telegram.wait(milliseconds=100)
    assert responder.post(other).external_id


def test_the_21st_answer_of_a_minute_in_a_group_waits_for_its_place(
    telegram: TelegramNetwork,
) -> None:
    target = telegram.as_target(telegram.write({"text": "my parcel"}, chat=GROUP))
    reply = replace(telegram.outgoing(target), kind=ReplyKind.PUBLIC)
    responder = telegram.responder()
    began = telegram.now()
    for _ in range(20):
        responder.post(reply)
        telegram.wait(seconds=1)
    with pytest.raises(ChatLimited) as caught:
        responder.post(reply)
    assert caught.value.retry_at == began + dt.timedelta(minutes=1)
    telegram.wait(seconds=40)
    assert responder.post(reply).external_id


@pytest.mark.parametrize(
    ("status", "words", "way_out"),
    [
        (403, "Forbidden: bot was blocked by the user", "answer on another way"),
        (403, "Forbidden: bot was kicked from the supergroup chat", "add it again"),
        (403, "Forbidden: user is deactivated", "account is gone"),
        (400, "Bad Request: not enough rights to send text messages to the chat", "right to"),
        (400, "Bad Request: group chat was upgraded to a supergroup chat", "new id"),
        (400, "Bad Request: message thread not found", "topic was deleted"),
    ],
)
def test_a_refusal_says_what_to_do(
    telegram: TelegramNetwork, status: int, words: str, way_out: str
) -> None:
    telegram.trouble[0].status = lambda _: problem(status, words)
    telegram.fail("status", status=status)
    with pytest.raises(ReplyNotAllowed, match=way_out):
        telegram.responder().post(telegram.outgoing(telegram.target()))


def test_an_answer_in_a_group_hangs_below_its_question(telegram: TelegramNetwork) -> None:
    target = telegram.as_target(telegram.write({"text": "@kestrelia_bot help"}, chat=GROUP))
    posted = telegram.responder().post(telegram.outgoing(target))
    assert telegram.answers(target)
    assert posted.external_id.startswith(f"{GROUP['id']}/")


@pytest.mark.parametrize("chat", [GROUP, None])
def test_there_is_one_way_to_answer_where_it_was_written(
    telegram: TelegramNetwork, chat: dict[str, Any] | None
) -> None:
    written = telegram.write({"text": "@kestrelia_bot help"}, chat=chat)
    reply = telegram.outgoing(telegram.as_target(written))
    (kind,) = gate.kinds_for(TELEGRAM, reply.target.kind)
    assert kind is reply.kind is (ReplyKind.PUBLIC if chat else ReplyKind.PRIVATE)
    other = next(kind for kind in ReplyKind if kind is not reply.kind)
    with pytest.raises(ReplyNotAllowed):
        telegram.responder().post(replace(reply, kind=other))
    assert telegram.responder().post(reply).external_id


@pytest.mark.parametrize(("text", "fits"), [("👍" * 2048, True), ("👍" * 2048 + "x", False)])
def test_the_gate_counts_as_telegram_does(telegram: TelegramNetwork, text: str, fits: bool) -> None:
    verdict = gate.check(a_target(platform=TELEGRAM), ReplyKind.PUBLIC, text, now=NOW)
    assert verdict.allowed is fits
    reply = telegram.outgoing(telegram.target(), text)
    if fits:
        assert telegram.responder().post(reply).external_id
    else:
        with pytest.raises(Rejected, match="Shorten"):
            telegram.responder().post(reply)

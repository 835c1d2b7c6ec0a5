"""Answering on WhatsApp; what was sent is found by its receipt."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import pytest

from domain.errors import (
    AuthenticationFailed,
    CreditExhausted,
    ListenpostError,
    OutcomeUnknown,
    PermissionMissing,
    PlatformUnavailable,
    Rejected,
    ReplyNotAllowed,
)
from domain.message_template import FilledTemplate
from domain.reply import ReplyKind
from responder.whatsapp import WhatsAppResponder
from tests.platforms.practice import TEXT, Practice
from tests.platforms.whatsapp_approved import approved, as_template
from tests.platforms.whatsapp_network import WhatsAppNetwork, refused_look
from tests.responder.contract import ResponderContract


@pytest.fixture
def whatsapp(practice: Practice) -> WhatsAppNetwork:
    return WhatsAppNetwork(practice)


class TestWhatsApp(ResponderContract):
    many: ClassVar[int] = 3  # a receipt is known by its key

    @pytest.fixture
    def network(self, whatsapp: WhatsAppNetwork) -> WhatsAppNetwork:
        return whatsapp

    def test_a_refused_connection_is_certain(self, network: WhatsAppNetwork) -> None:  # type: ignore[override]
        reply = network.outgoing(network.target())
        with pytest.raises(PlatformUnavailable):
            network.responder(base_url="http://127.0.0.1:9").post(reply)
        assert network.responder().find(reply) is None

    def test_an_expired_token_is_certain(self, network: WhatsAppNetwork) -> None:  # type: ignore[override]
        """A receipt needs no token."""
        network.fail("expired_token")
        with pytest.raises(AuthenticationFailed):
            network.responder().post(network.outgoing(network.target()))

    def test_the_same_answer_again_is_not_a_second_one(self, network: WhatsAppNetwork) -> None:  # type: ignore[override]
        """It would be one: WhatsApp knows no keys. The outbox posts once (see its tests)."""
        reply = network.outgoing(network.target())
        for _ in range(2):
            network.responder().post(reply)
        assert network.answers(reply.target) == [TEXT, TEXT]

    def test_trouble_while_looking_is_not_a_no(self, network: WhatsAppNetwork) -> None:
        plain = WhatsAppResponder(network.practice.whatsapp_number(), now=network.now)
        reply = network.outgoing(network.target())
        assert "webhook" in refused_look(plain, reply)

    def test_no_secret_is_ever_shown(self, network: WhatsAppNetwork) -> None:  # type: ignore[override]
        network.fail("expired_token")
        responder = network.responder()
        with pytest.raises(ListenpostError) as caught:
            responder.post(network.outgoing(network.target()))
        shown = f"{responder!r} {caught.value!r} {caught.value.__cause__!r}"
        assert not [secret for secret in network.secrets if secret in shown]


def test_a_reply_quotes_what_it_answers_and_says_our_key(whatsapp: WhatsAppNetwork) -> None:
    reply = whatsapp.outgoing(whatsapp.target())
    whatsapp.responder().post(reply)
    (waiting,) = [one for one in whatsapp.practice.world.hooks.waiting if "statuses" in str(one)][
        :1
    ]
    assert reply.idempotency_key in str(waiting)
    assert whatsapp.answers(reply.target) == [TEXT]


def test_after_the_window_a_template_arrives_and_words_do_not(whatsapp: WhatsAppNetwork) -> None:
    reply = whatsapp.outgoing(whatsapp.target())
    whatsapp.wait(hours=25)
    whatsapp.responder().post(reply)
    assert whatsapp.responder().find(reply) is None
    sent = as_template(reply, ("Zoe", "it was found."))
    posted = whatsapp.responder().post(sent)
    found = whatsapp.responder().find(sent)
    assert found is not None
    assert found.external_id == posted.external_id
    mailbox = whatsapp.practice.world.mailbox
    assert [one.text for one in mailbox if one.external_id == posted.external_id] == [
        "Hello Zoe, there is news about your case: it was found.\nWrite to us here."
    ]


@pytest.mark.parametrize("values", [("Zoe",), ("Zoe", "two\nlines")])
def test_what_does_not_fit_a_template_is_refused_for_good(
    whatsapp: WhatsAppNetwork, values: tuple[str, ...]
) -> None:
    reply = whatsapp.outgoing(whatsapp.target())
    wrong = FilledTemplate(template=approved(2), values=values)
    with pytest.raises(ReplyNotAllowed):
        whatsapp.responder().post(replace(reply, template=wrong))
    assert whatsapp.answers(reply.target) == []


def test_a_template_that_nobody_approved_is_refused_with_the_way_out(
    whatsapp: WhatsAppNetwork,
) -> None:
    reply = whatsapp.outgoing(whatsapp.target())
    unknown = FilledTemplate(template=replace(approved(0), name="another"), values=())
    with pytest.raises(ReplyNotAllowed, match=r"132001.*WhatsApp Manager"):
        whatsapp.responder().post(replace(reply, template=unknown))


def test_what_is_approved_is_told_in_each_language(whatsapp: WhatsAppNetwork) -> None:
    number = whatsapp.practice.whatsapp_number()
    responder = WhatsAppResponder(number, now=whatsapp.now)
    known = {one: approved(2, language=one).body for one in ("en", "de")}
    assert responder.approved("case_update") == known
    assert responder.approved("case") == {}


def test_there_is_nothing_public_there(whatsapp: WhatsAppNetwork) -> None:
    reply = replace(whatsapp.outgoing(whatsapp.target()), kind=ReplyKind.PUBLIC)
    with pytest.raises(ReplyNotAllowed):
        whatsapp.responder().post(reply)


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        (131047, 400, ReplyNotAllowed),
        (131026, 400, ReplyNotAllowed),
        (131042, 400, CreditExhausted),
        (131031, 403, PermissionMissing),
        (200, 403, PermissionMissing),
        (100, 400, ReplyNotAllowed),
        (131000, 500, OutcomeUnknown),
        (131016, 503, OutcomeUnknown),
        (999999, 400, Rejected),
        (999999, 500, OutcomeUnknown),
    ],
)
def test_every_refusal_has_a_meaning(
    whatsapp: WhatsAppNetwork, code: int, status: int, kind: type[Exception]
) -> None:
    options: dict[str, Any] = {"status": status, "code": code}
    whatsapp.fail("status", method="POST", **options)
    with pytest.raises(kind) as caught:
        whatsapp.responder().post(whatsapp.outgoing(whatsapp.target()))
    assert type(caught.value) is kind

"""Meta's OpenAPI of WhatsApp, through Prism, judges our requests and the practice's answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from domain.errors import AuthenticationFailed, ListenpostError, ReplyNotAllowed
from domain.reply import OutgoingReply, PostedReply
from platforms.whatsapp import WhatsAppClient
from platforms.wire import json_of
from responder.whatsapp import WhatsAppResponder
from tests.platforms.practice import Practice, practice_on, stage
from tests.platforms.whatsapp_approved import approved, as_template
from tests.platforms.whatsapp_network import WhatsAppNetwork
from tests.sandbox.prism import FIXTURES, prism, specification

SPEC = FIXTURES / "whatsapp" / "business-messaging-api_v23.0.yaml.gz"
KEY = "biz_opaque_callback_data"
Seen = list[tuple[str, Any]]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Practice, str]]:
    """A practice network, and the address of Prism in front of it."""
    openapi = specification(SPEC, tmp_path_factory.mktemp("prism"))
    with (
        stage() as server,
        practice_on(server) as practice,
        prism(openapi, f"{server.url}/whatsapp") as url,
    ):
        yield practice, url


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """What Prism found wrong with each call: (method and path, violations).

    biz_opaque_callback_data is in Meta's reference of the messages and not in this file, which
    allows no other properties: so it is judged without.
    """
    found: Seen = []
    send = WhatsAppClient.send

    def without_key(self: WhatsAppClient, message: Mapping[str, Any]) -> dict[str, Any]:
        rest = {name: part for name, part in message.items() if name != KEY}
        return send(self, rest)

    def note(response: Any) -> object:
        request = response.request
        wrong = json.loads(response.headers.get("sl-violations", "[]"))
        found.append((f"{request.method} {request.path_url}", wrong))
        return json_of(response)

    monkeypatch.setattr("platforms.whatsapp.json_of", note)
    monkeypatch.setattr(WhatsAppClient, "send", without_key)
    return found


def post(judged: tuple[Practice, str], reply: OutgoingReply, **account: Any) -> PostedReply:
    practice, url = judged
    number = practice.whatsapp_number(base_url=url, timeout=20, **account)
    return WhatsAppResponder(number, now=practice.now).post(reply)


def outgoing(judged: tuple[Practice, str]) -> OutgoingReply:
    network = WhatsAppNetwork(judged[0])
    return network.outgoing(network.target())


def test_a_contextual_reply_is_as_meta_specifies(judged: tuple[Practice, str], seen: Seen) -> None:
    post(judged, outgoing(judged))
    ((call, wrong),) = seen
    assert call.startswith("POST /v23.0/")
    assert wrong == []


@pytest.mark.parametrize("values", [("Zoe", "it was found."), ()])
def test_a_template_is_as_meta_specifies(
    judged: tuple[Practice, str], seen: Seen, values: tuple[str, ...]
) -> None:
    post(judged, as_template(outgoing(judged), values))
    ((call, wrong),) = seen
    assert call.startswith("POST /v23.0/")
    assert wrong == []


def test_looking_at_the_number_is_as_meta_specifies(
    judged: tuple[Practice, str], seen: Seen
) -> None:
    practice, url = judged
    number = practice.whatsapp_number(base_url=url, timeout=20)
    WhatsAppClient(number, now=practice.now).require_subscribed()
    assert [len(wrong) for _, wrong in seen] == [0, 0], seen


def test_looking_templates_up_is_as_meta_specifies(
    judged: tuple[Practice, str], seen: Seen
) -> None:
    practice, url = judged
    number = practice.whatsapp_number(base_url=url, timeout=20)
    found = WhatsAppResponder(number, now=practice.now).approved("case_update")
    assert found == {one: approved(2, language=one).body for one in ("en", "de")}
    assert [wrong for _, wrong in seen] == [[]]


def test_what_is_refused_is_asked_for_rightly(judged: tuple[Practice, str], seen: Seen) -> None:
    reply = outgoing(judged)
    unknown = replace(reply, target=replace(reply.target, author_handle="+10000000000"))
    for wrong, account in ((unknown, {}), (reply, {"access_token": "another"})):
        kind = ReplyNotAllowed if wrong is unknown else AuthenticationFailed
        with pytest.raises(kind):
            post(judged, wrong, **account)
    asked = [one for _, found in seen for one in found if one["location"][0] == "request"]
    assert asked == []


def test_the_judge_sees_what_is_wrong(judged: tuple[Practice, str], seen: Seen) -> None:
    practice, url = judged
    client = WhatsAppClient(practice.whatsapp_number(base_url=url, timeout=20), now=practice.now)
    with pytest.raises(ListenpostError):
        client.send({"messaging_product": "whatsapp", "type": "text", "text": "not an object"})
    assert seen[-1][1]

"""Webhooks that are forged, altered and replayed: not one is believed."""

from __future__ import annotations

import hashlib
import hmac
import random

import pytest

from domain import crm, webhook
from domain.errors import ListenpostError
from listenpost.services import crm as door
from tests.fakes import Office
from tests.security.conftest import FULL, Count

SECRET, BODY = "a secret of the app", b'{"object":"page","entry":[{"id":"1","time":1}]}'
CASES = 20_000 if FULL else 400


def signed(body: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def altered(body: bytes, chance: random.Random) -> bytes:
    """The body with a byte changed, taken away, put in or moved."""
    at, byte = chance.randrange(len(body)), bytes([chance.randrange(256)])
    return chance.choice(
        (
            body[:at] + byte + body[at + 1 :],
            body[:at] + body[at + 1 :],
            body[:at] + byte + body[at:],
            body[at:] + body[:at],
            body + byte,
        )
    )


def test_no_altered_delivery_of_metas_is_believed(tried: Count) -> None:
    chance, good = random.Random(1), signed(BODY)  # noqa: S311
    assert webhook.is_signed(BODY, good, [SECRET])
    for _ in range(CASES):
        other = altered(BODY, chance)
        assert other == BODY or not webhook.is_signed(other, good, [SECRET])
    tried("altered deliveries", CASES)


@pytest.mark.parametrize(
    "given",
    ["", "sha256=", "sha1=" + "0" * 40, signed(BODY)[7:], signed(BODY).upper(), signed(BODY) + "0",
     signed(BODY)[:-1], signed(BODY, ""), signed(BODY, "other"), "sha256=" + "é" * 64, "\x00"],
)  # fmt: skip
def test_no_made_up_signature_is_believed(given: str) -> None:
    assert not webhook.is_signed(BODY, given, [SECRET])
    assert not webhook.is_signed(BODY, signed(BODY), [])


def test_no_altered_or_replayed_message_of_a_crm_is_taken(office: Office, tried: Count) -> None:
    app, chance = office.app, random.Random(2)  # noqa: S311
    body = b'{"customers": [{"platform": "x", "account": "anna", "tier": "gold"}]}'
    at = str(int(app.clock.wall().timestamp()))
    good = crm.signature(SECRET, at, body)
    cases = min(CASES, 2_000)
    for _ in range(cases):
        other, moment = altered(body, chance), str(int(at) + chance.randrange(1, 200))
        for sent, told in ((other, at), (body, moment)):
            if sent == body and told == at:
                continue
            with pytest.raises(ListenpostError):
                door.receive(app, secret=SECRET, timestamp=told, given=good, body=sent)
    tried("altered messages of a CRM", cases * 2)
    door.receive(app, secret=SECRET, timestamp=at, given=good, body=body)
    for _ in range(20):
        with pytest.raises(ListenpostError):
            door.receive(app, secret=SECRET, timestamp=at, given=good, body=body)
    tried("replayed messages of a CRM", 20)

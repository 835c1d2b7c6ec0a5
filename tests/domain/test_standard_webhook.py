"""Signatures that an independent library believes, waits that end, addresses that may be called."""

from __future__ import annotations

import base64
import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from domain.address import is_public
from domain.standard_webhook import MOST_ATTEMPTS, PREFIX, headers, key_of, next_wait

SECRET = PREFIX + base64.b64encode(b"k" * 32).decode()
OTHER = PREFIX + base64.b64encode(b"o" * 24).decode()


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=50), max_size=4))
def test_the_reference_library_believes_what_we_sign(payload: dict[str, str]) -> None:
    body = json.dumps(payload, ensure_ascii=False).encode("utf-8", "replace")
    signed = headers((SECRET,), name="msg_1", body=body, at=now())
    assert Webhook(SECRET).verify(body, signed) == json.loads(body)


def test_it_believes_nothing_else() -> None:
    body = b'{"a":1}'
    signed = headers((SECRET,), name="msg_1", body=body, at=now())
    for spoilt in (
        (b'{"a":2}', signed),
        (body, signed | {"webhook-id": "msg_2"}),
        (body, headers((OTHER,), name="msg_1", body=body, at=now())),
        (body, headers((SECRET,), name="msg_1", body=body, at=now() - dt.timedelta(hours=1))),
    ):
        with pytest.raises(WebhookVerificationError):
            Webhook(SECRET).verify(*spoilt)


def test_while_a_secret_is_changed_both_are_believed() -> None:
    body = b"{}"
    signed = headers((SECRET, OTHER), name="msg_1", body=body, at=now())
    for one in (SECRET, OTHER):
        Webhook(one).verify(body, signed)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_%%%", "whsec_c2hvcnQ="])
def test_a_secret_that_is_none_or_too_short_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match=r"must hold|base64"):
        key_of(secret)


@given(st.floats(min_value=0, max_value=1))
def test_waits_grow_and_end_within_two_days(jitter: float) -> None:
    waits = [next_wait(number, jitter=jitter) for number in range(1, MOST_ATTEMPTS)]
    known = [wait for wait in waits if wait is not None]
    assert len(known) == MOST_ATTEMPTS - 1
    assert known == sorted(known)
    assert sum(known, dt.timedelta()) < dt.timedelta(days=2)
    assert next_wait(MOST_ATTEMPTS, jitter=jitter) is None


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",  # noqa: S104
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1",
        "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "fec0::1", "nonsense", "",
    ],
)  # fmt: skip
def test_an_address_within_is_not_called(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_an_address_of_the_internet_may_be_called(address: str) -> None:
    assert is_public(address)

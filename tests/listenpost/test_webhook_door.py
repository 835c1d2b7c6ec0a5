"""Meta's door: what is signed is stored before it is answered, what is not signed is nothing."""

from __future__ import annotations

import json

import pytest
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from listeners.whatsapp import WhatsAppListener
from listenpost import webhooks
from listenpost.services import webhooks as services
from listenpost.settings.webhooks import WebhookSettings
from storage import pages
from storage.engine import Database
from storage.models import Mention, SkippedItem, Task
from tests.fakes import Office
from tests.listenpost.chat import KEY, SETTINGS, door_of, open_chat, post
from tests.platforms.whatsapp_payloads import (
    TOKEN,
    delivery,
    message,
    signed,
    value,
)


@pytest.fixture
def office(database: Database) -> Office:
    return open_chat(database)


@pytest.fixture
def door(office: Office) -> TestClient:
    return door_of(office)


def ids(office: Office) -> set[str]:
    return {mention.external_id for mention in office.rows(Mention)}


def test_the_handshake_gives_the_challenge_back_to_whom_knows_the_word(door: TestClient) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": TOKEN, "hub.challenge": "1158201444"}
    found = door.get(webhooks.META, params=asked)
    assert (found.status_code, found.text) == (200, "1158201444")
    assert found.headers["content-type"].startswith("text/plain")
    for wrong in ({"hub.verify_token": "guess"}, {"hub.mode": "unsubscribe"}):
        assert door.get(webhooks.META, params=asked | wrong).status_code == 403
    assert door.get(webhooks.META).status_code == 403


def test_what_is_answered_with_200_is_stored_and_will_be_judged(
    door: TestClient, office: Office
) -> None:
    heard = message("The router is broken")
    assert post(door, delivery(value(heard))) == 200
    (stored,) = office.rows(Mention)
    assert (stored.external_id, stored.text) == (heard["id"], "The router is broken")
    assert [task.payload for task in office.rows(Task)] == [{"mentions": [stored.id]}]


def test_every_change_of_every_entry_is_taken(door: TestClient, office: Office) -> None:
    heard = [message(f"message {n}") for n in range(6)]
    both = json.loads(delivery(value(*heard[:2]), value(*heard[2:4])))
    both["entry"][0]["changes"] += json.loads(delivery(value(*heard[4:])))["entry"][0]["changes"]
    assert post(door, json.dumps(both).encode()) == 200
    assert ids(office) == {one["id"] for one in heard}


def test_what_is_not_signed_is_refused_and_leaves_nothing(
    door: TestClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "receive", lambda *_: pytest.fail("it was looked at"))
    body = delivery(value(message()))
    assert door.post(webhooks.META, content=body).status_code == 403
    for given in ("", "sha256=", "sha256=" + "0" * 64, "sha1=abc", "ü"):
        headers = {b"X-Hub-Signature-256": given.encode()}
        assert door.post(webhooks.META, content=body, headers=headers).status_code == 403
    assert not ids(office)


def test_another_secret_and_other_bytes_are_forged(door: TestClient, office: Office) -> None:
    body = delivery(value(message()))
    assert post(door, body, secret="another") == 403
    changed = door.post(webhooks.META, content=body + b" ", headers=signed(body, KEY))
    assert changed.status_code == 403
    assert not ids(office)


def test_the_signature_is_over_the_bytes_as_they_came(door: TestClient, office: Office) -> None:
    heard = message("Où est mon colis ? 📦")
    body = json.dumps(json.loads(delivery(value(heard))), indent=3, ensure_ascii=False).encode()
    assert post(door, body) == 200
    assert ids(office) == {heard["id"]}


def test_while_a_secret_is_changed_both_are_good(office: Office) -> None:
    door = door_of(office, app_secret="old-secret new-secret")
    for secret, status in (
        ("old-secret", 200),
        ("new-secret", 200),
        ("old-secret new-secret", 403),
    ):
        assert post(door, delivery(value(message())), secret=secret) == status


def test_what_cannot_be_stored_is_sent_again_and_then_stored_once(
    door: TestClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = delivery(value(message("one")), value(message("two")))
    full = OperationalError("INSERT", {}, OSError("disk full"))
    with monkeypatch.context() as patch:
        patch.setattr(pages, "store_skipped", _raising(full))
        assert post(door, body) == 503
    assert not ids(office)
    for _ in range(3):
        assert post(door, body) == 200
    assert sorted(mention.text for mention in office.rows(Mention)) == ["one", "two"]
    assert len(office.rows(Task)) == 2


def _raising(error: Exception):  # type: ignore[no-untyped-def]
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def test_one_unreadable_message_loses_none_of_the_others(door: TestClient, office: Office) -> None:
    good = [message("first"), message("last")]
    broken = message("no time", timestamp="yesterday")
    odd = [value(good[0], broken, {"id": 7}), "not an object", None, value(good[1])]
    assert post(door, delivery(*odd)) == 200
    assert ids(office) == {one["id"] for one in good}
    skipped = {item.external_id: item.listener for item in office.rows(SkippedItem)}
    assert skipped[broken["id"]] == "chat"
    assert "webhooks" in skipped.values()


def test_a_fault_of_ours_in_one_change_is_named_and_stops_nothing(
    door: TestClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = message("good")
    hear = WhatsAppListener.hear

    def stumble(self: WhatsAppListener, field: str, told: dict[str, object]) -> object:
        if field == "odd":
            raise ZeroDivisionError
        return hear(self, field, told)

    monkeypatch.setattr(WhatsAppListener, "hear", stumble)
    body = json.loads(delivery(value(message("odd")), field="odd"))
    body["entry"] += json.loads(delivery(value(heard)))["entry"]
    assert post(door, json.dumps(body).encode()) == 200
    assert ids(office) == {heard["id"]}
    (skipped,) = office.rows(SkippedItem)
    assert "fault of ours" in skipped.reason


def test_signed_nonsense_is_counted_once_and_not_sent_for_a_week(
    door: TestClient, office: Office
) -> None:
    nonsense = [b"", b"not JSON", b"[]", b'"page"', b"\xff\xfe"]
    assert {post(door, body) for body in nonsense * 2} == {200}
    assert {item.listener for item in office.rows(SkippedItem)} == {"webhooks"}
    assert len(office.rows(SkippedItem)) == len(nonsense)


def test_a_delivery_for_a_stranger_is_told(door: TestClient, office: Office) -> None:
    assert post(door, delivery(value(message(), number="999"))) == 200
    (skipped,) = office.rows(SkippedItem)
    assert (skipped.listener, skipped.external_id) == ("webhooks", "whatsapp/999")
    assert "no listener listens" in skipped.reason
    assert not ids(office)


def test_a_body_beyond_what_meta_sends_is_refused(door: TestClient, office: Office) -> None:
    assert post(door, b" " * (webhooks.LONGEST_BODY + 1)) == 413


def test_without_a_secret_nothing_is_there(office: Office) -> None:
    door = TestClient(webhooks.make_app(office.app, WebhookSettings()))
    for method in ("GET", "POST", "PUT", "DELETE"):
        assert door.request(method, webhooks.META).status_code == 404


def test_no_secret_is_shown(
    door: TestClient, office: Office, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = WebhookSettings.model_validate(SETTINGS)
    post(door, delivery(value(message())), secret="forged")
    asked = {"hub.mode": "subscribe", "hub.verify_token": TOKEN, "hub.challenge": "1"}
    door.get(webhooks.META, params=asked)
    shown = repr(settings) + str(settings.model_dump()) + "".join(capfd.readouterr())
    assert KEY not in shown
    assert TOKEN not in shown

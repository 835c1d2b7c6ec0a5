"""Listening to WhatsApp: deliveries in the place of pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import PermissionMissing
from domain.mention import IncomingMention, Skipped
from domain.receipt import Arrival
from listeners.meta_delivery import read_delivery
from listeners.whatsapp import WhatsAppListener, WhatsAppSettings
from listeners.whatsapp_message import read_echo, read_message, text_of
from platforms.whatsapp import WhatsAppNumber
from tests.listeners.contract import ListenerContract
from tests.platforms.practice import Practice
from tests.platforms.whatsapp_network import WhatsAppNetwork
from tests.platforms.whatsapp_payloads import ACCOUNT, ANNA, NUMBER, message, status, value, wamid

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)
WORDS = (
    "id from type text body timestamp context messages statuses errors contacts wa_id profile name "
    "edit revoke interactive status metadata"
)
NAMES = st.sampled_from(WORDS.split())
ALIKE = st.recursive(JSON, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner))


@pytest.fixture
def listener() -> WhatsAppListener:
    return listener_of()


def listener_of() -> WhatsAppListener:
    account = WhatsAppNumber.model_validate(
        {"phone_number_id": NUMBER, "business_account_id": ACCOUNT, "access_token": "t"}
    )
    return WhatsAppListener(account, WhatsAppSettings(), now=lambda: dt.datetime.now(dt.UTC))


class TestWhatsApp(ListenerContract):
    @pytest.fixture
    def network(self, practice: Practice) -> WhatsAppNetwork:
        return WhatsAppNetwork(practice)

    def test_a_foreign_cursor_begins_anew(self, network: WhatsAppNetwork) -> None:  # type: ignore[override]
        """There is no cursor: what was stored is not delivered again, whatever we say."""


def read(told: dict[str, Any]) -> IncomingMention:
    contacts = [{"profile": {"name": "Anna"}, "wa_id": ANNA}]
    found = read_message(told, contacts, NUMBER)
    assert isinstance(found, IncomingMention)
    return found


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"type": "image", "image": {"caption": "the crack", "id": "1"}}, "the crack"),
        ({"type": "image", "image": {"id": "1"}}, "[image]"),
        ({"type": "document", "document": {"filename": "bill.pdf"}}, "bill.pdf"),
        ({"type": "button", "button": {"text": "Stop", "payload": "s"}}, "Stop"),
        (
            {"type": "interactive", "interactive": {"button_reply": {"id": "1", "title": "Yes"}}},
            "Yes",
        ),
        ({"type": "interactive", "interactive": {"list_reply": {"title": "Refund"}}}, "Refund"),
        ({"type": "reaction", "reaction": {"message_id": "wamid.1", "emoji": "👍"}}, "👍"),
        (
            {"type": "location", "location": {"latitude": 1.5, "longitude": 2, "name": "Shop"}},
            "[location] Shop (1.5, 2)",
        ),
        ({"type": "unsupported", "errors": [{"code": 131051}]}, "[unsupported]"),
        ({"type": "audio", "audio": {"id": "1", "voice": True}}, "[audio]"),
    ],
)
def test_every_sort_of_message_has_words(told: dict[str, Any], words: str) -> None:
    assert read(message() | told).text == words


def test_a_customer_who_hides_her_number_is_known_by_the_id_that_stays() -> None:
    shown = message() | {"from_user_id": "US.134"}
    hidden = {name: part for name, part in shown.items() if name != "from"} | {"id": wamid()}
    contacts = [{"profile": {"name": "Anna", "username": "@anna"}, "user_id": "US.134"}]
    first, second = read(shown), read_message(hidden, contacts, NUMBER)
    assert isinstance(second, IncomingMention)
    assert first.author.external_id == second.author.external_id == "US.134"
    assert first.conversation_id == second.conversation_id
    assert (first.author.handle, second.author.handle) == (f"+{ANNA}", "anna")
    assert first.url == f"https://wa.me/{ANNA}"
    assert second.url.startswith("https://business.facebook.com/")


def test_what_a_message_quotes_or_reacts_to_is_what_it_answers() -> None:
    assert read(message(context={"from": "1", "id": "wamid.q"})).in_reply_to == "wamid.q"
    reaction = {"type": "reaction", "reaction": {"message_id": "wamid.r", "emoji": "🙏"}}
    assert read(message() | reaction).in_reply_to == "wamid.r"


def test_an_answer_from_the_businesss_own_phone_is_ours_and_in_the_same_chat() -> None:
    echo = {"from": "15550783881", "to": ANNA, "id": wamid(), "timestamp": "1772442000"}
    found = read_echo(echo | {"type": "text", "text": {"body": "On its way!"}}, NUMBER)
    assert isinstance(found, IncomingMention)
    assert found.by_brand
    assert found.conversation_id == read(message()).conversation_id


def test_an_edit_replaces_and_a_revocation_withdraws(listener: WhatsAppListener) -> None:
    new = {"original_message_id": "wamid.1", "message": {"type": "text", "text": {"body": "red"}}}
    edit = message() | {"type": "edit", "edit": new}
    gone = message() | {"type": "revoke", "revoke": {"original_message_id": "wamid.2"}}
    told = listener.hear("messages", value(edit, gone))
    assert [(one.external_id, one.text) for one in told.edited] == [("wamid.1", "red")]
    assert told.withdrawn == ("wamid.2",)
    assert not told.mentions


def test_statuses_are_receipts_with_our_key_and_a_way_out(listener: WhatsAppListener) -> None:
    failed = status(
        "wamid.2",
        "failed",
        errors=[{"code": 131047, "title": "Re-engagement message"}],
        biz_opaque_callback_data="key-2",
    )
    odd = ({"id": "wamid.3", "status": "teleported"}, 7, status("wamid.1", "read"))
    told = listener.hear("messages", value(statuses=(failed, *odd)))  # type: ignore[arg-type]
    first, second = told.receipts
    assert (first.idempotency_key, first.arrival) == ("key-2", Arrival.FAILED)
    assert "131047" in first.reason
    assert "template" in first.reason
    assert (second.external_id, second.arrival) == ("wamid.1", Arrival.READ)
    assert len(told.skipped) == 2


def test_what_is_not_about_messages_is_left(listener: WhatsAppListener) -> None:
    told = listener.hear("account_update", {"event": "VERIFIED_ACCOUNT"})
    assert told == type(told)()


def test_a_number_that_nothing_is_delivered_for_says_so(practice: Practice) -> None:
    practice.world.hooks.subscribed = False
    with pytest.raises(PermissionMissing, match="no app is subscribed"):
        list(WhatsAppNetwork(practice).plain().poll(None))


def test_a_look_at_the_number_proves_nothing_about_messages(practice: Practice) -> None:
    (page,) = WhatsAppNetwork(practice).plain().poll(None)
    assert page.complete
    assert not page.proves


@settings(max_examples=40)
@given(ALIKE)
def test_whatever_is_delivered_is_read_or_named(told: object) -> None:
    listener = listener_of()
    for whole in ({"messages": [told]}, {"statuses": [told]}, {"messages": told, "contacts": told}):
        found = listener.hear("messages", whole)
        assert all(one.reason for one in found.skipped)
    listener.hear("smb_message_echoes", {"message_echoes": [told]})
    text_of(told if isinstance(told, dict) else {})


@given(st.binary(max_size=200))
def test_no_body_is_too_odd(body: bytes) -> None:
    changes, skipped = read_delivery(body)
    assert changes or skipped or not isinstance(skipped, Skipped)


def test_an_odd_contact_or_a_time_without_end_stops_nothing() -> None:
    contacts = [{"wa_id": ["x"], "user_id": {}}, {"profile": {"name": "Anna"}, "wa_id": ANNA}]
    found = read_message(message(), contacts, NUMBER)
    assert isinstance(found, IncomingMention)
    assert found.author.display_name == "Anna"
    assert isinstance(read_message(message(timestamp="9" * 5_000), contacts, NUMBER), Skipped)

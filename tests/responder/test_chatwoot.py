"""Chatwoot's adapter asks what an independently written client asks, and doubles nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from chatwoot import ChatwootClient

from domain.errors import (
    AuthenticationFailed,
    ListenpostError,
    MalformedItem,
    OutcomeUnknown,
    RateLimited,
    Rejected,
)
from domain.helpdesk import NewTicket
from responder.chatwoot import Chatwoot, ChatwootSettings
from tests.responder.helpdesk_server import HelpdeskServer, serving

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
NEW = NewTicket(key="k" * 32, subject="Zoe: late", body="the story", customer="Zoe")
TOKEN = "a-secret-token"
CONTACT = {"id": 5, "name": "Zoe", "identifier": NEW.key}
PLACE = {"source_id": "src-1", "inbox": {"id": 3}}
MADE_CONTACT = {"payload": {"contact": CONTACT, "contact_inbox": {"source_id": "src-1"}}}
KNOWN_CONTACT = {"meta": {"count": 1}, "payload": [CONTACT | {"contact_inboxes": [PLACE]}]}
NOBODY: dict[str, Any] = {"meta": {"count": 0}, "payload": []}
CONVERSATION = {"id": 42, "account_id": 1, "inbox_id": 3, "status": "open", "messages": []}
TALKS = {"payload": [CONVERSATION]}
SILENCE: dict[str, Any] = {"payload": []}


@pytest.fixture(scope="module")
def server() -> Iterator[HelpdeskServer]:
    with serving() as found:
        yield found


@pytest.fixture
def ours(server: HelpdeskServer) -> Chatwoot:
    settings = ChatwootSettings.model_validate(
        {
            "url": server.url,
            "account_id": 1,
            "inbox_id": 3,
            "api_access_token": TOKEN,
            "timeout": 2,
        }
    )
    return Chatwoot(settings, now=lambda: NOW)


def test_it_makes_what_the_independent_client_makes(server: HelpdeskServer, ours: Chatwoot) -> None:
    server.will((200, MADE_CONTACT), (200, CONVERSATION))
    with ChatwootClient(base_url=server.url, api_token=TOKEN) as theirs:
        made = theirs.contacts.create(account_id=1, inbox_id=3, name="Zoe", identifier=NEW.key)
        theirs.conversations.create(
            account_id=1,
            source_id=made.contact_inbox.source_id,
            inbox_id=3,
            contact_id=made.contact.id,
            status="open",
            custom_attributes={"listenpost": NEW.key, "subject": NEW.subject},
            message={"content": NEW.body, "private": True},
        )
    asked = list(server.asked)
    server.will((200, NOBODY), (200, MADE_CONTACT), (200, CONVERSATION))
    found = ours.create(NEW)
    assert server.asked[1:] == asked
    assert {one.headers["api_access_token"] for one in [*asked, *server.asked]} == {TOKEN}
    assert (found.id, found.status, found.solved) == ("42", "open", False)
    assert found.url == f"{server.url}/app/accounts/1/conversations/42"


def test_it_looks_up_as_the_independent_client_does(server: HelpdeskServer, ours: Chatwoot) -> None:
    server.will((200, KNOWN_CONTACT), (200, TALKS), (200, CONVERSATION))
    with ChatwootClient(base_url=server.url, api_token=TOKEN) as theirs:
        (contact,) = theirs.contacts.search(account_id=1, query=NEW.key)
        assert contact.identifier == NEW.key
        assert [one.id for one in theirs.contacts.conversations(1, contact.id)] == [42]
        theirs.conversations.get(account_id=1, conversation_id=42)
    paths = [(one.method, one.path) for one in server.asked]
    server.will((200, KNOWN_CONTACT), (200, TALKS), (200, CONVERSATION))
    found = ours.find(NEW.key)
    assert found is not None
    ours.read(found.id)
    assert [(one.method, one.path) for one in server.asked] == paths
    assert server.asked[0].query == {"q": NEW.key}


def test_what_an_earlier_attempt_left_is_used_and_not_doubled(
    server: HelpdeskServer, ours: Chatwoot
) -> None:
    server.will((200, KNOWN_CONTACT), (200, SILENCE), (200, CONVERSATION))
    ours.create(NEW)
    assert [one.method for one in server.asked] == ["GET", "GET", "POST"]
    assert server.asked[-1].body["source_id"] == "src-1"
    server.will((200, KNOWN_CONTACT), (200, TALKS))
    assert ours.create(NEW).id == "42"


def test_another_ones_contact_is_not_taken_for_ours(server: HelpdeskServer, ours: Chatwoot) -> None:
    server.will((200, {"payload": [CONTACT | {"identifier": "other"}]}))
    assert ours.find(NEW.key) is None


def test_what_is_resolved_there_is_solved(server: HelpdeskServer, ours: Chatwoot) -> None:
    server.will((200, CONVERSATION | {"status": "resolved"}))
    assert ours.read("42").solved


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((500, {}), OutcomeUnknown),
        ((200, None), OutcomeUnknown),
        ((200, {"payload": {}}), MalformedItem),
        ((429, {}), RateLimited),
        ((401, {"errors": [f"bad {TOKEN}"]}), AuthenticationFailed),
        ((422, {"message": "taken"}), Rejected),
    ],
)
def test_a_failure_while_making_it_has_a_meaning(
    server: HelpdeskServer, ours: Chatwoot, answer: tuple[int, Any], kind: type[ListenpostError]
) -> None:
    server.will((200, NOBODY), answer)
    with pytest.raises(kind) as told:
        ours.create(NEW)
    assert TOKEN not in str(told.value) + repr(ours) + repr(ours._client)
    assert len(server.asked) == 2

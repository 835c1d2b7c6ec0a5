"""Chatwoot's adapter asks what an independently written client asks, and doubles nothing."""

from __future__ import annotations

from typing import Any

from chatwoot import ChatwootClient

from responder.chatwoot import Chatwoot
from responder.helpdesk import Helpdesk
from tests.responder.helpdesk_contract import NEW, TOKEN, HelpdeskContract
from tests.responder.helpdesk_server import HelpdeskServer

CONTACT = {"id": 5, "name": "Zoe", "identifier": NEW.key}
PLACE = {"source_id": "src-1", "inbox": {"id": 3}}
MADE_CONTACT = {"payload": {"contact": CONTACT, "contact_inbox": {"source_id": "src-1"}}}
KNOWN_CONTACT = {"meta": {"count": 1}, "payload": [CONTACT | {"contact_inboxes": [PLACE]}]}
NOBODY: dict[str, Any] = {"meta": {"count": 0}, "payload": []}
CONVERSATION = {"id": 42, "account_id": 1, "inbox_id": 3, "status": "open", "messages": []}
TALKS = {"payload": [CONVERSATION]}
SILENCE: dict[str, Any] = {"payload": []}


class TestChatwoot(HelpdeskContract):
    adapter = Chatwoot
    settings = {"account_id": 1, "inbox_id": 3, "api_access_token": TOKEN}
    before = [(200, NOBODY), (200, MADE_CONTACT)]
    made = (200, CONVERSATION)
    number, begins, link = "42", "open", "/app/accounts/1/conversations/42"
    knows_urgency = False
    found = [(200, KNOWN_CONTACT), (200, TALKS)]
    others = [
        [(200, NOBODY)],
        [(200, {"payload": [CONTACT | {"identifier": "other"}]})],
        [(200, KNOWN_CONTACT), (200, SILENCE)],
    ]
    read = staticmethod(lambda status: [(200, CONVERSATION | {"status": status})])
    open_there, solved_there = ("open", "pending", "snoozed"), ("resolved",)
    well = [(200, {"id": 3, "channel_type": "Channel::Api"})]
    unwell = [[(200, {"id": 3, "channel_type": "Channel::WebWidget"})], [(404, {})]]

    def test_it_makes_what_the_independent_client_makes(
        self, server: HelpdeskServer, ours: Helpdesk
    ) -> None:
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
        self.asked_to_make(server, ours)
        assert server.asked[1:] == asked
        assert {one.headers["api_access_token"] for one in [*asked, *server.asked]} == {TOKEN}

    def test_it_looks_up_as_the_independent_client_does(
        self, server: HelpdeskServer, ours: Helpdesk
    ) -> None:
        answers = (*self.found, (200, CONVERSATION))
        server.will(*answers)
        with ChatwootClient(base_url=server.url, api_token=TOKEN) as theirs:
            (contact,) = theirs.contacts.search(account_id=1, query=NEW.key)
            assert contact.identifier == NEW.key
            assert [one.id for one in theirs.contacts.conversations(1, contact.id)] == [42]
            theirs.conversations.get(account_id=1, conversation_id=42)
        paths = [(one.method, one.path) for one in server.asked]
        server.will(*answers)
        found = ours.find(NEW.key)
        assert found is not None
        ours.read(found.id)
        assert [(one.method, one.path) for one in server.asked] == paths
        assert server.asked[0].query == {"q": NEW.key}

    def test_what_an_earlier_attempt_left_is_used_and_not_doubled(
        self, server: HelpdeskServer, ours: Helpdesk
    ) -> None:
        server.will((200, KNOWN_CONTACT), (200, SILENCE), (200, CONVERSATION))
        ours.create(NEW)
        assert [one.method for one in server.asked] == ["GET", "GET", "POST"]
        assert server.asked[-1].body["source_id"] == "src-1"
        server.will(*self.found)
        assert ours.create(NEW).id == "42"

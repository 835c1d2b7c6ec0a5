"""Freshdesk's adapter asks what an independently written client asks, which reads our fake."""

from __future__ import annotations

from typing import Any

from freshdesk.v2.api import API

from responder.freshdesk import Freshdesk
from responder.helpdesk import Helpdesk
from tests.responder.helpdesk_contract import NEW, TOKEN, HelpdeskContract
from tests.responder.helpdesk_server import HelpdeskServer

STORY = f"the story &lt;b&gt;1 &amp; 2&lt;/b&gt;<br><br>Listenpost {NEW.key}"
TICKET: dict[str, Any] = {
    "id": 7,
    "subject": NEW.subject,
    "description": STORY,
    "status": 2,
    "priority": 4,
    "source": 2,
    "tags": ["listenpost"],
    "created_at": "2026-03-02T09:00:00Z",
    "updated_at": "2026-03-02T09:00:00Z",
}


def independent(server: HelpdeskServer) -> Any:
    """python-freshdesk, which takes addresses of Freshdesk only, turned to our fake."""
    client = API("brand.freshdesk.com", TOKEN)
    client._api_prefix = client._api_prefix.replace("https://brand.freshdesk.com", server.url)
    return client


class TestFreshdesk(HelpdeskContract):
    adapter = Freshdesk
    settings = {"api_key": TOKEN}
    made = (201, TICKET)
    number, begins, link = "7", "open", "/a/tickets/7"
    found = [(200, [TICKET])]
    others = [[(200, [TICKET | {"description": "another story"}, "odd"])], [(200, [])]]
    read = staticmethod(lambda status: [(200, TICKET | {"status": int(status)})])
    open_there, solved_there = ("2", "3", "6"), ("4", "5")
    well = [(200, {"id": 1, "contact": {"email": "ann@example.org"}})]
    unwell = [[(403, {"code": "access_denied"})], [(200, {})]]

    def test_it_makes_the_ticket_that_the_independent_client_makes(
        self, server: HelpdeskServer, ours: Helpdesk
    ) -> None:
        server.will(self.made)
        theirs = independent(server).tickets.create_ticket(
            NEW.subject,
            description=STORY,
            name=NEW.customer,
            unique_external_id=NEW.key,
            status=2,
            priority=4,
            source=2,
            tags=["listenpost"],
        )
        assert (theirs.id, theirs.status, theirs.priority, theirs.source) == (
            7, "open", "urgent", "portal",
        )  # fmt: skip
        (sent,), asked = list(server.asked), self.asked_to_make(server, ours)
        assert asked == sent

    def test_it_signs_in_with_the_key_as_the_name(
        self, server: HelpdeskServer, ours: Helpdesk
    ) -> None:
        """Freshdesk reads no password there, and the client sends another one than we do."""
        server.will(self.made)
        client = independent(server)
        client.tickets.create_ticket("s")
        assert client._session.auth[0] == TOKEN
        (sent,), asked = list(server.asked), self.asked_to_make(server, ours)
        theirs, mine = (one.headers["authorization"] for one in (sent, asked))
        assert theirs.startswith("Basic ")
        assert theirs[:24] == mine[:24]

    def test_it_looks_up_and_reads_as_the_independent_client_does(
        self, server: HelpdeskServer, ours: Helpdesk
    ) -> None:
        server.will(*self.found, (200, TICKET))
        client = independent(server)
        wanted = {"unique_external_id": NEW.key, "include": "description"}
        (listed,) = client.tickets.list_tickets(filter_name=None, **wanted)
        assert NEW.key in listed.description
        client.tickets.get_ticket(7)
        theirs = list(server.asked)
        server.will(*self.found, (200, TICKET))
        found = ours.find(NEW.key)
        assert found is not None
        ours.read(found.id)
        assert [(one.method, one.path) for one in server.asked] == [
            (one.method, one.path) for one in theirs
        ]
        assert server.asked[0].query == wanted
        assert theirs[0].query.items() >= wanted.items()

    def test_the_group_and_the_type_go_over_where_they_are_set(
        self, server: HelpdeskServer
    ) -> None:
        chosen = self.adapter_at(server.url, group_id=4, type="Question")
        body = self.asked_to_make(server, chosen).body
        assert (body["group_id"], body["type"]) == (4, "Question")

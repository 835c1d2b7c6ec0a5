"""Zammad's adapter asks what an independently written client asks, and finds by its database."""

from __future__ import annotations

from typing import Any

from zammad_py import ZammadAPI

from responder.helpdesk import Helpdesk
from responder.zammad import Zammad
from tests.responder.helpdesk_contract import NEW, TOKEN, HelpdeskContract
from tests.responder.helpdesk_server import HelpdeskServer

TICKET: dict[str, Any] = {
    "id": 7,
    "number": "31007",
    "title": NEW.subject,
    "group": "Users",
    "state": "new",
    "customer": NEW.key,
}
WANTED = {
    "condition[customer.login][operator]": "is",
    "condition[customer.login][value]": NEW.key,
}


def independent(server: HelpdeskServer) -> ZammadAPI:
    return ZammadAPI(url=f"{server.url}/api/v1/", http_token=TOKEN)


class TestZammad(HelpdeskContract):
    adapter = Zammad
    settings = {"token": TOKEN, "group": "Users"}
    made = (201, TICKET)
    number, begins, link = "7", "new", "/#ticket/zoom/7"
    found = [(200, [TICKET])]
    others = [[(200, [TICKET | {"customer": "other"}, "odd"])], [(200, [])]]
    read = staticmethod(lambda status: [(200, TICKET | {"state": status})])
    open_there, solved_there = ("new", "open", "pending reminder"), ("closed", "merged")
    well = [(200, {"id": 3, "login": "ann"})]
    unwell = [[(403, {})], [(200, {})]]

    def test_it_makes_the_ticket_that_the_independent_client_makes(
        self, server: HelpdeskServer, ours: Helpdesk
    ) -> None:
        server.will(self.made)
        theirs = independent(server).ticket.create(
            {
                "title": NEW.subject,
                "group": "Users",
                "customer": {"login": NEW.key, "firstname": NEW.customer},
                "priority": "3 high",
                "tags": "listenpost",
                "article": {
                    "subject": NEW.subject,
                    "body": NEW.body,
                    "content_type": "text/plain",
                    "type": "note",
                    "internal": True,
                },
            }
        )
        assert theirs["id"] == 7
        (sent,), asked = list(server.asked), self.asked_to_make(server, ours)
        assert (asked.method, asked.path, asked.body) == (sent.method, sent.path, sent.body)
        assert asked.headers["authorization"] == sent.headers["authorization"]

    def test_it_looks_up_and_reads_as_the_independent_client_does(
        self, server: HelpdeskServer, ours: Helpdesk
    ) -> None:
        server.will(*self.found, (200, TICKET), (200, {"id": 3}))
        client = independent(server)
        assert [one["id"] for one in client.ticket.search("", filters=WANTED)] == [7]
        client.ticket.find(7)
        client.user.me()
        theirs = list(server.asked)
        server.will(*self.found, (200, TICKET), (200, {"id": 3}))
        found = ours.find(NEW.key)
        assert found is not None
        ours.read(found.id)
        ours.check()
        assert [(one.method, one.path) for one in server.asked] == [
            (one.method, one.path) for one in theirs
        ]
        assert server.asked[0].query == WANTED | {"expand": "true"}
        assert theirs[0].query.items() >= server.asked[0].query.items()

    def test_the_brand_says_which_states_are_solved(self, server: HelpdeskServer) -> None:
        brand = self.adapter_at(server.url, solved=["erledigt"])
        server.will((200, TICKET | {"state": "erledigt"}))
        assert brand.read("7").solved

"""Zendesk's adapter asks what an independently written client asks; failures have a meaning."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from requests.adapters import BaseAdapter
from zenpy import Zenpy
from zenpy.lib.api_objects import Comment, User
from zenpy.lib.api_objects import Ticket as TheirTicket

from responder.helpdesk import Helpdesk
from responder.zendesk import Zendesk
from tests.responder.helpdesk_contract import NEW, TOKEN, HelpdeskContract
from tests.responder.helpdesk_server import HelpdeskServer

TICKET = {"id": 7, "external_id": NEW.key, "status": "open", "subject": "s", "url": "u"}
MADE = {"ticket": TICKET, "audit": {"id": 1, "ticket_id": 7, "events": []}}


class Overheard(BaseAdapter):
    """What zenpy sends, answered with the same words as our server says."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer
        self.sent: list[requests.PreparedRequest] = []

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        self.sent.append(request)
        response = requests.Response()
        response.status_code = 201 if request.method == "POST" else 200
        response.request, response.url = request, request.url or ""
        response._content = json.dumps(self.answer).encode()
        return response

    def close(self) -> None:
        """Nothing is open."""


def overhear(answer: Any) -> tuple[Any, Overheard]:
    heard, session = Overheard(answer), requests.Session()
    session.mount("https://", heard)
    return Zenpy(subdomain="b", email="ann@example.org", token=TOKEN, session=session), heard


class TestZendesk(HelpdeskContract):
    adapter = Zendesk
    settings = {"email": "ann@example.org", "api_token": TOKEN}
    made = (201, MADE)
    number, begins, link = "7", "open", "/agent/tickets/7"
    found = [(200, {"tickets": [TICKET], "count": 1, "next_page": None})]
    others = [
        [(200, {"tickets": [TICKET | {"external_id": "other"}, "odd"]})],
        [(200, {"tickets": []})],
    ]
    read = staticmethod(lambda status: [(200, {"ticket": TICKET | {"status": status}})])
    open_there, solved_there = ("new", "open", "pending", "hold"), ("solved", "closed")
    well = [(200, {"user": {"id": 1, "role": "agent"}})]
    unwell = [[(200, {"user": {"id": None, "role": "end-user"}})]]

    def test_it_makes_the_ticket_that_zenpy_makes(
        self, server: HelpdeskServer, ours: Helpdesk
    ) -> None:
        theirs, heard = overhear(MADE)
        audit = theirs.tickets.create(
            TheirTicket(
                subject=NEW.subject,
                comment=Comment(body=NEW.body, public=False),
                requester=User(name=NEW.customer),
                external_id=NEW.key,
                priority="urgent",
                tags=["listenpost"],
            )
        )
        assert audit.ticket.id == 7
        asked, (sent,) = self.asked_to_make(server, ours), heard.sent
        assert (asked.method, asked.path) == (sent.method, urlsplit(str(sent.url)).path)
        assert asked.body == json.loads(sent.body or b"")
        assert asked.headers["authorization"] == sent.headers["Authorization"]
        assert asked.headers["idempotency-key"] == NEW.key

    def test_it_looks_a_ticket_up_as_zenpy_does(
        self, server: HelpdeskServer, ours: Helpdesk
    ) -> None:
        theirs, heard = overhear(self.found[0][1])
        assert [one.id for one in theirs.tickets(external_id=NEW.key)] == [7]
        server.will(*self.found)
        assert ours.find(NEW.key) is not None
        place = urlsplit(str(heard.sent[0].url))
        (asked,) = server.asked
        assert asked.path == place.path
        assert asked.query["external_id"] == parse_qs(place.query)["external_id"][0]

"""HubSpot's adapter asks what the client generated from HubSpot's own OpenAPI asks."""

from __future__ import annotations

from typing import Any

import pytest
from hubspot import HubSpot as Client
from hubspot.crm.tickets import SimplePublicObjectInputForCreate

from domain.errors import PlatformUnavailable
from responder.helpdesk import Helpdesk
from responder.hubspot import HubSpot
from tests.responder.helpdesk_contract import NEW, TOKEN, HelpdeskContract
from tests.responder.helpdesk_server import HelpdeskServer

WHEN = "2026-03-02T09:00:00.000Z"
DATES = {"createdAt": WHEN, "updatedAt": WHEN, "archived": False}
STATED = {"hs_pipeline": "0", "hs_pipeline_stage": "1", "listenpost_key": NEW.key}
TICKET: dict[str, Any] = {"id": "7", "properties": STATED, **DATES}
PROPERTY: dict[str, Any] = {
    "name": "listenpost_key",
    "label": "Listenpost",
    "type": "string",
    "fieldType": "text",
    "groupName": "ticketinformation",
    "description": "",
    "options": [],
    "hasUniqueValue": True,
}


def stage(state: str = "OPEN") -> dict[str, Any]:
    told = {"id": "1", "label": "Waiting on us", "displayOrder": 0, **DATES}
    return told | {"metadata": {"ticketState": state, "isClosed": str(state == "CLOSED").lower()}}


class TestHubSpot(HelpdeskContract):
    adapter = HubSpot
    settings = {"access_token": TOKEN, "portal_id": 99}
    before = [(200, stage())]
    made = (201, TICKET)
    number, begins, link = "7", "Waiting on us", "/contacts/99/record/0-5/7"
    found = [(200, TICKET), (200, stage())]
    others = [[(404, {})], [(200, TICKET | {"properties": {"listenpost_key": "other"}})]]
    read = staticmethod(lambda state: [(200, TICKET), (200, stage(state))])
    open_there, solved_there = ("OPEN",), ("CLOSED",)
    well = [(200, PROPERTY), (200, stage())]
    unwell = [
        [(404, {})],
        [(200, PROPERTY | {"hasUniqueValue": False})],
        [(200, PROPERTY), (404, {})],
    ]

    def independent(self, server: HelpdeskServer) -> Any:
        return Client(access_token=TOKEN, host=server.url).crm

    def test_it_makes_the_ticket_that_the_independent_client_makes(
        self, server: HelpdeskServer, ours: Helpdesk
    ) -> None:
        server.will(*self.before, self.made)
        crm = self.independent(server)
        assert crm.pipelines.pipeline_stages_api.get_by_id("tickets", "0", "1").id == "1"
        told = {"subject": NEW.subject, "content": NEW.body, "hs_ticket_priority": "HIGH"}
        theirs = crm.tickets.basic_api.create(
            SimplePublicObjectInputForCreate(properties=told | STATED)
        )
        assert (theirs.id, theirs.properties) == ("7", STATED)
        sent = list(server.asked)
        self.asked_to_make(server, ours)
        assert server.asked == sent
        signed = {one.headers["authorization"] for one in [*sent, *server.asked]}
        assert signed == {f"Bearer {TOKEN}"}

    def test_it_looks_up_and_reads_as_the_independent_client_does(
        self, server: HelpdeskServer, ours: Helpdesk
    ) -> None:
        asked_for = ["hs_pipeline,hs_pipeline_stage,listenpost_key"]
        answers = (*self.found, *self.read("CLOSED"), *self.well)
        server.will(*answers)
        crm = self.independent(server)
        stages = crm.pipelines.pipeline_stages_api
        for number, more in ((NEW.key, {"id_property": "listenpost_key"}), ("7", {})):
            found = crm.tickets.basic_api.get_by_id(number, properties=asked_for, **more)
            assert found.properties == STATED
            known = stages.get_by_id("tickets", "0", "1")
        assert known.metadata["ticketState"] == "CLOSED"
        named = crm.properties.core_api.get_by_name("tickets", "listenpost_key")
        assert named.has_unique_value is True
        stages.get_by_id("tickets", "0", "1")
        sent = list(server.asked)
        server.will(*answers)
        found = ours.find(NEW.key)
        assert found is not None
        assert ours.read(found.id).solved
        ours.check()
        assert server.asked == sent

    def test_after_the_ticket_is_made_nothing_can_fail_any_more(
        self, server: HelpdeskServer, ours: Helpdesk
    ) -> None:
        server.will((500, {}))
        with pytest.raises(PlatformUnavailable):
            ours.create(NEW)
        assert [one.method for one in server.asked] == ["GET"]

"""Helpdesks' answers as one value that every call of a helpdesk is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from domain.errors import ListenpostError
from domain.helpdesk import NewTicket, RemoteTicket
from responder.chatwoot import Chatwoot
from responder.freshdesk import Freshdesk
from responder.helpdesk import Helpdesk
from responder.hubspot import HubSpot
from responder.zammad import Zammad
from responder.zendesk import Zendesk

KEY = "listenpost-1-2"
TICKET = NewTicket(key=KEY, subject="A kettle", body="It leaks.", customer="Zoe")
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
URL = "https://desk.test"
WANTED: dict[type[Any], dict[str, Any]] = {
    Zendesk: {"url": URL, "email": "a@b.test", "api_token": "t"},
    Freshdesk: {"url": URL, "api_key": "t"},
    Zammad: {"url": URL, "token": "t", "group": "Care"},
    Chatwoot: {"url": URL, "api_access_token": "t", "account_id": 1, "inbox_id": 7},
    HubSpot: {"access_token": "t", "portal_id": 1},
}
_ZENDESK = {"id": 35, "status": "open", "external_id": KEY}
_FRESHDESK = {"id": 35, "status": 2, "description": f"Listenpost {KEY}"}
_ZAMMAD = {"id": 35, "state": "open", "customer": KEY}
_PLACE = {"source_id": "x", "inbox": {"id": 7}, "inbox_id": 7}
_CONTACT = {"id": 4, "identifier": KEY, "contact_inboxes": [_PLACE], "status": "open"}
_HUBSPOT = {"listenpost_key": KEY, "hs_pipeline": "0", "hs_pipeline_stage": "1"}
GOOD: dict[type[Any], tuple[Any, ...]] = {
    Zendesk: ({"ticket": _ZENDESK, "tickets": [_ZENDESK], "user": {"role": "agent"}},),
    Freshdesk: (_FRESHDESK, [_FRESHDESK]),
    Zammad: (_ZAMMAD, [_ZAMMAD]),
    Chatwoot: (
        {"id": 9, "status": "open", "channel_type": "Channel::Api", "payload": [_CONTACT]},
        {"id": 9, "payload": {"contact": _CONTACT, "contact_inbox": _PLACE}},
    ),
    HubSpot: (
        {
            "id": "35",
            "properties": _HUBSPOT,
            "label": "New",
            "metadata": {"ticketState": "OPEN"},
            "hasUniqueValue": True,
        },
    ),
}


class Canned:
    """Answers whatever is asked with the same."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def get(self, _path: str, **_query: Any) -> Any:
        return self._answer

    look = get

    def post(self, _path: str, _body: Any, **_more: Any) -> Any:
        return self._answer


def read(kind: type[Any], answer: Any) -> list[RemoteTicket]:
    """Every call of the helpdesk on this answer; each refuses with an error of ours, or tells."""
    desk: Helpdesk = kind(kind.settings_model.model_validate(WANTED[kind]), now=lambda: NOW)
    vars(desk)["_client"] = Canned(answer)
    calls: tuple[Callable[[], RemoteTicket | None], ...] = (
        partial(desk.create, TICKET),
        partial(desk.find, KEY),
        partial(desk.read, "35"),
    )
    found = []
    for call in calls:
        with suppress(ListenpostError):
            found.append(call())
    with suppress(ListenpostError):
        desk.check()
    tickets = [one for one in found if one is not None]
    for one in tickets:
        assert 0 < len(one.id) <= 200, one
        assert one.url.startswith("https://"), one
        one.status.encode()
    return tickets

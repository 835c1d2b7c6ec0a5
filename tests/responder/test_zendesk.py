"""Zendesk's adapter asks what an independently written client asks; failures have a meaning."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from requests.adapters import BaseAdapter
from zenpy import Zenpy
from zenpy.lib.api_objects import Comment, User
from zenpy.lib.api_objects import Ticket as TheirTicket

from domain.errors import (
    AuthenticationFailed,
    ListenpostError,
    MalformedItem,
    OutcomeUnknown,
    PlatformUnavailable,
    RateLimited,
    Rejected,
)
from domain.helpdesk import NewTicket
from responder.zendesk import Zendesk, ZendeskSettings
from tests.responder.helpdesk_server import HelpdeskServer, serving

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
NEW = NewTicket(key="k" * 32, subject="Zoe: late", body="the story", customer="Zoe", urgent=True)
TICKET = {"id": 7, "external_id": NEW.key, "status": "open", "subject": "s", "url": "u"}
MADE = {"ticket": TICKET, "audit": {"id": 1, "ticket_id": 7, "events": []}}
TOKEN = "a-secret-token"


@pytest.fixture(scope="module")
def server() -> Iterator[HelpdeskServer]:
    with serving() as found:
        yield found


@pytest.fixture
def ours(server: HelpdeskServer) -> Zendesk:
    settings = ZendeskSettings.model_validate(
        {"url": server.url, "email": "ann@example.org", "api_token": TOKEN, "timeout": 2}
    )
    return Zendesk(settings, now=lambda: NOW)


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


def test_it_makes_the_ticket_that_zenpy_makes(server: HelpdeskServer, ours: Zendesk) -> None:
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
    server.will((201, MADE))
    made = ours.create(NEW)
    (asked,), (sent,) = server.asked, heard.sent
    assert (asked.method, asked.path) == (sent.method, urlsplit(str(sent.url)).path)
    assert asked.body == json.loads(sent.body or b"")
    assert asked.headers["authorization"] == sent.headers["Authorization"]
    assert asked.headers["idempotency-key"] == NEW.key
    assert (made.id, made.status, made.solved) == ("7", "open", False)
    assert made.url == f"{server.url}/agent/tickets/7"


def test_it_looks_a_ticket_up_as_zenpy_does(server: HelpdeskServer, ours: Zendesk) -> None:
    answer = {"tickets": [TICKET], "count": 1, "next_page": None}
    theirs, heard = overhear(answer)
    assert [one.id for one in theirs.tickets(external_id=NEW.key)] == [7]
    server.will((200, answer))
    found = ours.find(NEW.key)
    assert found is not None
    place = urlsplit(str(heard.sent[0].url))
    (asked,) = server.asked
    assert asked.path == place.path
    assert asked.query["external_id"] == parse_qs(place.query)["external_id"][0]


def test_another_ones_ticket_is_not_taken_for_ours(server: HelpdeskServer, ours: Zendesk) -> None:
    server.will((200, {"tickets": [TICKET | {"external_id": "other"}, "odd"]}))
    assert ours.find(NEW.key) is None
    server.will((200, {"tickets": []}))
    assert ours.find(NEW.key) is None


@pytest.mark.parametrize("status", ["solved", "closed"])
def test_what_is_solved_or_closed_there_is_solved(
    server: HelpdeskServer, ours: Zendesk, status: str
) -> None:
    server.will((200, {"ticket": TICKET | {"status": status}}))
    assert ours.read("7").solved
    assert server.asked[0].path == "/api/v2/tickets/7.json"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((500, {}), OutcomeUnknown),
        ((302, {}), OutcomeUnknown),
        ((201, None), OutcomeUnknown),
        ((201, {"ticket": {}}), MalformedItem),
        ((429, {}), RateLimited),
        ((401, {"error": f"bad {TOKEN}"}), AuthenticationFailed),
        ((422, {"error": "RecordInvalid"}), Rejected),
    ],
)
def test_a_failure_while_making_it_has_a_meaning(
    server: HelpdeskServer, ours: Zendesk, answer: tuple[int, Any], kind: type[ListenpostError]
) -> None:
    server.will(answer, Retry_After="30")
    with pytest.raises(kind) as told:
        ours.create(NEW)
    assert TOKEN not in str(told.value) + repr(ours) + repr(ours._client)
    assert len(server.asked) == 1
    if isinstance(told.value, RateLimited):
        assert told.value.retry_at == NOW + dt.timedelta(seconds=30)


def test_where_nobody_listens_nothing_was_made() -> None:
    settings = ZendeskSettings.model_validate(
        {"url": "http://127.0.0.1:1", "email": "a@b.c", "api_token": TOKEN}
    )
    with pytest.raises((PlatformUnavailable, OutcomeUnknown)):
        Zendesk(settings, now=lambda: NOW).create(NEW)

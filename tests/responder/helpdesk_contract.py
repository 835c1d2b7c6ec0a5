"""What every helpdesk's adapter must do, whoever's helpdesk it is; a subclass tells its answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from domain.errors import (
    AuthenticationFailed,
    ConfigurationError,
    ListenpostError,
    MalformedItem,
    OutcomeUnknown,
    PlatformUnavailable,
    RateLimited,
    Rejected,
)
from domain.helpdesk import NewTicket
from responder.helpdesk import Helpdesk
from tests.responder.helpdesk_server import Asked, HelpdeskServer, serving

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
NEW = NewTicket(
    key="k" * 32, subject="Zoe: late", body="the story <b>1 & 2</b>", customer="Zoe", urgent=True
)
TOKEN = "a-secret-token"
Answer = tuple[int, Any]

TROUBLE: list[tuple[Answer, type[ListenpostError]]] = [
    ((500, {}), OutcomeUnknown),
    ((302, {}), OutcomeUnknown),
    ((200, None), OutcomeUnknown),
    ((200, {}), MalformedItem),
    ((429, {}), RateLimited),
    ((401, {"error": f"bad {TOKEN}"}), AuthenticationFailed),
    ((403, {}), Rejected),
    ((422, {"error": "RecordInvalid"}), Rejected),
]


class HelpdeskContract:
    """`before` are the answers that come before the ticket is made; `made` is the one to that."""

    adapter: type[Any]
    settings: dict[str, Any]
    before: list[Answer] = []
    made: Answer
    number: str
    begins: str
    link: str
    found: list[Answer]
    others: list[list[Answer]]
    read: Callable[[str], list[Answer]]
    open_there: tuple[str, ...]
    solved_there: tuple[str, ...]
    well: list[Answer]
    unwell: list[list[Answer]]

    @pytest.fixture(scope="class")
    @classmethod
    def server(cls) -> Iterator[HelpdeskServer]:
        with serving() as found:
            yield found

    @pytest.fixture
    def ours(self, server: HelpdeskServer) -> Helpdesk:
        return self.adapter_at(server.url)

    def adapter_at(self, url: str, **more: Any) -> Helpdesk:
        settings = self.adapter.settings_model.model_validate(
            {"url": url, "timeout": 2} | self.settings | more
        )
        made: Helpdesk = self.adapter(settings, now=lambda: NOW)
        return made

    def asked_to_make(self, server: HelpdeskServer, ours: Helpdesk, new: NewTicket = NEW) -> Asked:
        server.will(*self.before, self.made)
        ours.create(new)
        return server.asked[-1]

    def test_one_request_makes_the_ticket(self, server: HelpdeskServer, ours: Helpdesk) -> None:
        server.will(*self.before, self.made)
        found = ours.create(NEW)
        assert (found.id, found.status, found.solved) == (self.number, self.begins, False)
        assert found.url.endswith(self.link)
        assert server.asked[-1].method == "POST"
        assert server.answers == []

    def test_what_is_urgent_here_is_urgent_there(
        self, server: HelpdeskServer, ours: Helpdesk
    ) -> None:
        calm = NewTicket(key=NEW.key, subject=NEW.subject, body=NEW.body, customer=NEW.customer)
        bodies = [self.asked_to_make(server, ours, one).body for one in (NEW, calm)]
        assert (bodies[0] == bodies[1]) is not self.knows_urgency

    knows_urgency = True

    @pytest.mark.parametrize(("answer", "kind"), TROUBLE)
    def test_a_failure_while_making_it_has_a_meaning(
        self,
        server: HelpdeskServer,
        ours: Helpdesk,
        answer: Answer,
        kind: type[ListenpostError],
    ) -> None:
        server.will(*self.before, answer, Retry_After="30")
        with pytest.raises(kind) as told:
            ours.create(NEW)
        shown = str(told.value) + repr(ours) + repr(getattr(ours, "_client", ""))
        assert TOKEN not in shown
        assert server.answers == []
        if isinstance(told.value, RateLimited):
            assert told.value.retry_at == NOW + dt.timedelta(seconds=30)

    def test_where_nobody_listens_nothing_was_made(self) -> None:
        with pytest.raises(PlatformUnavailable):
            self.adapter_at("http://127.0.0.1:1").create(NEW)

    def test_it_is_found_by_our_key(self, server: HelpdeskServer, ours: Helpdesk) -> None:
        server.will(*self.found)
        found = ours.find(NEW.key)
        assert found is not None
        assert found.id == self.number
        first = server.asked[0]
        assert NEW.key in first.path or NEW.key in first.query.values()

    def test_another_ones_ticket_is_not_taken_for_ours(
        self, server: HelpdeskServer, ours: Helpdesk
    ) -> None:
        for answers in self.others:
            server.will(*answers)
            assert ours.find(NEW.key) is None

    def test_what_is_solved_there_is_solved(self, server: HelpdeskServer, ours: Helpdesk) -> None:
        for status in (*self.open_there, *self.solved_there):
            server.will(*type(self).read(status))
            found = ours.read(self.number)
            assert (found.id, found.solved) == (self.number, status in self.solved_there)
            assert self.number in server.asked[0].path

    def test_looking_whether_it_works_makes_nothing(
        self, server: HelpdeskServer, ours: Helpdesk
    ) -> None:
        server.will(*self.well)
        ours.check()
        assert {one.method for one in server.asked} == {"GET"}

    def test_what_stands_in_the_way_of_tickets_is_said_before_there_are_any(
        self, server: HelpdeskServer, ours: Helpdesk
    ) -> None:
        for answers in ([(401, {"error": f"bad {TOKEN}"})], *self.unwell):
            server.will(*answers)
            with pytest.raises((ConfigurationError, Rejected)) as told:
                ours.check()
            assert TOKEN not in str(told.value)

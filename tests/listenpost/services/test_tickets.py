"""A case goes on in a helpdesk: one ticket whatever happens, and how it stands there is told."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from domain.case import CaseEventKind
from domain.errors import (
    AuthenticationFailed,
    BadInput,
    Conflict,
    MalformedItem,
    NotAllowed,
    OutcomeUnknown,
    PlatformUnavailable,
)
from domain.handoff import normalized
from domain.helpdesk import MOST_ATTEMPTS, NewTicket, RemoteTicket, TicketStatus
from domain.role import Role
from listenpost.services import doctor, erase, handoff_opening, tickets
from storage.models import Hop, Ticket
from tests.fakes import Happening, Office, raising
from tests.listenpost.services.handed import with_codes
from tests.listenpost.services.seen import events


@dataclass(slots=True)
class Desk:
    """A helpdesk that keeps its tickets; `before` and `after` the effect something may happen."""

    made: list[NewTicket] = field(default_factory=list)
    before: deque[Happening] = field(default_factory=deque)
    after: deque[Happening] = field(default_factory=deque)
    hidden: bool = False
    status: str = "open"
    settings_model: object = None

    def create(self, ticket: NewTicket) -> RemoteTicket:
        if self.before:
            self.before.popleft()()
        self.made.append(ticket)
        if self.after:
            self.after.popleft()()
        return self.read(str(len(self.made)))

    def find(self, key: str) -> RemoteTicket | None:
        known = [one.key for one in self.made]
        return self.read("1") if key in known and not self.hidden else None

    def read(self, remote_id: str) -> RemoteTicket:
        return RemoteTicket(
            id=remote_id,
            url=f"https://desk.example.org/{remote_id}",
            status=self.status,
            solved=self.status == "solved",
        )

    def check(self) -> None:
        if self.before:
            self.before.popleft()()


@pytest.fixture
def there() -> Desk:
    return Desk()


@pytest.fixture
def desk(office: Office, there: Desk) -> Office:
    office = with_codes(office)
    make: Callable[[], Desk] = lambda: there  # noqa: E731
    office.app = replace(office.app, helpdesks={"zendesk": make})
    return office


def asked(office: Office) -> int:
    case_id = office.case_for("Zoe", "my parcel 77001 is late")
    tickets.request_as(office.app, case_id, "zendesk", user_id=None)
    return case_id


def status(office: Office) -> TicketStatus:
    (row,) = office.rows(Ticket)
    return row.status


def test_the_ticket_has_the_story_and_a_code_that_opens_the_rest(desk: Office, there: Desk) -> None:
    case_id = asked(desk)
    tickets.run(desk.app)
    (made,) = there.made
    assert made.subject == "Zoe: my parcel 77001 is late"
    assert "my parcel 77001 is late" in made.body
    code = next(word for word in made.body.split() if normalized(word) and word.count("-") == 2)
    eva = desk.user("eva")
    assert handoff_opening.open_as(desk.app, eva, code).story.case_id == case_id
    (row,) = tickets.of_case(desk.app, eva, case_id)
    assert (row.number, row.there, row.status) == ("1", "open", TicketStatus.OPEN)
    assert CaseEventKind.TICKET_OPENED in events(desk, case_id)
    (hop,) = desk.rows(Hop)
    assert (hop.to_kind.value, hop.context_carried) == ("specialist", True)


@pytest.mark.parametrize(
    "error", [OutcomeUnknown("no answer"), MalformedItem("no number"), ValueError("ours")]
)
def test_a_doubt_is_looked_up_and_never_made_twice(
    desk: Office, there: Desk, error: Exception
) -> None:
    asked(desk)
    there.after.append(raising(error))
    tickets.run(desk.app)
    assert status(desk) is TicketStatus.UNKNOWN
    desk.time.go(minutes=2)
    tickets.run(desk.app)
    assert status(desk) is TicketStatus.OPEN
    assert len(there.made) == 1


def test_a_doubt_that_cannot_be_settled_ends_with_a_person(desk: Office, there: Desk) -> None:
    case_id = asked(desk)
    there.hidden = True
    there.after.append(raising(OutcomeUnknown("no answer")))
    for _ in range(8):
        tickets.run(desk.app)
        desk.time.go(minutes=30)
    assert status(desk) is TicketStatus.FAILED
    assert len(there.made) == 1
    assert "look in the helpdesk" in (desk.case(case_id).attention or "")
    (row,) = desk.rows(Ticket)
    with pytest.raises(NotAllowed):
        tickets.retry(desk.app, desk.user("mia", Role.MARKETING), row.id or 0)
    ann = desk.user()
    tickets.retry(desk.app, ann, row.id or 0)
    with pytest.raises(Conflict):
        tickets.retry(desk.app, ann, row.id or 0)
    tickets.run(desk.app)
    assert [one.key for one in there.made] == [row.key, row.key]


def test_a_worker_that_died_while_making_it_leaves_a_doubt(desk: Office, there: Desk) -> None:
    asked(desk)
    there.after.append(raising(SystemExit()))
    with pytest.raises(SystemExit):
        tickets.run(desk.app)
    tickets.run(desk.another_worker())
    assert status(desk) is TicketStatus.SENDING
    desk.time.go(minutes=3)
    tickets.run(desk.another_worker())
    assert status(desk) is TicketStatus.OPEN
    assert len(there.made) == 1


def test_what_certainly_made_nothing_is_tried_again_and_given_up(desk: Office, there: Desk) -> None:
    asked(desk)
    there.before.extend([raising(PlatformUnavailable("down"))] * MOST_ATTEMPTS)
    tickets.run(desk.app)
    tickets.run(desk.app)
    assert desk.rows(Ticket)[0].attempts == 1
    for _ in range(MOST_ATTEMPTS):
        desk.time.go(hours=2)
        tickets.run(desk.app)
    assert status(desk) is TicketStatus.FAILED
    assert there.made == []


def test_a_refusal_is_shown_at_once(desk: Office, there: Desk) -> None:
    case_id = asked(desk)
    there.before.append(raising(AuthenticationFailed("the token is wrong")))
    tickets.run(desk.app)
    assert status(desk) is TicketStatus.FAILED
    assert "the token is wrong" in (desk.case(case_id).attention or "")


def test_what_changes_there_is_told_here_once(desk: Office, there: Desk) -> None:
    case_id = asked(desk)
    tickets.run(desk.app)
    for word in ("pending", "pending", "solved", "solved"):
        there.status = word
        desk.time.go(minutes=10)
        tickets.run(desk.app)
    told = [kind for kind in events(desk, case_id) if kind is CaseEventKind.TICKET_CHANGED]
    assert len(told) == 2
    assert status(desk) is TicketStatus.SOLVED


def test_one_ticket_at_a_time_and_only_where_there_is_a_helpdesk(desk: Office, there: Desk) -> None:
    case_id = asked(desk)
    with pytest.raises(Conflict):
        tickets.request_as(desk.app, case_id, "zendesk", user_id=None)
    assert len(desk.rows(Hop)) == 1
    with pytest.raises(BadInput, match="known are: zendesk"):
        tickets.request_as(desk.app, case_id, "elsewhere", user_id=None)
    with pytest.raises(NotAllowed):
        tickets.request(desk.app, desk.user("mia", Role.MARKETING), case_id, "zendesk")
    there.status = "solved"
    tickets.run(desk.app)
    tickets.request_as(desk.app, case_id, "zendesk", user_id=None)
    assert len(desk.rows(Ticket)) == 2


def test_of_an_erased_customer_no_ticket_is_made(desk: Office, there: Desk) -> None:
    case_id = asked(desk)
    erase.erase(desk.app, desk.user("max", Role.MANAGER), desk.case(case_id).customer_id)
    tickets.run(desk.app)
    assert there.made == []
    assert status(desk) is TicketStatus.FAILED


def test_the_doctor_asks_each_helpdesk_and_says_what_is_wrong(desk: Office, there: Desk) -> None:
    there.before.append(raising(AuthenticationFailed("Zendesk answered 401: bad token")))
    told = [one for one in doctor.examine_app(desk.app) if one.about == "helpdesk"]
    assert [one.ok for one in told] == [False]
    assert told[0].text.startswith("zendesk: Zendesk answered 401: bad token")
    assert "[helpdesks.zendesk]" in told[0].text
    told = [one for one in doctor.examine_app(desk.app) if one.about == "helpdesk"]
    assert [one.ok for one in told] == [True]
    assert there.made == []

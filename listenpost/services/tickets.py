"""Cases that go on in a helpdesk: a ticket is made once, found after a doubt, and followed."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import structlog
from sqlmodel import Session

from domain.case import CaseEventKind
from domain.errors import (
    BadInput,
    Conflict,
    ListenpostError,
    MalformedItem,
    OutcomeUnknown,
    RetryLater,
)
from domain.handoff import HandoffChannel, spoken
from domain.helpdesk import (
    FOLLOW_FOR,
    LOOK_AGAIN_AFTER,
    MOST_ATTEMPTS,
    MOST_LOOKS,
    NewTicket,
    RemoteTicket,
    TicketStatus,
    follow_wait,
    retry_wait,
)
from domain.role import Actor, Permission, require
from domain.text import one_line
from listenpost.services import handoff, handoff_story, ticket_text
from listenpost.services.app import App
from listenpost.services.border import home_in
from responder.helpdesk import Helpdesk
from storage import cases, tickets, users
from storage.ids import key
from storage.models import Case, Customer, Handoff, Ticket

UNDER_WAY = (TicketStatus.REQUESTED, TicketStatus.SENDING, TicketStatus.UNKNOWN, TicketStatus.OPEN)
LOOK_YOURSELF = (
    "It may have been made: look in the helpdesk for {key}, then try again if it is not there."
)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRow:
    """A ticket as people see it; `number` and `url` are the helpdesk's."""

    ticket_id: int
    helpdesk: str
    status: TicketStatus
    number: str
    url: str | None
    there: str
    why: str


def request(app: App, actor: Actor, case_id: int, helpdesk: str) -> int:
    """The case goes on in a helpdesk; a worker makes the ticket. Returns our number for it."""
    require(actor.role, Permission.ANSWER)
    return request_as(app, case_id, helpdesk, user_id=actor.id)


def request_as(app: App, case_id: int, helpdesk: str, *, user_id: int | None) -> int:
    """The same without a signed-in user: for the command line."""
    if helpdesk not in app.helpdesks:
        known = ", ".join(sorted(app.helpdesks)) or "none: add [helpdesks.NAME]"
        raise BadInput(f"There is no helpdesk {helpdesk}; known are: {known}.")
    wall = app.clock.wall()
    to = HandoffChannel.HELPDESK
    with app.database.write() as session:
        moved, _ = handoff.moved_in(session, app, case_id, to=to, user_id=user_id)
        others = tickets.of_case(session, case_id)
        if any(one.helpdesk == helpdesk and one.status in UNDER_WAY for one in others):
            raise Conflict(f"This case has a ticket in {helpdesk} already.")
        row = Ticket(
            case_id=case_id,
            handoff_id=key(moved.id),
            helpdesk=helpdesk,
            key=uuid.uuid4().hex,
            status=TicketStatus.REQUESTED,
            requested_by=user_id,
            requested_at=wall,
        )
        session.add(row)
        session.flush()
    return key(row.id)


def retry(app: App, actor: Actor, ticket_id: int) -> None:
    """Somebody looked, and there is no such ticket: make it after all."""
    require(actor.role, Permission.ANSWER)
    with app.database.write() as session:
        values = {"attempts": 0, "looks": 0, "not_before": None}
        failed, again = TicketStatus.FAILED, TicketStatus.REQUESTED
        if not tickets.move(session, ticket_id, failed, again, **values):
            raise Conflict("This ticket is under way, or settled.")
        home, wall = home_in(session, session.get_one(Ticket, ticket_id).case_id), app.clock.wall()
        users.audit(
            session, "ticket_again", f"case:{home}", user_id=actor.id, wall=wall, ticket=ticket_id
        )


def run(app: App) -> None:
    """Make what is asked for, look for what is in doubt, follow what is open."""
    if not app.helpdesks:
        return
    wall = app.clock.wall()
    with app.database.write() as session:
        tickets.abandoned(session, wall=wall)
    for status, act in (
        (TicketStatus.REQUESTED, _make),
        (TicketStatus.UNKNOWN, _look),
        (TicketStatus.OPEN, _follow),
    ):
        with app.database.read() as session:
            due = tickets.due(session, status, wall=wall)
        for row in due:
            act(app, row)


def _make(app: App, row: Ticket) -> None:
    """*sending* is committed before the helpdesk hears of it."""
    new = _claim(app, row)
    if new is None:
        return
    sending = TicketStatus.SENDING
    try:
        found = _helpdesk(app, row).create(new)
    except (OutcomeUnknown, MalformedItem) as error:  # it answered, but not with its number
        _set(app, row, sending, TicketStatus.UNKNOWN, error, wait=LOOK_AGAIN_AFTER)
    except RetryLater as error:
        gives_up = row.attempts + 1 >= MOST_ATTEMPTS
        wanted = TicketStatus.FAILED if gives_up else TicketStatus.REQUESTED
        _set(app, row, sending, wanted, error, wait=retry_wait(row.attempts + 1))
    except ListenpostError as error:
        _set(app, row, sending, TicketStatus.FAILED, error)
    except Exception as error:
        log.exception("ticket.crashed", ticket=row.id)
        _set(app, row, sending, TicketStatus.UNKNOWN, error, wait=LOOK_AGAIN_AFTER)
    else:
        _made(app, row, sending, found)


def _claim(app: App, row: Ticket) -> NewTicket | None:
    """Take the ticket and write its words, with a code of this attempt's own."""
    wall = app.clock.wall()
    with app.database.write() as session:
        if not tickets.move(
            session,
            key(row.id),
            TicketStatus.REQUESTED,
            TicketStatus.SENDING,
            lease_owner=app.owner,
            lease_until=wall + max(app.lease, dt.timedelta(minutes=2)),
            attempts=Ticket.attempts + 1,
        ):
            return None
        moved = session.get_one(Handoff, row.handoff_id)
        if _is_erased(session, row):
            erased, failed = TicketStatus.SENDING, TicketStatus.FAILED
            tickets.move(session, key(row.id), erased, failed, last_error="The customer is erased.")
            return None
        code = handoff.new_code()
        moved.code_hash = handoff.code_hash(app, code)
        session.add(moved)
        public = app.handoff.public_url
        story = handoff_story.story_of(session, app, moved)
        link = f"{public.rstrip('/')}/?case={story.case_id}" if public else None
        return ticket_text.new_ticket(story, key=row.key, code=spoken(code), link=link)


def _is_erased(session: Session, row: Ticket) -> bool:
    case = session.get_one(Case, home_in(session, row.case_id))
    return session.get_one(Customer, case.customer_id).erased_at is not None


def _helpdesk(app: App, row: Ticket) -> Helpdesk:
    make = app.helpdesks.get(row.helpdesk)
    if make is None:
        raise BadInput(f"The settings name no helpdesk {row.helpdesk} any more.")
    return make()


def _look(app: App, row: Ticket) -> None:
    """Is it there? After MOST_LOOKS without a trace a person decides; never a blind retry."""
    try:
        found = _helpdesk(app, row).find(row.key)
    except RetryLater as error:
        _set(app, row, TicketStatus.UNKNOWN, TicketStatus.UNKNOWN, error, wait=LOOK_AGAIN_AFTER)
    except ListenpostError as error:
        _not_found(app, row, error)
    else:
        if found is not None:
            _made(app, row, TicketStatus.UNKNOWN, found)
        else:
            _not_found(app, row, BadInput("It was not found there."))


def _not_found(app: App, row: Ticket, error: Exception) -> None:
    looks = row.looks + 1
    unknown, wait = TicketStatus.UNKNOWN, LOOK_AGAIN_AFTER * 2**looks
    if looks < MOST_LOOKS:
        _set(app, row, unknown, unknown, error, wait=wait, looks=looks)
        return
    told = BadInput(f"{error} {LOOK_YOURSELF.format(key=row.key)}")
    _set(app, row, unknown, TicketStatus.FAILED, told, looks=looks)


def _follow(app: App, row: Ticket) -> None:
    """How it stands there now; what changed is an event of the case."""
    age = app.clock.wall() - row.requested_at
    wait = follow_wait(age)
    if row.remote_id is None or age > FOLLOW_FOR:
        _set(app, row, TicketStatus.OPEN, TicketStatus.SOLVED, None)
        return
    try:
        found = _helpdesk(app, row).read(row.remote_id)
    except ListenpostError as error:
        _set(app, row, TicketStatus.OPEN, TicketStatus.OPEN, error, wait=wait)
        return
    if found.status == row.remote_status:
        _set(app, row, TicketStatus.OPEN, TicketStatus.OPEN, None, wait=wait)
        return
    _made(app, row, TicketStatus.OPEN, found, CaseEventKind.TICKET_CHANGED)


def _made(
    app: App,
    row: Ticket,
    current: TicketStatus,
    found: RemoteTicket,
    event: CaseEventKind = CaseEventKind.TICKET_OPENED,
) -> None:
    wanted = TicketStatus.SOLVED if found.solved else TicketStatus.OPEN
    wall = app.clock.wall()
    values = {
        "remote_id": found.id[:64],
        "remote_url": found.url[:500],
        "remote_status": found.status[:32],
        "not_before": wall + follow_wait(wall - row.requested_at),
        "last_error": None,
        "lease_owner": None,
        "lease_until": None,
    }
    with app.database.write() as session:
        if not tickets.move(session, key(row.id), current, wanted, **values):
            return
        home = home_in(session, row.case_id)
        detail = {"helpdesk": row.helpdesk, "ticket": found.id, "status": found.status}
        user_id = row.requested_by if event is CaseEventKind.TICKET_OPENED else None
        now = app.clock.now()
        cases.add_event(session, home, event, at=now, user_id=user_id, detail=detail)
        users.audit(session, event.value, f"case:{home}", user_id=user_id, wall=wall, **detail)
    log.info("ticket.told", ticket=row.id, helpdesk=row.helpdesk, status=found.status)


def _set(
    app: App,
    row: Ticket,
    current: TicketStatus,
    wanted: TicketStatus,
    error: Exception | None,
    *,
    wait: dt.timedelta | None = None,
    **values: object,
) -> None:
    wall = app.clock.wall()
    at = wall + wait if wait else None
    if isinstance(error, RetryLater) and error.retry_at is not None and at is not None:
        at = max(at, min(error.retry_at, wall + dt.timedelta(hours=6)))
    said = one_line(str(error), 490) if error else None
    if wanted is TicketStatus.FAILED:
        log.warning("ticket.failed", ticket=row.id, helpdesk=row.helpdesk, error=said)
    with app.database.write() as session:
        if not tickets.move(
            session,
            key(row.id),
            current,
            wanted,
            last_error=said,
            not_before=at,
            lease_owner=None,
            lease_until=None,
            **values,
        ):
            return
        case = session.get(Case, home_in(session, row.case_id))
        if wanted is TicketStatus.FAILED and case is not None:
            case.attention = one_line(f"No ticket in {row.helpdesk}: {said}", 500)


def of_case(app: App, actor: Actor, case_id: int) -> list[TicketRow]:
    """Where this case goes on, newest first."""
    require(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        return [
            TicketRow(
                ticket_id=key(row.id),
                helpdesk=row.helpdesk,
                status=row.status,
                number=row.remote_id or "",
                url=row.remote_url,
                there=row.remote_status or "",
                why=row.last_error or "",
            )
            for row in tickets.of_case(session, case_id)
        ]

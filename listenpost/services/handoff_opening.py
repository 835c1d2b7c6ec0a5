"""Opening a context code: by a colleague, by somebody with a PIN, by the customer."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlmodel import Session

from domain.case import CaseEventKind
from domain.errors import BadInput
from domain.handoff import CodeState, HandoffReader, normalized
from domain.role import Actor, Permission, require
from domain.text import clean
from listenpost.services import guessing, handoff, handoff_hop, handoff_story, quoted_codes
from listenpost.services.app import App
from listenpost.services.border import home_in
from listenpost.services.guessing import Doors
from listenpost.services.handoff_story import OwnWords, Story
from storage import cases, handoffs, users
from storage.ids import key
from storage.models import Handoff, HandoffUse

OPENS_NOTHING = (
    "This opens nothing. The code may be wrong, expired or revoked, or the PIN wrong, used or "
    "too old."
)
"""The same words whatever the reason: nobody learns that a code was once good."""
LONGEST_NAME = 60
MOST_READINGS = 500
"""Openings of one code by a customer that are looked at."""
T = TypeVar("T")


class OpensNothing(BadInput):
    """The code, or the PIN with it, is not good now."""

    def __init__(self) -> None:
        super().__init__(OPENS_NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a colleague sees; `story_of` reads it again."""

    handoff_id: int
    story: Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What somebody with a PIN sees, once; with `token` she writes down what happened."""

    token: str
    story: Story


def open_as(app: App, actor: Actor, given: str, *, on_case: int | None = None) -> Opened:
    """A signed-in colleague opens a code; raises OpensNothing, or RateLimited for a guesser.

    `on_case` is the case in which the customer told it: then both cases are hers.
    """
    require(actor.role, Permission.ANSWER)
    if on_case is not None:
        _require_case(app, on_case)

    def opened(session: Session, row: Handoff) -> Opened:
        _used(session, app, row, HandoffReader.STAFF, user_id=actor.id)
        if on_case is not None:
            quoted_codes.opened_for(app, session, row, on_case)
        return Opened(handoff_id=key(row.id), story=handoff_story.story_of(session, app, row))

    return _tried(app, guessing.colleague(app, actor.id), given, opened)


def _require_case(app: App, case_id: int) -> None:
    """Before the code: a case that is mistyped must not count as a guess."""
    with app.database.read() as session:
        if cases.get(session, case_id) is None:
            raise BadInput(f"There is no case {case_id}.")


def story(app: App, actor: Actor, handoff_id: int) -> Story:
    """What a colleague has opened before, as it stands now."""
    require(actor.role, Permission.ANSWER)
    with app.database.read() as session:
        row = session.get(Handoff, handoff_id)
        if row is None:
            raise BadInput(f"There is no handoff {handoff_id}.")
        return handoff_story.story_of(session, app, row)


def open_with_pin(app: App, *, code: str, pin: str, who: str, address: str) -> Visit:
    """Somebody without an account opens a code with the PIN that an agent told her; once."""
    name = " ".join(clean(who).split())[:LONGEST_NAME]
    if not name:
        raise BadInput("Say who you are, so that colleagues know whom to ask.")
    token = secrets.token_urlsafe(24)

    def opened(session: Session, row: Handoff) -> Visit | None:
        maker = _take_pin(session, app, row, pin)
        if maker is None:
            return None
        _used(session, app, row, HandoffReader.PIN, user_id=maker, who=name, token=token)
        return Visit(token=token, story=handoff_story.story_of(session, app, row))

    return _tried(app, guessing.stranger(app, address), code, opened)


def read_own(app: App, *, code: str, address: str) -> OwnWords:
    """The customer opens her code: her own words, and where she goes on."""

    def opened(session: Session, row: Handoff) -> OwnWords:
        before = sum(
            use.reader is HandoffReader.CUSTOMER for use in handoffs.uses(session, [key(row.id)])
        )
        if before < MOST_READINGS:
            _used(session, app, row, HandoffReader.CUSTOMER, tell=before == 0)
        return handoff_story.own_words(session, app, row)

    return _tried(app, guessing.stranger(app, address), code, opened)


def _tried(app: App, doors: Doors, given: str, opened: Callable[[Session, Handoff], T | None]) -> T:
    """Look a code up and open it; whatever is wrong is counted, and answered alike."""
    code = normalized(given)
    with app.database.write() as session:
        guessing.require_open(session, app, doors)
        row = _live(session, app, code) if code else None
        found = opened(session, row) if row else None
        if found is None:
            guessing.count_wrong(session, app, doors)
    if found is None:  # after the commit: the guess counts
        raise OpensNothing
    return found


def _live(session: Session, app: App, code: str) -> Handoff | None:
    row = handoffs.by_hash(session, handoff.code_hash(app, code))
    if row is None or handoff.state_of(session, app, row) is not CodeState.LIVE:
        return None
    return row


def _take_pin(session: Session, app: App, row: Handoff, pin: str) -> int | None:
    """Who made the PIN that this is, which is used up now; a wrong one counts against them all."""
    wall = app.clock.wall()
    waiting = handoffs.pins(session, key(row.id), wall=wall, most=app.handoff.pin_tries)
    given = handoff.pin_hash(app, key(row.id), "".join(pin.split())[:32])
    right = next((one for one in waiting if hmac.compare_digest(one.pin_hash, given)), None)
    if right is None:
        for one in waiting:
            one.wrong += 1
        return None
    right.used_at = wall
    return right.made_by


def _used(
    session: Session,
    app: App,
    row: Handoff,
    reader: HandoffReader,
    *,
    user_id: int | None = None,
    who: str | None = None,
    token: str | None = None,
    tell: bool = True,
) -> None:
    """Who opened it, when and how; the first opening by staff means that the context came along."""
    now, wall, home = app.clock.now(), app.clock.wall(), home_in(session, row.case_id)
    session.add(
        HandoffUse(
            handoff_id=key(row.id),
            case_id=home,
            at=now,
            reader=reader,
            user_id=user_id,
            who=who,
            visit_hash=visit_hash(app, token) if token else None,
            visit_until=wall + app.handoff.visit_lasts if token else None,
        )
    )
    staff = reader is not HandoffReader.CUSTOMER
    if staff:
        handoff_hop.opened(session, row, home, at=now)
    if not tell:
        return
    detail = {"channel": row.channel.value, "handoff": str(row.id), "reader": reader.value}
    by = user_id if reader is HandoffReader.STAFF else None
    more = {"who": who} if who else {}
    kind = CaseEventKind.HANDOFF_OPENED
    cases.add_event(session, home, kind, at=now, user_id=by, detail=detail | more)
    users.audit(
        session, "handoff.opened", f"case:{home}", user_id=user_id, wall=wall, **detail, **more
    )


def visit_hash(app: App, token: str) -> str:
    """What is kept of a visit's token."""
    return app.tombstones.own_key.digest("handoff visit", token)


def ends_at(app: App) -> dt.datetime:
    """Until when a visit that begins now can write down what happened; real time."""
    return app.clock.wall() + app.handoff.visit_lasts

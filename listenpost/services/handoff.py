"""Moving a customer with context: codes are made, shown once, revoked, and forgotten."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session

from domain.case import CaseEventKind
from domain.errors import BadInput, Conflict
from domain.handoff import (
    ALPHABET,
    LENGTH,
    PIN_LENGTH,
    CodeState,
    HandoffChannel,
    HandoffReader,
    code_from,
    code_state,
    pin_from,
    spoken,
    way_of,
)
from domain.recommend import Channel
from domain.reply import ReplyKind
from domain.role import Actor, Permission, require
from listenpost.services import handoff_hop, waiting
from listenpost.services.app import App
from listenpost.services.border import home_in
from listenpost.services.case_actions import require_own_posts
from responder.handoff_words import handoff_words
from storage import cases, handoffs, users
from storage.ids import key
from storage.models import Handoff, HandoffPin, Reply

CODE_FIELD, LINK_FIELD = "{code}", "{link}"
CUSTOMER_PATH = "/c/"
_WRITTEN = (HandoffChannel.CHAT, HandoffChannel.EMAIL)
"""Where a link is as good as a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A new code as it is said; it is shown now and never again. `link` needs a public address."""

    handoff_id: int
    code: str
    link: str | None
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The words of a reply with the code in them; None where they carry none."""

    text: str
    to: HandoffChannel | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffRow:
    """A handoff as people see it; `opened` says who opened it, oldest first."""

    handoff_id: int
    channel: HandoffChannel
    state: CodeState
    by: str
    made_at: dt.datetime
    expires_at: dt.datetime
    opened: tuple[tuple[dt.datetime, HandoffReader, str], ...]


def make(
    app: App, actor: Actor, case_id: int, *, to: HandoffChannel, in_public: bool = False
) -> Made:
    """Make a code that the agent passes on; a reply makes its own with {code} or {link}."""
    require(actor.role, Permission.ANSWER)
    return make_as(app, case_id, to=to, user_id=actor.id, in_public=in_public)


def make_as(
    app: App, case_id: int, *, to: HandoffChannel, user_id: int | None, in_public: bool = False
) -> Made:
    """The same without a signed-in user: for the command line."""
    with app.database.write() as session:
        row, code = moved_in(session, app, case_id, to=to, user_id=user_id, in_public=in_public)
    return Made(
        handoff_id=key(row.id),
        code=spoken(code),
        link=link_of(app, code),
        expires_at=row.expires_at,
    )


def moved_in(
    session: Session,
    app: App,
    case_id: int,
    *,
    to: HandoffChannel,
    user_id: int | None,
    in_public: bool = False,
) -> tuple[Handoff, str]:
    """The same within a transaction: the handoff and its code."""
    require_own_posts(waiting.locked(session, case_id))
    code = new_code()
    row = _row(app, case_id, to, code, user_id=user_id, in_public=in_public)
    _store(session, app, row)
    handoff_hop.passed_on(session, row, at=row.made_at)
    return row, code


def filled(app: App, text: str, *, to: HandoffChannel | None) -> Carried:
    """Put a fresh code where the words ask for one; raises BadInput where they can't have it."""
    if CODE_FIELD not in text and LINK_FIELD not in text:
        return Carried(text=text)
    wrong = problem(app, text, to=to)
    if wrong is not None:
        raise BadInput(wrong)
    code = new_code()
    link = link_of(app, code)
    words = text.replace(CODE_FIELD, spoken(code)).replace(LINK_FIELD, link or "")
    return Carried(text=words, to=to, code=code)


def problem(app: App, text: str, *, to: HandoffChannel | None) -> str | None:
    """Why no code can be put into the words; None where they ask for none, or can have it."""
    if CODE_FIELD not in text and LINK_FIELD not in text:
        return None
    if to is None:
        return (
            "The words carry a context code, but the channel that is chosen keeps the customer "
            f"here: choose phone, store, chat or email, or take {CODE_FIELD} and {LINK_FIELD} out."
        )
    if LINK_FIELD in text and app.handoff.public_url is None:
        return (
            f"There is no address that {LINK_FIELD} could lead to: set dashboard.public_url, or "
            f"write {CODE_FIELD} instead."
        )
    return None


def preview(app: App, text: str) -> str:
    """The words as long as they will be, with a code that nobody has."""
    code = ALPHABET[0] * LENGTH
    return text.replace(CODE_FIELD, spoken(code)).replace(LINK_FIELD, link_of(app, code) or "")


def offers(app: App, language: str | None, channels: Iterable[Channel]) -> dict[str, str]:
    """For each channel that she would have to go to, by its name: the words that send her there."""
    found = ((one, offer(app, language, one)) for one in channels)
    return {one.name: words for one, words in found if words}


def offer(app: App, language: str | None, channel: Channel) -> str:
    """Where she goes on and her code, in her language; empty where she stays here."""
    to = way_of(channel.kind)
    if to is None:
        return ""
    where = handoff_words(language).offer(to, channel.contact)
    return f"{where} {code_words(app, language, to)}".strip()


def code_words(app: App, language: str | None, to: HandoffChannel) -> str:
    """The sentence with her code, and with the link where one can be followed; empty where this
    installation has no key to make codes with.
    """
    if not app.tombstones.own_key.can_be_had:
        return ""
    linked = to in _WRITTEN and app.handoff.public_url is not None
    return handoff_words(language).code(linked=linked)


def keep(session: Session, app: App, reply: Reply, carried: Carried) -> None:
    """The code of an approved reply exists from now on; it opens nothing before that is out."""
    if carried.code is None or carried.to is None:
        return
    row = _row(
        app,
        reply.case_id,
        carried.to,
        carried.code,
        user_id=reply.approved_by or reply.drafted_by,
        in_public=reply.kind is ReplyKind.PUBLIC,
        reply_id=reply.id,
    )
    _store(session, app, row)


def new_code() -> str:
    """A code that nobody has."""
    return code_from(secrets.token_bytes(LENGTH))


def code_hash(app: App, code: str) -> str:
    """What is kept of a code."""
    return app.tombstones.own_key.digest("handoff code", code)


def link_of(app: App, code: str) -> str | None:
    """Where the customer can read her own words with this code."""
    public = app.handoff.public_url
    return None if public is None else f"{public.rstrip('/')}{CUSTOMER_PATH}{code}"


def _row(
    app: App,
    case_id: int,
    to: HandoffChannel,
    code: str,
    *,
    user_id: int | None,
    in_public: bool,
    reply_id: int | None = None,
) -> Handoff:
    now = app.clock.now()
    return Handoff(
        case_id=case_id,
        reply_id=reply_id,
        channel=to,
        code_hash=code_hash(app, code),
        in_public=in_public,
        made_by=user_id,
        made_at=now,
        expires_at=now + app.handoff.lasts,
    )


def _store(session: Session, app: App, row: Handoff) -> None:
    session.add(row)
    session.flush()
    _tell(session, app, row, CaseEventKind.HANDED_OFF, row.made_by)


def _tell(
    session: Session, app: App, row: Handoff, kind: CaseEventKind, user_id: int | None
) -> None:
    detail = {"channel": row.channel.value, "handoff": str(row.id)}
    home = home_in(session, row.case_id)
    now, wall = app.clock.now(), app.clock.wall()
    cases.add_event(session, home, kind, at=now, user_id=user_id, detail=detail)
    users.audit(session, kind.value, f"case:{home}", user_id=user_id, wall=wall, **detail)


def revoke(app: App, actor: Actor, handoff_id: int) -> None:
    """From now on the code opens nothing."""
    require(actor.role, Permission.ANSWER)
    with app.database.write() as session:
        row = get(session, handoff_id)
        if row.revoked_at is not None:
            raise Conflict("This code was revoked already.")
        row.revoked_at, row.revoked_by = app.clock.now(), actor.id
        session.add(row)
        _tell(session, app, row, CaseEventKind.HANDOFF_REVOKED, actor.id)


def get(session: Session, handoff_id: int) -> Handoff:
    """The handoff; raises BadInput if there is none with this number."""
    row = session.get(Handoff, handoff_id, with_for_update=True)
    if row is None:
        raise BadInput(f"There is no handoff {handoff_id}.")
    return row


def make_pin(app: App, actor: Actor, handoff_id: int) -> str:
    """A PIN for one colleague without an account; say it to nobody but her, it is shown once."""
    require(actor.role, Permission.ANSWER)
    pin = pin_from(secrets.randbelow(10**PIN_LENGTH))
    with app.database.write() as session:
        row = get(session, handoff_id)
        if state_of(session, app, row) is not CodeState.LIVE:
            raise Conflict("This code opens nothing (any more): make another one.")
        session.add(
            HandoffPin(
                handoff_id=handoff_id,
                pin_hash=pin_hash(app, handoff_id, pin),
                made_by=actor.id,
                expires_at=app.clock.wall() + app.handoff.pin_lasts,
            )
        )
        users.audit(
            session,
            "handoff.pin_made",
            f"case:{row.case_id}",
            user_id=actor.id,
            wall=app.clock.wall(),
            handoff=handoff_id,
        )
    return pin


def pin_hash(app: App, handoff_id: int, pin: str) -> str:
    """What is kept of a PIN."""
    return app.tombstones.own_key.digest("handoff pin", str(handoff_id), pin)


def state_of(session: Session, app: App, row: Handoff) -> CodeState:
    """Whether its code opens anything now."""
    return code_state(
        now=app.clock.now(),
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        carried=handoffs.carried(session, row),
    )


def of_case(app: App, actor: Actor, case_id: int) -> list[HandoffRow]:
    """Where this customer was moved, newest first."""
    require(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        rows = handoffs.of_cases(session, [case_id])
        if not rows:
            return []
        names = users.names(session)
        uses = handoffs.uses(session, [key(row.id) for row in rows])
        return [
            HandoffRow(
                handoff_id=key(row.id),
                channel=row.channel,
                state=state_of(session, app, row),
                by=names.get(row.made_by or 0, ""),
                made_at=row.made_at,
                expires_at=row.expires_at,
                opened=tuple(
                    (use.at, use.reader, use.who or names.get(use.user_id or 0, ""))
                    for use in uses
                    if use.handoff_id == row.id
                ),
            )
            for row in rows
        ]

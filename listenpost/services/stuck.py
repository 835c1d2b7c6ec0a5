"""Replies that need a person, or wait: why, and which other way they could take."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session

from domain import gate
from domain.errors import BadInput, Conflict, ReplyNotAllowed
from domain.gate_table import row_of_version
from domain.reply import ReplyKind, ReplyStatus
from domain.role import Actor, Permission, require
from listenpost.services import judging, reply_costs, respond
from listenpost.services.app import App
from listenpost.services.respond import ReplyForm
from storage import cases, replies, stuck, threads, users
from storage.ids import key
from storage.models import Case, Reply

SHOWN = 50
_MOVABLE = (ReplyStatus.FAILED, ReplyStatus.REJECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """One reply of the list. `until` is when it goes on by itself; None: when a person decides."""

    reply_id: int
    case_id: int
    customer: str
    platform: str
    kind: ReplyKind
    text: str
    status: ReplyStatus
    why: str
    until: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The list, how long it really is, and what replies cost today in dollars."""

    rows: tuple[Stuck, ...]
    asked: int
    held: int
    usd_today: float
    usd_per_day: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherWay:
    """The same words by another way: in this case, or in another one of the customer."""

    case_id: int
    platform: str
    kind: ReplyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a reply ended: why, by which rule of which day, and where else its words could go."""

    why: str
    rule: str
    ways: tuple[OtherWay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """A reply that the flood guard holds back."""

    reply_id: int
    why: str
    until: dt.datetime | None


def standing(app: App, actor: Actor) -> Standing:
    """What the outbox's page shows."""
    require(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        rows = tuple(_stuck(*row) for row in stuck.listed(session, limit=SHOWN))
        asked, held = stuck.counted(session)
        today = reply_costs.today(session, app.clock.now())
    return Standing(
        rows=rows,
        asked=asked,
        held=held,
        usd_today=today.micro_usd / 1e6,
        usd_per_day=app.replies_usd_per_day,
    )


def counts(app: App, actor: Actor) -> tuple[int, int]:
    """(cases in which a person is asked, replies held back), for the line above the inbox."""
    require(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        return stuck.counted(session)


def _stuck(reply: Reply, case: Case, customer: str) -> Stuck:
    held = reply.status is ReplyStatus.APPROVED
    return Stuck(
        reply_id=key(reply.id),
        case_id=reply.case_id,
        customer=customer,
        platform=case.platform,
        kind=reply.kind,
        text=reply.text,
        status=reply.status,
        why=(reply.held if held else reply.last_error or case.attention) or "",
        until=reply.not_before if held else None,
    )


def waits(app: App, actor: Actor, case_id: int) -> Waits | None:
    """The case's reply that is held back, if there is one."""
    require(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        for reply in replies.of_case(session, case_id):
            if reply.status is ReplyStatus.APPROVED and reply.held:
                return Waits(reply_id=key(reply.id), why=reply.held, until=reply.not_before)
    return None


def ending(app: App, actor: Actor, reply_id: int) -> Ending:
    """Why a reply did not go out, and the ways that are open to its words now."""
    require(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        reply = _known(session, reply_id)
        row = row_of_version(reply.rules_version or "")
        rule = f"{row.source}, in force since {row.since:%Y-%m-%d}" if row else ""
        ways = tuple(_ways(session, app, reply)) if reply.status in _MOVABLE else ()
        return Ending(why=reply.last_error or "", rule=rule, ways=ways)


def _known(session: Session, reply_id: int) -> Reply:
    reply = replies.get(session, reply_id)
    if reply is None:
        raise BadInput(f"There is no reply {reply_id}.")
    return reply


def _ways(session: Session, app: App, reply: Reply) -> list[OtherWay]:
    own = cases.get(session, reply.case_id)
    if own is None:
        return []
    others = [
        case
        for case in threads.cases_of(session, own.customer_id)
        if case.id != own.id and not case.reply_pending
    ]
    found = []
    for case in (own, *others):
        mention, target = respond.target_of(session, key(case.id))
        for kind in gate.ways(target):
            same = case.id == own.id and kind is reply.kind
            before = replies.private_sent(session, key(mention.id))
            verdict = judging.verdict(app, target, kind, reply.text, sent_before=before)
            if verdict.allowed and not same:
                found.append(OtherWay(case_id=key(case.id), platform=mention.platform, kind=kind))
    return found


def redirect(app: App, actor: Actor, reply_id: int, way: OtherWay) -> None:
    """The words become this agent's draft on the other way: never sent unread.

    Raises Conflict where the reply did not end, or may be public; ReplyNotAllowed where that way
    is closed as well.
    """
    require(actor.role, Permission.ANSWER)
    with app.database.read() as session:
        reply = _known(session, reply_id)
        if reply.status not in _MOVABLE:
            raise Conflict("Decide first whether this reply arrived.")
        if way not in _ways(session, app, reply):
            raise ReplyNotAllowed("That way is closed, too: choose another one.")
        case = session.get_one(Case, way.case_id)
        form = ReplyForm(case_id=way.case_id, version=case.version, kind=way.kind, text=reply.text)
    respond.save_draft(app, actor, form)
    with app.database.write() as session:
        users.audit(
            session,
            "reply.redirected",
            f"case:{way.case_id}",
            user_id=actor.id,
            wall=app.clock.wall(),
            reply=reply_id,
        )

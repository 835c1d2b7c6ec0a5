"""The flood guard at work: asked when the editor opens, and again at the moment of sending."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session

from domain import bot_loop, flood
from domain.bot_loop import Said
from domain.case import CaseEventKind
from domain.errors import BadInput, Conflict
from domain.flood import FREE, FloodVerdict, Hold, Planned, Purpose
from domain.quiet_hours import zone_of
from domain.reply import ReplyStatus
from domain.role import Actor, Permission, require
from domain.text import clean
from listenpost.services import respond, waiting
from listenpost.services.app import App
from storage import cases, outbound, replies, users
from storage.ids import key
from storage.models import Author, Case, Customer, Mention, Reply

IN_A_LOOP = (
    "Stopped: {} exchanges within {} minutes in alike words. Two programs are probably answering "
    "each other: read the thread, then send it all the same, or answer otherwise."
)
_SAID_ALREADY = "Not repeated: these words went to this customer already, in case {}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would be sent: these words, in answer to this post of this case.

    `reply_id` is the reply itself, which does not count against its own budget.
    """

    mention: Mention
    case: Case
    text: str = ""
    purpose: Purpose = Purpose.ANSWER
    automatic: bool = False
    reply_id: int | None = None


def judge(session: Session, app: App, plan: Plan, *, lock: bool = False) -> FloodVerdict:
    """Whether this may go out now. With `lock` it stays true until the transaction ends."""
    now, rules = app.clock.now(), app.flood
    people = outbound.accounts(session, plan.mention.author_id, lock=lock)
    if _goes_in_circles(session, app, plan, people):
        minutes = int(rules.loop.within.total_seconds() // 60)
        told = IN_A_LOOP.format(rules.loop.exchanges, minutes)
        return FloodVerdict(hold=Hold.LOOP, reason=told)
    if plan.purpose is not Purpose.ANSWER:
        since = now - rules.repeat_within
        said = outbound.said_to(session, people, plan.text, since=since, but=plan.reply_id)
        if said is not None:
            told = _SAID_ALREADY.format(said.case_id)
            return FloodVerdict(hold=Hold.REPEATED, reason=told)
    sent = outbound.written_to(session, people, since=now - flood.WEEK, but=plan.reply_id)
    planned = Planned(
        purpose=Purpose.AUTOMATIC if plan.automatic else plan.purpose,
        urgency=plan.case.urgency,
        wrote_at=plan.mention.published_at,
    )
    return flood.check(rules, planned, sent, zone=_zone(session, app, plan), now=now)


def _goes_in_circles(session: Session, app: App, plan: Plan, people: list[int]) -> bool:
    now, rules = app.clock.now(), app.flood.loop
    said = outbound.talk(session, people, since=now - rules.within, but=plan.reply_id)
    next_word = Said(at=now, ours=True, text=plan.text, automatic=plan.automatic)
    return bot_loop.is_loop(rules, [*said, next_word], now)


def _zone(session: Session, app: App, plan: Plan) -> dt.tzinfo:
    author = session.get_one(Author, plan.mention.author_id)
    customer = session.get(Customer, author.customer_id) if author.customer_id else None
    attributes = customer.attributes if customer else {}
    return zone_of(app.zones, attributes, plan.case.language, app.zone)


def of_reply(session: Session, app: App, reply: Reply) -> FloodVerdict:
    """Whether this reply may go out now; nobody else writes to the customer meanwhile."""
    if reply.override is not None:
        outbound.accounts(session, _mention(session, reply).author_id, lock=True)
        return FREE
    plan = Plan(
        mention=_mention(session, reply),
        case=session.get_one(Case, reply.case_id),
        text=reply.text,
        purpose=reply.purpose,
        automatic=reply.approved_by is None,
        reply_id=key(reply.id),
    )
    return judge(session, app, plan, lock=True)


def _mention(session: Session, reply: Reply) -> Mention:
    return session.get_one(Mention, reply.mention_id)


def outlook(app: App, actor: Actor, mention_id: int) -> FloodVerdict:
    """What would happen to an answer that is sent now: for whoever opens the editor."""
    require(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        mention = session.get(Mention, mention_id)
        case = cases.get(session, mention.case_id) if mention and mention.case_id else None
        if mention is None or case is None:
            return FREE
        return judge(session, app, Plan(mention=mention, case=case))


def require_unsaid(app: App, case_id: int, text: str) -> None:
    """Raises Conflict where the case's customer was told these words lately, in whatever case."""
    since = app.clock.now() - app.flood.repeat_within
    with app.database.read() as session:
        mention, _ = respond.target_of(session, case_id)
        people = outbound.accounts(session, mention.author_id)
        said = outbound.said_to(session, people, clean(text).strip(), since=since)
        if said is not None:
            raise Conflict("These words went to this customer in another case already.")


def overtake(app: App, case_id: int, text: str, purpose: Purpose) -> int | None:
    """One message instead of two: newer words take the place of unasked ones that are held back.

    Returns the reply that says them now; None where none is held back, or it is leaving.
    """
    with app.database.write() as session:
        waiting.locked(session, case_id)
        reply = outbound.held_unasked(session, case_id)
        if reply is None:
            return None
        outbound.accounts(session, _mention(session, reply).author_id, lock=True)  # no sending now
        session.refresh(reply)
        if reply.status is not ReplyStatus.APPROVED or reply.held is None:
            return None
        told = f"One message instead of two: newer words replace the {reply.purpose} held back."
        reply.text, reply.purpose = clean(text).strip(), purpose
        cases.add_event(
            session,
            case_id,
            CaseEventKind.REPLY_HELD,
            at=app.clock.now(),
            mention_id=reply.mention_id,
            reply_id=reply.id,
            detail={"reason": told},
        )
        return key(reply.id)


def put_off(session: Session, app: App, reply: Reply, verdict: FloodVerdict) -> None:
    """Hold a reply back until its time; told once in the history of its case."""
    if reply.held != verdict.reason:
        cases.add_event(
            session,
            reply.case_id,
            CaseEventKind.REPLY_HELD,
            at=app.clock.now(),
            mention_id=reply.mention_id,
            reply_id=reply.id,
            detail={
                "reason": verdict.reason,
                "until": verdict.until.isoformat() if verdict.until else None,
            },
        )
    reply.held, reply.not_before = verdict.reason, verdict.until


def send_anyway(app: App, actor: Actor, reply_id: int, reason: str) -> None:
    """A person takes it upon herself to send what is held back; written down with her reason."""
    require(actor.role, Permission.ANSWER)
    why = clean(reason).strip()[:300]
    if not why:
        raise BadInput("Say in a few words why this customer is written to all the same.")
    with app.database.write() as session:
        reply = replies.get(session, reply_id)
        if reply is None:
            raise BadInput(f"There is no reply {reply_id}.")
        waiting.locked(session, reply.case_id)
        session.refresh(reply)
        if reply.status is not ReplyStatus.APPROVED or reply.held is None:
            raise Conflict("This reply is not held back any more.")
        reply.override, reply.held, reply.not_before = why, None, None
        cases.add_event(
            session,
            reply.case_id,
            CaseEventKind.REPLY_FORCED,
            at=app.clock.now(),
            user_id=actor.id,
            mention_id=reply.mention_id,
            reply_id=reply.id,
            detail={"reason": why},
        )
        users.audit(
            session,
            "reply.forced",
            f"case:{reply.case_id}",
            user_id=actor.id,
            wall=app.clock.wall(),
            reply=reply.id,
        )

"""What a network tells of a reply after it was sent: a doubt is settled, a failure is shown."""

from __future__ import annotations

import datetime as dt

import structlog
from sqlmodel import Session, select

from domain.case import CaseEventKind
from domain.mention import Platform
from domain.receipt import Arrival, Receipt
from domain.reply import ReplyStatus
from listenpost.services import respond, waiting
from listenpost.services.app import App
from storage import cases, replies
from storage.ids import key
from storage.models import Mention, Reply

log = structlog.get_logger(__name__)
_IN_DOUBT = (ReplyStatus.SENDING, ReplyStatus.UNKNOWN)


def take(app: App, session: Session, platform: Platform, receipt: Receipt) -> None:
    """Write down what it says of a reply of ours, in the caller's transaction; twice is once."""
    reply = _reply(session, platform, receipt)
    if reply is None:
        return  # sent by hand, by another program, or erased
    now = app.clock.now()
    if receipt.arrival is Arrival.FAILED:
        _failed(session, reply, receipt, now)
    elif reply.status in _IN_DOUBT:
        _arrived(app, session, reply, receipt, now)


def _reply(session: Session, platform: Platform, receipt: Receipt) -> Reply | None:
    found = replies.by_external_id(session, receipt.external_id)
    if found is None and receipt.idempotency_key is not None:
        found = session.exec(
            select(Reply).where(Reply.idempotency_key == receipt.idempotency_key)
        ).first()
    if found is None:
        return None
    answered = session.get_one(Mention, found.mention_id)
    return found if answered.platform == platform else None


def _arrived(app: App, session: Session, reply: Reply, receipt: Receipt, now: dt.datetime) -> None:
    """The network has it: what we were not told when we sent it, we know now."""
    at = max(min(receipt.at or now, now), reply.approved_at or now)
    moved = replies.move(
        session,
        key(reply.id),
        reply.status,
        ReplyStatus.SENT,
        sent_at=at,
        external_id=receipt.external_id,
        url=session.get_one(Mention, reply.mention_id).url,
        last_error=None,
        lease_owner=None,
    )
    if moved:
        session.refresh(reply)
        respond.settle(session, reply, app, at=at, now=now)
        log.info("reply.confirmed", reply=reply.id, case=reply.case_id)


def _failed(session: Session, reply: Reply, receipt: Receipt, now: dt.datetime) -> None:
    """It was taken, but never reached the customer: the case asks for another way, once."""
    why = f"The reply did not reach the customer: {receipt.reason}"[:500]
    if reply.last_error == why:
        return
    case = waiting.locked(session, reply.case_id)
    if reply.status in _IN_DOUBT:
        replies.move(
            session,
            key(reply.id),
            reply.status,
            ReplyStatus.REJECTED if reply.status is ReplyStatus.SENDING else ReplyStatus.FAILED,
            external_id=receipt.external_id,
            lease_owner=None,
        )
        case.reply_pending = False
    session.refresh(reply)
    reply.last_error, case.attention = why, why
    session.add(reply)
    session.add(case)
    cases.add_event(
        session,
        reply.case_id,
        CaseEventKind.REPLY_FAILED,
        at=now,
        reply_id=reply.id,
        detail={"reason": receipt.reason[:200]},
    )
    log.warning("reply.undelivered", reply=reply.id, case=reply.case_id)

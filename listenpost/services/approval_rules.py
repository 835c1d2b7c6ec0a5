"""Whether a reply may leave by its author's word alone; if not, it waits for a second person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session

from domain import approval
from domain.approval import ApprovalStatus, Proposed
from domain.case import CaseEventKind
from domain.promise import Promise
from domain.reply import ReplyStatus
from domain.role import Actor
from domain.text import one_line
from domain.work import Work
from listenpost.services import goodwill, promises, reply_events
from listenpost.services.app import App
from storage import approvals, replies, users
from storage.dispatch import wake
from storage.ids import key
from storage.models import Approval, Case, Mention, Reply, User


def reasons(
    session: Session,
    app: App,
    actor: Actor,
    case: Case,
    reply: Reply,
    *,
    rewritten: bool = False,
) -> tuple[str, ...]:
    """Why a second person must see this reply first; none means: it may leave."""
    if not app.approval:
        return ()
    sent, days = _experience(session, app, actor)
    return approval.reasons(
        app.approval,
        Proposed(
            text=reply.text,
            about=session.get_one(Mention, reply.mention_id).text,
            topic=case.topic.value,
            urgency=case.urgency.value,
            platform=case.platform,
            kind=reply.kind,
            author_replies=sent,
            author_days=days,
            offers=bool(goodwill.told_in(session, reply.case_id, reply.text)),
            rewritten=rewritten,
        ),
    )


def four_eyes_for_many(app: App) -> bool:
    """Whether who approved a statement may not also send it to everybody."""
    return any(rule.bulk for rule in app.approval)


def _experience(session: Session, app: App, actor: Actor) -> tuple[int, int]:
    wanted = max((rule.new_agent_replies for rule in app.approval), default=0)
    sent = approvals.sent_by(session, actor.id, at_most=wanted) if wanted else 0
    user = session.get(User, actor.id)
    since = user.created_at if user else app.clock.wall()
    return sent, max((app.clock.wall() - since) // dt.timedelta(days=1), 0)


def ask(
    session: Session,
    app: App,
    actor: Actor,
    case: Case,
    reply: Reply,
    why: Sequence[str],
    promised: Sequence[Promise] | None,
    *,
    rewritten: bool = False,
) -> None:
    """The reply waits; its case is shown as answered by nobody, and the deadline runs on."""
    now = app.clock.now()
    reply.status = ReplyStatus.AWAITING_APPROVAL
    case.reply_pending, case.attention = True, None
    session.add(
        Approval(
            case_id=reply.case_id,
            reply_id=key(reply.id),
            text=reply.text,
            reasons=list(why),
            promises=None if promised is None else [_kept(promise) for promise in promised],
            status=ApprovalStatus.WAITING,
            asked_by=actor.id,
            asked_at=now,
        )
    )
    reply_events.note(
        session,
        app,
        actor,
        reply,
        CaseEventKind.APPROVAL_ASKED,
        {"reason": "; ".join(why)[:200]} | ({"rewritten": True} if rewritten else {}),
    )


def release(
    session: Session,
    app: App,
    actor: Actor,
    reply: Reply,
    case: Case,
    promised: Sequence[Promise] | None,
    *,
    second: bool = False,
    rewritten: bool = False,
) -> None:
    """The outbox may send it, once the time for an undo is over; `second` approved another's."""
    now = app.clock.now()
    reply.status, reply.approved_by, reply.approved_at = ReplyStatus.APPROVED, actor.id, now
    reply.not_before = now + app.undo * app.clock.speed if app.undo else None
    case.reply_pending, case.attention = True, None
    goodwill.keep(session, reply)
    promises.make(session, app, reply, promised, language=case.language)
    detail = ({"second": True} if second else {}) | ({"rewritten": True} if rewritten else {})
    reply_events.note(session, app, actor, reply, CaseEventKind.APPROVED, detail)
    wake(session, Work.DELIVER)


def in_the_way(session: Session, case_id: int) -> str:
    """Why a second reply cannot be sent now; a competing one that waits is told with its author."""
    waits = [
        reply
        for reply in replies.of_case(session, case_id)
        if reply.status is ReplyStatus.AWAITING_APPROVAL
    ]
    if not waits:
        return "A reply to this case is on its way already."
    author = users.names(session).get(waits[-1].drafted_by or 0, "a colleague")
    return f"A reply by {author} waits for approval: “{one_line(waits[-1].text, 120)}”"


def _kept(promise: Promise) -> dict[str, str]:
    return {"words": promise.words, "due_at": promise.due_at.isoformat()}


def kept_promises(asked: Approval) -> tuple[Promise, ...] | None:
    """The promises that the author confirmed; None where nobody looked."""
    if asked.promises is None:
        return None
    return tuple(
        Promise(words=one["words"], due_at=dt.datetime.fromisoformat(one["due_at"]))
        for one in asked.promises
    )

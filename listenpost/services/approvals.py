"""The second person: approves a reply, changes it first, or gives it back; and taking one back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session

from domain.approval import ApprovalStatus
from domain.case import CaseEventKind
from domain.errors import BadInput, Conflict, NotAllowed, ReplyNotAllowed
from domain.reply import ReplyKind, ReplyStatus
from domain.role import Actor, Permission, require
from domain.text import clean
from listenpost.services import approval_rules, draft_checks, goodwill, judging, respond, waiting
from listenpost.services.app import App
from listenpost.services.case_actions import note
from storage import approvals, promises, replies, users
from storage.ids import key
from storage.models import Approval, Case, Customer, Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A reply that waits, as the queue shows it; `version` is the case's as it is shown here."""

    approval_id: int
    case_id: int
    version: int
    customer: str
    platform: str
    about: str
    text: str
    kind: ReplyKind
    reasons: tuple[str, ...]
    author: str
    mine: bool
    asked_at: dt.datetime
    due_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a second person said of a reply of the case: who changed what."""

    author: str
    by: str
    status: ApprovalStatus
    at: dt.datetime | None
    before: str
    after: str
    comment: str


def queue(app: App, actor: Actor, *, limit: int = 50) -> list[Waiting]:
    """What waits for a second person, that of the case that is due first on top."""
    require(actor.role, Permission.APPROVE_REPLIES)
    with app.database.read() as session:
        names = users.names(session)
        return [
            Waiting(
                approval_id=key(asked.id),
                case_id=key(case.id),
                version=case.version,
                customer=session.get_one(Customer, case.customer_id).name,
                platform=mention.platform,
                about=mention.text,
                text=reply.text,
                kind=reply.kind,
                reasons=tuple(asked.reasons),
                author=names.get(asked.asked_by, ""),
                mine=asked.asked_by == actor.id,
                asked_at=asked.asked_at,
                due_at=case.due_at,
            )
            for asked, reply, case, mention in approvals.waiting(session, limit=limit)
        ]


def count(app: App, actor: Actor) -> int:
    """How many replies wait."""
    require(actor.role, Permission.APPROVE_REPLIES)
    with app.database.read() as session:
        return approvals.count_waiting(session)


def of_case(app: App, actor: Actor, case_id: int) -> list[Decided]:
    """Everything that second persons said in this case, oldest first; what waits is among it."""
    require(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        names = users.names(session)
        return [
            Decided(
                author=names.get(asked.asked_by, ""),
                by=names.get(asked.decided_by or 0, ""),
                status=asked.status,
                at=asked.decided_at,
                before=asked.text,
                after=session.get_one(Reply, asked.reply_id).text
                if asked.status is ApprovalStatus.APPROVED
                else asked.text,
                comment=asked.comment or "",
            )
            for asked in approvals.of_case(session, case_id)
        ]


def approve(
    app: App,
    actor: Actor,
    approval_id: int,
    *,
    version: int,
    text: str | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Let it leave, with other words if `text` is given; `version` is the case's that was read.

    Raises NotAllowed for its own author, Conflict where somebody was faster or the customer has
    written since, and what `respond.send` raises for words that cannot be sent.
    """
    require(actor.role, Permission.APPROVE_REPLIES)
    with app.database.write() as session:
        asked, reply, case = _second(session, actor, approval_id)
        if case.version != version:
            raise Conflict("The customer has written since: read it first, then decide again.")
        changed = clean(text).strip() if text is not None else reply.text
        same = changed == asked.text
        _require_sendable(session, app, reply, case, changed, None if same else confirmed)
        reply.text = changed
        _settle(session, app, actor, asked, ApprovalStatus.APPROVED)
        promised = approval_rules.kept_promises(asked) if same else None
        approval_rules.release(session, app, actor, reply, case, promised, second=True)


def give_back(app: App, actor: Actor, approval_id: int, comment: str) -> None:
    """Return it to its author as a draft, with a comment."""
    require(actor.role, Permission.APPROVE_REPLIES)
    comment = clean(comment).strip()
    if not comment:
        raise BadInput("Say what should be different: the author sees nothing else.")
    with app.database.write() as session:
        asked, reply, case = _second(session, actor, approval_id)
        _settle(session, app, actor, asked, ApprovalStatus.RETURNED, comment)
        _back_to_draft(session, reply, case, ReplyStatus.AWAITING_APPROVAL)
        case.attention = f"{actor.display_name} returned the reply: {comment}"[:500]
        note(session, app, actor, reply.case_id, CaseEventKind.RETURNED, reason=comment[:200])


def take_back(app: App, actor: Actor, reply_id: int) -> None:
    """Undo: its author makes it a draft again, before it leaves; a lead may as well.

    Raises Conflict once it is being sent: what is public cannot be undone here.
    """
    require(actor.role, Permission.ANSWER)
    with app.database.write() as session:
        reply = replies.get(session, reply_id)
        if reply is None:
            raise BadInput(f"There is no reply {reply_id}.")
        if actor.id != reply.drafted_by:
            require(actor.role, Permission.APPROVE_REPLIES)
        case = waiting.locked(session, reply.case_id)
        session.refresh(reply)
        tried = reply.attempts > 0 or reply.looks > 0
        if reply.status not in _NOT_YET or tried:
            raise Conflict("It is too late: the reply has been handed to the network.")
        for asked in approvals.of_case(session, reply.case_id):
            if asked.reply_id == reply_id and asked.status is ApprovalStatus.WAITING:
                _settle(session, app, actor, asked, ApprovalStatus.TAKEN_BACK)
        _back_to_draft(session, reply, case, reply.status)
        promises.forget(session, reply_id)
        note(session, app, actor, reply.case_id, CaseEventKind.RECALLED)


_NOT_YET = (ReplyStatus.APPROVED, ReplyStatus.AWAITING_APPROVAL)


def leaving(app: App, actor: Actor) -> list[tuple[int, int, float]]:
    """This user's replies that can still be undone: reply, case, and real seconds that are left."""
    require(actor.role, Permission.ANSWER)
    now = app.clock.now()
    with app.database.read() as session:
        return [
            (key(reply.id), reply.case_id, (reply.not_before - now).total_seconds() / speed)
            for reply in replies.held_back(session, actor.id, now=now)
            if reply.not_before is not None and (speed := app.clock.speed)
        ]


def _second(session: Session, actor: Actor, approval_id: int) -> tuple[Approval, Reply, Case]:
    """What waits, its case locked; never for the author."""
    asked = session.get(Approval, approval_id)
    if asked is None:
        raise BadInput(f"There is no approval {approval_id}.")
    reply = session.get_one(Reply, asked.reply_id)
    case = waiting.locked(session, reply.case_id)
    session.refresh(asked)
    session.refresh(reply)
    if asked.status is not ApprovalStatus.WAITING:
        raise Conflict("Somebody has decided this already.")
    if actor.id in (asked.asked_by, reply.drafted_by):
        raise NotAllowed("You wrote this reply: somebody else must approve it.")
    return asked, reply, case


def _settle(
    session: Session,
    app: App,
    actor: Actor,
    asked: Approval,
    status: ApprovalStatus,
    comment: str | None = None,
) -> None:
    at = app.clock.now()
    if not approvals.decide(session, key(asked.id), status, by=actor.id, at=at, comment=comment):
        raise Conflict("Somebody has decided this already.")


def _require_sendable(
    session: Session,
    app: App,
    reply: Reply,
    case: Case,
    text: str,
    confirmed: frozenset[str] | None,
) -> None:
    """The rules of the platform and of the house, as they are now."""
    mention, target = respond.target_of(session, reply.case_id)
    before = replies.private_sent(session, key(mention.id))
    verdict = judging.verdict(app, target, reply.kind, text, sent_before=before)
    if not verdict.allowed:
        raise ReplyNotAllowed(" ".join(verdict.problems))
    draft_checks.require_clean(session, app, case, kind=reply.kind, text=text, confirmed=confirmed)


def _back_to_draft(session: Session, reply: Reply, case: Case, current: ReplyStatus) -> None:
    moved = replies.move(
        session,
        key(reply.id),
        current,
        ReplyStatus.DRAFTED,
        approved_by=None,
        approved_at=None,
        not_before=None,
    )
    if not moved:
        raise Conflict("It is too late: the reply has been handed to the network.")
    goodwill.forget(session, reply)
    case.reply_pending = False

"""Draft, approve, and decide what a doubtful reply becomes: what people do to the outbox."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import and_, or_
from sqlmodel import Session, col, func, select

from domain import thread
from domain.case import CaseEventKind
from domain.errors import BadInput, Conflict, ReplyNotAllowed
from domain.flood import Purpose
from domain.handoff import way_of
from domain.mention import MentionKind, Platform, is_hidden
from domain.promise import Promise
from domain.reply import ReplyKind, ReplyStatus, ReplyTarget, may_become
from domain.role import Actor, Permission, require
from domain.text import clean
from domain.work import Work
from listenpost.services import (
    approval_rules,
    article_outcomes,
    case_state,
    choosing,
    clocks,
    difference,
    draft_checks,
    handoff,
    hops,
    judging,
    promises,
    reply_events,
    waiting,
)
from listenpost.services.app import App
from listenpost.services.choosing import Chosen
from listenpost.services.difference import Read
from storage import cases, replies
from storage.dispatch import wake
from storage.ids import key
from storage.models import Author, Case, Conversation, Mention, Reply
from storage.threads import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyForm:
    """What an agent sends: which case in which version, how, and the words.

    `version` is the case's version that the agent saw; a newer one raises Conflict, which tells
    what was written since `read`. `promises` are those that the agent confirmed; None means that
    nobody looked: what is found in the words counts. `confirmed` are the doubts about the words,
    as they were shown, that the agent has seen; None means that somebody stood for all of them.
    `choice` is the channel that was taken: where {code} and {link} in the words lead, whose code
    is made at the approval.
    `purpose` is what the flood guard asks for.
    `rewritten` says that a machine changed the words; `bulk` that a lead approved them for many.
    """

    case_id: int
    version: int
    kind: ReplyKind
    text: str
    read: Read | None = None
    promises: tuple[Promise, ...] | None = None
    confirmed: frozenset[str] | None = frozenset()
    choice: Chosen | None = None
    purpose: Purpose = Purpose.ANSWER
    rewritten: bool = False
    bulk: bool = False


def target_of(session: Session, case_id: int) -> tuple[Mention, ReplyTarget]:
    """The customer's newest post of the case that needs an answer, else the newest at all."""
    found = session.exec(
        select(Mention, Author, Conversation)
        .join(Author, col(Author.id) == col(Mention.author_id))
        .join(Conversation, col(Conversation.id) == col(Mention.conversation_id))
        .where(Mention.case_id == case_id, col(Mention.by_brand).is_(False))
        .order_by(
            col(Mention.needs_answer).desc(),
            col(Mention.published_at).desc(),
            col(Mention.id).desc(),
        )
    ).first()
    if found is None:
        raise BadInput(f"Case {case_id} has no post that could be answered.")
    return found[0], _target(session, *found)


def target_among(
    session: Session, case_id: int, posts: Sequence[Post]
) -> tuple[Mention, ReplyTarget]:
    """The same for whom has read the newest posts of the case's threads, the newest last."""
    asking = (
        post
        for post in reversed(posts)
        if post.mention.case_id == case_id
        and post.mention.needs_answer
        and not post.mention.by_brand
    )
    newest = next(asking, None)
    if newest is None:  # it may stand too far up in a long thread to have been read
        return target_of(session, case_id)
    return newest.mention, _target(session, *newest)


def as_target(session: Session, mention: Mention) -> ReplyTarget:
    """The mention as a responder and the send gate know it."""
    author = session.get_one(Author, mention.author_id)
    conversation = session.get_one(Conversation, mention.conversation_id)
    return _target(session, mention, author, conversation)


def _target(
    session: Session, mention: Mention, author: Author, conversation: Conversation
) -> ReplyTarget:
    return ReplyTarget(
        platform=Platform(mention.platform),
        external_id=mention.external_id,
        conversation_id=conversation.external_id,
        author_external_id=author.external_id,
        author_handle=author.handle,
        kind=mention.kind,
        summoned=mention.summoned,
        published_at=mention.published_at,
        last_heard_at=_last_heard(session, mention),
        closed=thread.closed(Platform(mention.platform), mention.raw),
        url=mention.url,
        hidden=is_hidden(mention.kind, mention.raw),
    )


def _last_heard(session: Session, mention: Mention) -> dt.datetime | None:
    """When she last wrote in this conversation; what is written in public opens no window."""
    if mention.kind is not MentionKind.MESSAGE:
        return None
    return session.exec(
        select(func.max(Mention.published_at)).where(
            Mention.conversation_id == mention.conversation_id,
            Mention.author_id == mention.author_id,
            col(Mention.kind) == MentionKind.MESSAGE,
        )
    ).one()


def send(app: App, actor: Actor, form: ReplyForm) -> int:
    """Approve the text and hand it to the outbox, or to a second person; returns the reply's id.

    The reply and the case change in one commit. Raises Conflict if the thread changed since the
    agent read it, if somebody else holds the case, or if a reply is on its way already;
    ReplyNotAllowed with the reason if a rule of the platform or of the house forbids it;
    NotConfirmed with what looks wrong and was not confirmed; NotAllowed for the role.
    """
    require(actor.role, Permission.ANSWER)
    written = clean(form.text).strip()
    carried = handoff.filled(app, written, to=way_of(form.choice.kind if form.choice else None))
    form = replace(form, text=carried.text)
    now, wall = app.clock.now(), app.clock.wall()
    with app.database.write() as session:
        case = _fresh_case(session, form)
        if not cases.claim(session, form.case_id, user_id=actor.id, wall=wall, lease=app.lease):
            raise Conflict("Somebody else is answering this case.")
        mention, target = target_of(session, form.case_id)
        before = replies.private_sent(session, key(mention.id))
        verdict = judging.verdict(app, target, form.kind, form.text, sent_before=before, at=now)
        if not verdict.allowed:
            raise ReplyNotAllowed(" ".join(verdict.problems))
        draft_checks.require_clean(
            session, app, case, kind=form.kind, text=written, confirmed=form.confirmed
        )
        reply = _draft(session, actor, form, mention, now)
        choosing.note(session, reply, case, form.choice)
        handoff.keep(session, app, reply, carried)
        _leave(session, app, actor, form, case, reply)
    return key(reply.id)


def _leave(
    session: Session, app: App, actor: Actor, form: ReplyForm, case: Case, reply: Reply
) -> None:
    """At once, or after a second person has seen it."""
    second = approval_rules.reasons(session, app, actor, case, reply, rewritten=form.rewritten)
    if second and not form.bulk:
        approval_rules.ask(
            session, app, actor, case, reply, second, form.promises, rewritten=form.rewritten
        )
    else:
        approval_rules.release(
            session, app, actor, reply, case, form.promises, rewritten=form.rewritten
        )


def save_draft(app: App, actor: Actor, form: ReplyForm) -> int:
    """Keep the words for later, and the channel that the agent took for them; each agent has one
    draft a case. Returns the reply's id.
    """
    require(actor.role, Permission.ANSWER)
    form = replace(form, text=clean(form.text).strip())
    with app.database.write() as session:
        case = waiting.locked(session, form.case_id)
        mention, _ = target_of(session, form.case_id)
        reply = _draft(session, actor, form, mention, app.clock.now())
        choosing.keep(session, reply, case, form.choice)
        reply_events.audit(session, app, actor, reply, CaseEventKind.DRAFTED)
        return key(reply.id)


def _draft(
    session: Session, actor: Actor, form: ReplyForm, mention: Mention, now: dt.datetime
) -> Reply:
    reply = replies.draft_of(session, form.case_id, actor.id)
    if reply is None:
        reply = Reply(
            case_id=form.case_id,
            mention_id=key(mention.id),
            kind=form.kind,
            text=form.text,
            status=ReplyStatus.DRAFTED,
            idempotency_key=uuid.uuid4().hex,
            drafted_by=actor.id,
            created_at=now,
        )
        session.add(reply)
    reply.mention_id, reply.kind, reply.text = key(mention.id), form.kind, form.text
    reply.purpose = form.purpose
    session.flush()
    return reply


def _fresh_case(session: Session, form: ReplyForm) -> Case:
    """The case, locked: of ten clicks on "send" at once the first one gets through."""
    case = waiting.locked(session, form.case_id)
    if case.reply_pending:
        raise Conflict(approval_rules.in_the_way(session, form.case_id))
    if case.version != form.version:
        since = difference.written_since(session, case, form.read) if form.read else ()
        told = f" {difference.in_words(since)}" if since else ""
        raise Conflict(
            "The customer wrote again while you were answering, or somebody answered: "
            f"read it first.{told}"
        )
    return case


def send_again(app: App, actor: Actor, reply_id: int) -> None:
    """A person looked: the doubtful or failed reply is not on the platform, so post it again."""
    _decide(app, actor, reply_id, ReplyStatus.APPROVED)


def mark_sent(app: App, actor: Actor, reply_id: int) -> None:
    """A person looked: the doubtful reply is on the platform."""
    _decide(app, actor, reply_id, ReplyStatus.SENT)


def give_up(app: App, actor: Actor, reply_id: int) -> None:
    """A person decided not to send the doubtful reply again; the case needs another answer."""
    _decide(app, actor, reply_id, ReplyStatus.FAILED)


def _decide(app: App, actor: Actor, reply_id: int, wanted: ReplyStatus) -> None:
    require(actor.role, Permission.ANSWER)
    now = app.clock.now()
    with app.database.write() as session:
        reply = replies.get(session, reply_id)
        if reply is None:
            raise BadInput(f"There is no reply {reply_id}.")
        current = reply.status
        undecided = current in (ReplyStatus.UNKNOWN, ReplyStatus.FAILED)
        values: dict[str, object] = {"not_before": None, "looks": 0, "attempts": 0}
        if reply.held:  # the flood guard stopped it, and a person says otherwise
            values |= {"held": None, "override": f"Sent again by {actor.display_name}"[:300]}
        if wanted is ReplyStatus.SENT:
            values = {"sent_at": now}
        if not (
            undecided
            and may_become(current, wanted)
            and replies.move(session, reply_id, current, wanted, **values)
        ):
            raise Conflict("This reply has been decided already.")
        case = waiting.locked(session, reply.case_id)
        if current is ReplyStatus.FAILED or wanted is ReplyStatus.APPROVED:
            _require_no_other(session, reply, in_doubt=current is ReplyStatus.UNKNOWN)
        more = replies.more_under_way(session, reply)
        case.reply_pending = more or wanted is ReplyStatus.APPROVED
        case.attention = None
        if wanted is ReplyStatus.SENT:
            settle(session, reply, app, at=now, now=now, user_id=actor.id)
            reply_events.audit(session, app, actor, reply, CaseEventKind.REPLIED)
        else:
            detail = {"again": True} if wanted is ReplyStatus.APPROVED else {}
            reply_events.note(session, app, actor, reply, _DECISION_EVENT[wanted], detail)
            wake(session, Work.DELIVER)


_DECISION_EVENT = {
    ReplyStatus.APPROVED: CaseEventKind.APPROVED,
    ReplyStatus.FAILED: CaseEventKind.REPLY_FAILED,
}


def _require_no_other(session: Session, reply: Reply, *, in_doubt: bool) -> None:
    """Nothing is sent again beside a newer reply to the same case.

    Behind one in doubt a newer one may wait: it goes out after it.
    """
    harmless = [ReplyStatus.DRAFTED, *([ReplyStatus.APPROVED] if in_doubt else [])]
    newer = session.exec(
        select(Reply.id).where(
            Reply.case_id == reply.case_id,
            col(Reply.status).not_in(harmless),
            col(Reply.id) > key(reply.id),
        )
    ).first()
    if newer is not None:
        raise Conflict("There is a newer reply to this case.")


def settle(
    session: Session,
    reply: Reply,
    app: App,
    *,
    at: dt.datetime,
    now: dt.datetime,
    user_id: int | None = None,
) -> None:
    """The reply is public since `at`: the clock stops, unless the customer has written since.

    A reply that nobody approved came from a machine; the customer still waits for a person.
    """
    case = waiting.locked(session, reply.case_id)
    case.reply_pending = replies.more_under_way(session, reply)
    promises.answered(session, reply.case_id, at=at, but=reply.id)
    hops.sent(session, reply, choosing.sent(session, reply, at=at), at=at)
    article_outcomes.sent(session, reply, at=at)
    automatic = reply.approved_by is None
    if not automatic:
        waiting.answered(
            session,
            case,
            at=at,
            now=now,
            later=_unseen(session, reply),
            policy=app.policy,
            weights=app.weights,
        )
    cases.add_event(
        session,
        reply.case_id,
        CaseEventKind.REPLIED,
        at=now,
        user_id=user_id,
        mention_id=reply.mention_id,
        reply_id=reply.id,
        detail=case_state.note_answer(case, at, automatic=automatic),
    )
    clocks.project(session, case, app)


def _unseen(session: Session, reply: Reply) -> list[Mention]:
    """The case's posts that came after the agent had approved; late ones may bear earlier times."""
    answered = session.get_one(Mention, reply.mention_id)
    after = and_(
        col(Mention.id) > key(answered.id), col(Mention.published_at) > answered.published_at
    )
    return list(
        session.exec(
            select(Mention).where(
                Mention.case_id == reply.case_id,
                col(Mention.needs_answer).is_(True),
                or_(after, col(Mention.triaged_at) > reply.approved_at),
            )
        ).all()
    )

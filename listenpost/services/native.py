"""Posts by the brand's own account: our replies coming back, or answers given in the native app."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import and_
from sqlmodel import Session, col, select

from domain.case import CaseEventKind
from domain.mention import MentionKind
from domain.reply import ReplyStatus
from domain.review import same_words
from listenpost.services import case_state, clocks, promises, waiting
from listenpost.services.app import App
from storage import cases, ledger_story, replies
from storage.ids import key
from storage.models import Case, Mention, Reply


def recognise(session: Session, post: Mention, *, app: App, now: dt.datetime) -> None:
    """Tell an echo of our own outbox from a native answer; the latter stops the case's clock."""
    under = _answered_mention(session, post)
    reply = _own_reply(session, post, under)
    answered = session.get(Mention, reply.mention_id) if reply else under
    if answered is None or answered.case_id is None:
        return
    post.case_id = answered.case_id
    ledger_story.touch(session, answered.case_id)
    if reply is not None:
        return
    promises.answered(session, answered.case_id, at=post.published_at)
    case = waiting.locked(session, answered.case_id)
    if case.waiting_since is None:
        return
    waiting.answered(
        session,
        case,
        at=post.published_at,
        now=now,
        later=_posted_after(session, case, post),
        policy=app.policy,
        weights=app.weights,
    )
    cases.add_event(
        session,
        key(case.id),
        CaseEventKind.ANSWERED_ELSEWHERE,
        at=now,
        mention_id=post.id,
        detail=case_state.note_answer(case, post.published_at),
    )
    clocks.project(session, case, app)


def catch_up(session: Session, question: Mention, *, app: App, now: dt.datetime) -> None:
    """Recognise the native answers to a post that were heard before the post itself."""
    answers = (
        and_(
            col(Mention.case_id).is_(None),
            col(Mention.published_at) >= question.published_at,
        )
        if question.kind is MentionKind.MESSAGE
        else Mention.in_reply_to == question.external_id
    )
    heard = session.exec(
        select(Mention)
        .where(
            Mention.conversation_id == question.conversation_id,
            col(Mention.by_brand).is_(True),
            answers,
            col(Mention.triaged_at).is_not(None),
        )
        .order_by(col(Mention.published_at))
    ).all()
    for post in heard:
        recognise(session, post, app=app, now=now)


def _posted_after(session: Session, case: Case, answer: Mention) -> list[Mention]:
    return list(
        session.exec(
            select(Mention).where(
                Mention.case_id == case.id,
                col(Mention.needs_answer).is_(True),
                Mention.published_at > answer.published_at,
            )
        ).all()
    )


def _answered_mention(session: Session, post: Mention) -> Mention | None:
    if post.kind is MentionKind.MESSAGE:
        return _answered_message(session, post)
    if post.in_reply_to is None:
        return None
    return session.exec(
        select(Mention).where(
            Mention.platform == post.platform, Mention.external_id == post.in_reply_to
        )
    ).first()


def _answered_message(session: Session, post: Mention) -> Mention | None:
    """The customer's last message before it: in private nothing says what a message answers."""
    return session.exec(
        select(Mention)
        .where(
            Mention.conversation_id == post.conversation_id,
            col(Mention.by_brand).is_(False),
            Mention.published_at <= post.published_at,
        )
        .order_by(col(Mention.published_at).desc(), col(Mention.id).desc())
    ).first()


def _own_reply(session: Session, post: Mention, under: Mention | None) -> Reply | None:
    """The reply of our outbox that this is: known by its id, or still on its way in this thread.

    Facebook hangs an answer to an answer under the first comment, which may be another person's:
    what a post hangs under does not say whom it answers, our own words do.
    """
    known = replies.by_external_id(session, post.external_id)
    if known is not None:
        return known
    on_its_way = session.exec(
        select(Reply)
        .join(Mention, col(Mention.id) == col(Reply.mention_id))
        .where(
            Mention.conversation_id == post.conversation_id,
            col(Reply.status).in_((ReplyStatus.SENDING, ReplyStatus.UNKNOWN)),
        )
    ).all()
    same = [reply for reply in on_its_way if same_words(reply.text, post.text)]
    here = [reply for reply in on_its_way if under is not None and reply.mention_id == under.id]
    return next(iter(same + here), None)

"""Asking customers once, after their matter was settled, how it was; a bare number answers."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

from sqlmodel import Session

from domain import gate
from domain.classification import Classification, Urgency
from domain.flood import Purpose
from domain.mention import MentionKind
from domain.reply import ReplyKind, ReplyStatus
from domain.survey import score_in
from domain.work import Work
from listenpost.services import respond, waiting
from listenpost.services.app import App
from listenpost.services.drafts import first_name
from responder.survey import question
from storage import surveys, threads
from storage.dispatch import wake
from storage.ids import key
from storage.models import Mention, Reply, Survey
from storage.opening import AnyCase

BATCH = 50
BAD = 2


def ask_due(app: App) -> int:
    """Put the question about each case that ended into the outbox, once; returns how many.

    The flood guard holds it back like everything that nobody asked for. Where the network does not
    let us ask, the case keeps the reason.
    """
    rules, now = app.survey, app.clock.now()
    if not rules.enabled:
        return 0
    with app.database.read() as session:
        ended = surveys.to_ask(
            session, since=now - rules.not_after, until=now - rules.after, limit=BATCH
        )
    return sum(_ask(app, case_id, now) for case_id in ended)


def _ask(app: App, case_id: int, now: dt.datetime) -> bool:
    with app.database.write() as session:
        case = waiting.locked(session, case_id)
        if case.reply_pending or session.get(Survey, case_id) is not None:
            return False
        mention, target = respond.target_of(session, case_id)
        kind = ReplyKind.PRIVATE if mention.kind is MentionKind.MESSAGE else ReplyKind.PUBLIC
        person, _ = threads.customer(session, case.customer_id)
        text = question(case.language, name=first_name(person.name))
        verdict = gate.check(target, kind, text, automatic=True, now=now)
        if not verdict.allowed:
            why = " ".join(verdict.problems)
            session.add(Survey(case_id=case_id, asked_at=now, skipped=why))
            return False
        reply = _reply(case_id, mention, kind, text, now)
        session.add(reply)
        session.flush()
        session.add(Survey(case_id=case_id, reply_id=key(reply.id), asked_at=now))
        wake(session, Work.DELIVER)
        return True


def _reply(case_id: int, mention: Mention, kind: ReplyKind, text: str, now: dt.datetime) -> Reply:
    return Reply(
        case_id=case_id,
        mention_id=key(mention.id),
        kind=kind,
        text=text,
        status=ReplyStatus.APPROVED,
        purpose=Purpose.SURVEY,
        idempotency_key=uuid.uuid4().hex,
        created_at=now,
        approved_at=now,
    )


def take(
    app: App, session: Session, case: AnyCase | None, post: Mention, found: Classification
) -> Classification:
    """What the post asks for: nothing, where it is the number that answers our question."""
    score = score_in(post.text) if app.survey.enabled and case is not None and case.id else None
    if score is None or case is None:
        return found
    now = app.clock.now()
    survey = surveys.open_for(session, key(case.id), since=now - app.survey.counts_for)
    if survey is None:
        return found
    survey.score, survey.answered_at = score, now
    if score <= BAD:
        case.attention = f"The customer gave {score} of 5 for how this was settled."
    session.add(survey)
    return replace(found, urgency=Urgency.NONE, abstained=False, scores={})

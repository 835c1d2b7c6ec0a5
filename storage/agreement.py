"""What people looked at and what they changed of it, summed up by the database."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CTE, Select, union
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from domain.agreement import Changed, LookedAt
from domain.case import CaseEventKind, CaseStatus
from domain.correction import Head
from domain.flood import Purpose
from storage.models import Case, CaseEvent, Classification, Correction, Mention, Reply

_CLOSING = (CaseEventKind.RESOLVED, CaseEventKind.DISMISSED)


def newest_model(session: Session, *, nothing: str) -> str | None:
    """The version that judged last; `nothing` is what stands where none could read the post."""
    return session.exec(
        select(Classification.model)
        .where(Classification.model != nothing)
        .order_by(col(Classification.id).desc())
        .limit(1)
    ).first()


def looked_at(session: Session, *, since: dt.datetime, model: str) -> list[LookedAt]:
    """By language, and whether the model had abstained."""
    judged = _judged(since, model)
    labels = (judged.c.language, judged.c.abstained)
    found = session.execute(select(*labels, func.count()).group_by(*labels))
    return [
        LookedAt(language=language, abstained=bool(abstained), posts=posts)
        for language, abstained, posts in found
    ]


def changed(session: Session, *, since: dt.datetime, model: str) -> list[Changed]:
    """What the model had said at first, and what stands there now, where the two differ.

    Where it had abstained nothing is told: it had said nothing.
    """
    judged = _judged(since, model)
    spans = (
        select(
            judged.c.language,
            func.min(Correction.id).label("first"),
            func.max(Correction.id).label("last"),
        )
        .join(judged, judged.c.mention_id == col(Correction.mention_id))
        .where(col(Correction.at) >= judged.c.created_at, judged.c.abstained.is_(False))
        .group_by(col(Correction.mention_id), col(Correction.head), judged.c.language)
        .subquery()
    )
    first, last = aliased(Correction), aliased(Correction)
    labels = (first.head, spans.c.language, first.before, last.after)
    found = session.execute(
        select(*labels, func.count())  # type: ignore[call-overload]
        .select_from(spans)
        .join(first, col(first.id) == spans.c.first)
        .join(last, col(last.id) == spans.c.last)
        .where(col(first.before) != col(last.after))
        .group_by(*labels)
    )
    return [
        Changed(head=Head(head), language=language, before=before, after=after, posts=posts)
        for head, language, before, after, posts in found
    ]


def _judged(since: dt.datetime, model: str) -> CTE:
    """The newest judgement of each post that was looked at, where this version made it."""
    seen = _seen(since)
    newest = (
        select(func.max(Classification.id))
        .where(col(Classification.mention_id) == seen.c.mention_id)
        .correlate(seen)
        .scalar_subquery()
    )
    return (
        select(
            Classification.mention_id,
            Classification.created_at,
            Classification.abstained,
            func.coalesce(Mention.language, "").label("language"),
        )
        .select_from(seen)
        .join(Classification, col(Classification.id) == newest)
        .join(Mention, col(Mention.id) == seen.c.mention_id)
        .where(Classification.model == model)
        .cte("judged")
    )


def _seen(since: dt.datetime) -> CTE:
    """Posts that a person answered, closed a case by, or corrected since then.

    Whoever closes a case has its newest post in front of her, with its labels.
    """
    lively = select(Case.id).where(
        col(Case.status).in_(list(CaseStatus)), col(Case.last_activity_at) >= since
    )
    answered: Select[Any] = select(col(Reply.mention_id).label("mention_id")).where(
        col(Reply.case_id).in_(lively),
        col(Reply.approved_by).is_not(None),
        col(Reply.approved_at) >= since,
        Reply.purpose == Purpose.ANSWER,
    )
    before = (
        select(Mention.id)
        .where(
            Mention.case_id == CaseEvent.case_id,
            col(Mention.by_brand).is_(False),
            col(Mention.triaged_at) <= col(CaseEvent.at),
        )
        .order_by(col(Mention.published_at).desc(), col(Mention.id).desc())
        .limit(1)
        .correlate(CaseEvent)
        .scalar_subquery()
    )
    closed = select(before).where(
        col(CaseEvent.case_id).in_(lively),
        col(CaseEvent.kind).in_(_CLOSING),
        col(CaseEvent.user_id).is_not(None),
        col(CaseEvent.at) >= since,
    )
    corrected = select(Correction.mention_id).where(col(Correction.at) >= since)
    return union(answered, closed, corrected).cte("seen")

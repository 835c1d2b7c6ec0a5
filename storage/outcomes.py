"""What a report on outcomes reads: answered cases, who came back, how customers felt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from domain.case import REOPEN_WITHIN, CaseEventKind, CaseStatus
from domain.classification import Sentiment
from domain.hop import HopAsker
from storage.ids import key
from storage.models import Case, CaseEvent, Classification, Hop, Mention
from storage.period import Period, cases_of


def answered(session: Session, period: Period) -> Sequence[Case]:
    """Cases whose first answer came in a period, oldest first."""
    return session.exec(
        select(Case)
        .where(
            *_answered_in(period),
            col(Case.status) != CaseStatus.MERGED,
        )
        .order_by(col(Case.id))
    ).all()


def came_back(session: Session, *, since: dt.datetime) -> set[int]:
    """Cases that a customer opened again within a week of their end."""
    rows = session.exec(
        select(CaseEvent.case_id, CaseEvent.kind, CaseEvent.at, CaseEvent.user_id)
        .where(
            col(CaseEvent.kind).in_((CaseEventKind.RESOLVED, CaseEventKind.REOPENED)),
            col(CaseEvent.at) >= since,
        )
        .order_by(col(CaseEvent.at), col(CaseEvent.id))
    ).all()
    ended: dict[int, dt.datetime] = {}
    found = set()
    for case_id, kind, at, user_id in rows:
        if kind is CaseEventKind.RESOLVED:
            ended[case_id] = at
        elif user_id is None and case_id in ended and at - ended[case_id] <= REOPEN_WITHIN:
            found.add(case_id)
    return found


def moved(session: Session, *, since: dt.datetime) -> set[int]:
    """Cases whose customer we sent to another channel."""
    return set(
        session.exec(
            select(Hop.case_id).where(col(Hop.at) >= since, col(Hop.asked_by) != HopAsker.CUSTOMER)
        ).all()
    )


def feelings(session: Session, period: Period) -> dict[int, tuple[Sentiment, Sentiment]]:
    """By case: the sentiment of the customer's first and last post, where there are two."""
    rows = session.exec(
        select(Mention.case_id, Classification.sentiment)
        .join(Classification, col(Classification.mention_id) == col(Mention.id))
        .where(
            col(Mention.case_id).in_(select(Case.id).where(*_answered_in(period))),
            col(Mention.by_brand).is_(False),
        )
        .order_by(col(Mention.published_at), col(Mention.id), col(Classification.id))
    ).all()
    found: dict[int, list[Sentiment]] = {}
    for case_id, sentiment in rows:
        found.setdefault(key(case_id), []).append(Sentiment(sentiment))
    return {case: (all_[0], all_[-1]) for case, all_ in found.items() if len(all_) > 1}


def _answered_in(period: Period) -> list[ColumnElement[bool]]:
    return [
        col(Case.first_replied_at) >= period.since,
        col(Case.first_replied_at) < period.until,
        *cases_of(period),
    ]

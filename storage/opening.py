"""Cases that a batch of posts opens: decided in memory, and stored once, as they stand then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from operator import attrgetter

from sqlmodel import Session

from domain.case import CaseStatus
from domain.classification import Sentiment, Topic, Urgency
from storage import bulk
from storage.models import Case
from storage.upsert import table_of


@dataclass(slots=True, kw_only=True, eq=False)
class NewCase:
    """What will be a row of `Case`, column for column; it has no `id` before `number`.

    A record is made, changed, tracked and flushed at ten times the price.
    """

    customer_id: int
    platform: str
    title: str
    status: CaseStatus
    urgency: Urgency
    topic: Topic
    sentiment: Sentiment
    private: bool
    language: str | None
    opened_at: dt.datetime
    last_activity_at: dt.datetime
    id: int | None = None
    followers: int | None = None
    waiting_since: dt.datetime | None = None
    due_at: dt.datetime | None = None
    at_risk_at: dt.datetime | None = None
    snoozed_until: dt.datetime | None = None
    unanswered_posts: int = 0
    rank: float = 0.0
    overdue: bool = False
    certainty: float = 1.0
    ignored_before: int = 0
    tier: str | None = None
    reply_pending: bool = False
    attention: str | None = None
    team_id: int | None = None
    version: int = 0


AnyCase = Case | NewCase
_COLUMNS = tuple(field.name for field in fields(NewCase))
_values = attrgetter(*_COLUMNS)


def number(session: Session, new: Sequence[NewCase]) -> None:
    """Give each its key, so that all the rest can be decided before it is stored."""
    if not new:
        return
    numbers = bulk.numbers(session, table_of(Case), len(new))
    for case, one in zip(new, numbers, strict=True):
        case.id = one


def store(session: Session, new: Sequence[NewCase]) -> None:
    """Store them; what refers to them is stored afterwards."""
    rows = [dict(zip(_COLUMNS, _values(case), strict=True)) for case in new]
    bulk.insert_all(session, Case, rows)

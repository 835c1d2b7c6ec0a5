"""The inbox as a query: which cases, in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from domain.case import OPEN_STATUSES, CaseStatus
from domain.classification import Urgency
from domain.promise import PromiseStatus
from domain.reply import ReplyStatus
from domain.sla import to_the_second
from domain.text import clean
from storage import search
from storage.models import Asked, Case, Customer, PromiseRow, Reply, TeamMember


class InboxView(StrEnum):
    """Ready-made slices of all cases."""

    TO_ANSWER = "to_answer"
    MINE = "mine"  # held by me, or I was asked to look
    TEAM = "team"  # my teams'
    UNASSIGNED = "unassigned"
    AT_RISK = "at_risk"  # most of the time is gone, the deadline is not
    OVERDUE = "overdue"
    CHECK = "check"  # a person must decide about a reply
    WAITING = "waiting"
    SNOOZED = "snoozed"
    CLOSED = "closed"
    PROMISES = "promises"  # we said that we would do something
    ALL = "all"


class InboxOrder(StrEnum):
    PRIORITY = "priority"
    ARRIVAL = "arrival"
    RECENT = "recent"


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxFilter:
    """What the agent wants to see; empty tuples and strings filter nothing.

    `soon` says for each urgency how long before its deadline a case is at risk.
    """

    view: InboxView = InboxView.TO_ANSWER
    platforms: tuple[str, ...] = ()
    urgencies: tuple[Urgency, ...] = ()
    languages: tuple[str, ...] = ()
    search: str = ""
    order: InboxOrder = InboxOrder.PRIORITY
    soon: Mapping[Urgency, dt.timedelta] = field(default_factory=dict, compare=False)


def page(
    session: Session,
    wanted: InboxFilter,
    *,
    user_id: int,
    now: dt.datetime,
    wall: dt.datetime,
    limit: int,
    offset: int = 0,
) -> Sequence[tuple[Case, str]]:
    """(case, customer's name), in the order asked for."""
    statement = (
        select(Case, Customer.name)
        .join(Customer, col(Customer.id) == col(Case.customer_id))
        .where(*conditions(session, wanted, user_id=user_id, now=now, wall=wall))
        .order_by(*ordering(wanted.order))
        .limit(limit)
        .offset(offset)
    )
    return session.exec(statement).all()


def count(
    session: Session, wanted: InboxFilter, *, user_id: int, now: dt.datetime, wall: dt.datetime
) -> int:
    """How many cases the filter finds."""
    statement: SelectOfScalar[int] = select(func.count()).select_from(Case)
    return session.exec(
        statement.where(*conditions(session, wanted, user_id=user_id, now=now, wall=wall))
    ).one()


def free_for(user_id: int, wall: dt.datetime) -> ColumnElement[bool]:
    """Nobody else holds the case at this moment."""
    return or_(
        col(Case.assignee_id).is_(None),
        col(Case.assignee_id) == user_id,
        col(Case.claimed_until) < wall,
    )


def _to_answer() -> ColumnElement[bool]:
    return and_(
        col(Case.status) == CaseStatus.OPEN,
        or_(col(Case.reply_pending).is_(False), col(Case.attention).is_not(None)),
    )


def conditions(
    session: Session,
    wanted: InboxFilter,
    *,
    user_id: int,
    now: dt.datetime,
    wall: dt.datetime,
) -> list[ColumnElement[bool]]:
    """What a case must fulfil to be found."""
    found = [_view(wanted, user_id, now, wall)]
    choices: tuple[tuple[Any, tuple[Any, ...]], ...] = (
        (Case.platform, wanted.platforms),
        (Case.urgency, wanted.urgencies),
        (Case.language, wanted.languages),
    )
    found += [col(column).in_(values) for column, values in choices if values]
    if wanted.search.strip():
        found.append(search.matching(session, clean(wanted.search)))
    return found


def _view(
    wanted: InboxFilter, user_id: int, now: dt.datetime, wall: dt.datetime
) -> ColumnElement[bool]:
    closed = (CaseStatus.RESOLVED, CaseStatus.NOT_ACTIONABLE)
    views: dict[InboxView, ColumnElement[bool]] = {
        InboxView.TO_ANSWER: _to_answer(),
        InboxView.MINE: or_(
            and_(_to_answer(), col(Case.assignee_id) == user_id, col(Case.claimed_until) > wall),
            col(Case.id).in_(select(Asked.case_id).where(Asked.user_id == user_id)),
        ),
        InboxView.TEAM: and_(
            _to_answer(),
            col(Case.team_id).in_(select(TeamMember.team_id).where(TeamMember.user_id == user_id)),
        ),
        InboxView.AT_RISK: and_(_to_answer(), col(Case.due_at) >= now, _at_risk(wanted.soon, now)),
        InboxView.UNASSIGNED: and_(
            _to_answer(), or_(col(Case.assignee_id).is_(None), col(Case.claimed_until) < wall)
        ),
        InboxView.OVERDUE: and_(_to_answer(), col(Case.due_at) < to_the_second(now)),
        InboxView.CHECK: col(Case.attention).is_not(None),
        InboxView.WAITING: col(Case.status) == CaseStatus.WAITING,
        InboxView.SNOOZED: col(Case.status) == CaseStatus.SNOOZED,
        InboxView.CLOSED: col(Case.status).in_(closed),
        InboxView.PROMISES: _promised(),
        InboxView.ALL: col(Case.status) != CaseStatus.MERGED,
    }
    return views[wanted.view]


def _promised() -> ColumnElement[bool]:
    """Something is promised; or a promise was broken, and the case is not closed yet."""
    public = (
        select(Reply.case_id)
        .join(PromiseRow, col(PromiseRow.reply_id) == col(Reply.id))
        .where(Reply.status == ReplyStatus.SENT)
    )
    still = public.where(PromiseRow.status == PromiseStatus.OPEN)
    broken = public.where(PromiseRow.status == PromiseStatus.BROKEN)
    return or_(
        col(Case.id).in_(still),
        and_(col(Case.id).in_(broken), col(Case.status).in_(OPEN_STATUSES)),
    )


def _at_risk(soon: Mapping[Urgency, dt.timedelta], now: dt.datetime) -> ColumnElement[bool]:
    """As the case's clock says; a case that was just put together anew has none, and goes by
    the share of its target that is `soon`."""
    untold = col(Case.at_risk_at).is_(None)
    due_soon = [
        and_(untold, col(Case.urgency) == urgency, col(Case.due_at) <= now + left)
        for urgency, left in soon.items()
    ]
    told = col(Case.at_risk_at) < to_the_second(now) + dt.timedelta(seconds=1)
    return or_(told, *due_soon)


def ordering(order: InboxOrder) -> tuple[Any, ...]:
    """The columns to sort by."""
    orders: dict[InboxOrder, tuple[Any, ...]] = {
        InboxOrder.PRIORITY: (col(Case.rank).desc(), col(Case.id)),
        InboxOrder.ARRIVAL: (col(Case.waiting_since).nulls_last(), col(Case.id)),
        InboxOrder.RECENT: (col(Case.last_activity_at).desc(), col(Case.id).desc()),
    }
    return orders[order]

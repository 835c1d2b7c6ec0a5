"""The inbox as a query: which cases, in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, true, union, union_all
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from domain.case import OPEN_STATUSES, CaseStatus
from domain.classification import Urgency
from domain.promise import PromiseStatus
from domain.reply import ReplyStatus
from domain.sla import to_the_second
from domain.text import clean
from storage import search
from storage.leases import unheld
from storage.models import Asked, Case, Customer, PromiseRow, Reply, TeamMember
from storage.search import Found


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

    `soon` says for each urgency how long before its deadline a case is at risk; `teams` are those
    of who asks (`of_user`). `found` is what the words find, where `looked_up` has asked already.
    """

    view: InboxView = InboxView.TO_ANSWER
    platforms: tuple[str, ...] = ()
    urgencies: tuple[Urgency, ...] = ()
    languages: tuple[str, ...] = ()
    brand_topics: tuple[int, ...] = ()
    search: str = ""
    order: InboxOrder = InboxOrder.PRIORITY
    soon: Mapping[Urgency, dt.timedelta] = field(default_factory=dict, compare=False)
    teams: tuple[int, ...] = field(default=(), compare=False)
    found: Found | None = field(default=None, compare=False)


def of_user(session: Session, wanted: InboxFilter, user_id: int) -> InboxFilter:
    """The filter with the user's teams: who is in none has no view of theirs to be read."""
    found = session.exec(select(TeamMember.team_id).where(TeamMember.user_id == user_id)).all()
    return replace(wanted, teams=tuple(found))


def looked_up(session: Session, wanted: InboxFilter) -> InboxFilter:
    """The filter with what its words find, for several questions in one snapshot."""
    return replace(wanted, found=searched(session, wanted))


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
    if wanted.view is InboxView.TEAM:
        wanted = of_user(session, wanted, user_id)
    sought = searched(session, wanted)
    found = [of_view(wanted, user_id, now, wall), *choices(wanted)]
    if sought is not None:
        numbers = _first_of(wanted, [sought.condition, *found], limit, offset)
    else:
        few = named(wanted.view, user_id, wall)
        numbers = _first(wanted, found, few, limit + offset, offset)
    statement = (
        select(Case, Customer.name)
        .join(Customer, col(Customer.id) == col(Case.customer_id))
        .where(col(Case.id).in_(numbers))
        .order_by(*ordering(wanted.order))
    )
    return session.exec(statement).all()


def _first(
    wanted: InboxFilter, found: Sequence[ColumnElement[bool]], few: Any, end: int, offset: int
) -> Any:
    """The ids of one page, which is a stretch of the first `end`.

    Each status is read by its own index, and the first of each are brought together; where the view
    names its cases, those alone are read.
    """
    columns = (col(Case.id), col(Case.rank), col(Case.waiting_since), col(Case.last_activity_at))
    if few is not None:
        read = [among(few, *columns).where(col(Case.status).in_(STATUSES[wanted.view]), *found)]
    else:
        read = [
            select_columns(*columns).where(col(Case.status) == status, *found)
            for status in STATUSES[wanted.view]
        ]
    parts = [part.order_by(*ordering(wanted.order)).limit(end) for part in read]
    first = union_all(*(select_columns(part.subquery()) for part in parts)).subquery()
    return (
        select_columns(first.c.id)
        .order_by(*_ordering(wanted.order, first.c))
        .limit(end - offset)
        .offset(offset)
    )


def _first_of(
    wanted: InboxFilter, found: Sequence[ColumnElement[bool]], limit: int, offset: int
) -> Any:
    """The same where a search names the cases: all that fulfil the rest, and then the first.

    The subquery's limit cuts nothing off. Without it a database may read every case in the order
    asked for, to see which of them are named; and every case of a status, were that not said as it
    is here.
    """
    other = [status for status in CaseStatus if status not in STATUSES[wanted.view]]
    columns = (col(Case.id), col(Case.rank), col(Case.waiting_since), col(Case.last_activity_at))
    those = (
        select_columns(*columns)
        .where(*found, col(Case.status).not_in(other))
        .limit(2 * search.MOST_FOUND)
        .subquery()
    )
    return (
        select_columns(those.c.id)
        .order_by(*_ordering(wanted.order, those.c))
        .limit(limit)
        .offset(offset)
    )


def among(few: Any, *columns: Any) -> Any:
    """These columns of the cases that a view names, which are looked up one by one."""
    ids = few.subquery()
    return select_columns(*columns).join_from(ids, Case, col(Case.id) == ids.c.id)


def languages(session: Session) -> list[str]:
    """The languages of all cases, each found by one step in the index."""
    language = col(Case.language)
    steps = select_columns(func.min(language).label("language")).cte(recursive=True)
    following = select_columns(func.min(language)).where(language > steps.c.language)
    steps = steps.union_all(
        select_columns(following.scalar_subquery()).where(steps.c.language.is_not(None))
    )
    found = session.execute(select_columns(steps.c.language)).scalars().all()
    return [one for one in found if one]


def free_for(user_id: int, wall: dt.datetime) -> ColumnElement[bool]:
    """Nobody else holds the case at this moment."""
    return or_(col(Case.assignee_id) == user_id, unheld(wall))


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
    """What a case must fulfil to be found, beside its status."""
    if wanted.view is InboxView.TEAM:
        wanted = of_user(session, wanted, user_id)
    found = searched(session, wanted)
    return [
        of_view(wanted, user_id, now, wall),
        *choices(wanted),
        *([] if found is None else [found.condition]),
    ]


def choices(wanted: InboxFilter) -> list[ColumnElement[bool]]:
    """What was chosen from lists."""
    chosen: tuple[tuple[Any, tuple[Any, ...]], ...] = (
        (Case.platform, wanted.platforms),
        (Case.urgency, wanted.urgencies),
        (Case.language, wanted.languages),
        (Case.brand_topic_id, wanted.brand_topics),
    )
    return [col(column).in_(values) for column, values in chosen if values]


def searched(session: Session, wanted: InboxFilter) -> Found | None:
    """The cases that hold the typed words; None where nothing was typed."""
    if wanted.found is not None or not wanted.search.strip():
        return wanted.found
    return search.find(session, clean(wanted.search))


def of_view(
    wanted: InboxFilter, user_id: int, now: dt.datetime, wall: dt.datetime
) -> ColumnElement[bool]:
    """What makes a case one of the view, beside its status."""
    few = named(wanted.view, user_id, wall)
    if few is not None:
        return col(Case.id).in_(few)
    match wanted.view:
        case InboxView.TO_ANSWER:
            return _to_answer()
        case InboxView.TEAM:
            here = col(Case.team_id).in_(wanted.teams) if wanted.teams else false()
            return and_(_to_answer(), here)
        case InboxView.AT_RISK:
            return and_(_to_answer(), col(Case.due_at) >= now, _at_risk(wanted.soon, now))
        case InboxView.UNASSIGNED:
            return and_(_to_answer(), unheld(wall))
        case InboxView.OVERDUE:
            return and_(_to_answer(), col(Case.due_at) < to_the_second(now))
    return true()


def named(view: InboxView, user_id: int, wall: dt.datetime) -> Any:
    """The ids (column `id`) of a view that is a short list; None for the others."""
    match view:
        case InboxView.MINE:
            return _mine(user_id, wall)
        case InboxView.CHECK:
            noted = select_columns(col(Case.id)).where(col(Case.attention).is_not(None))
            return noted.distinct()  # else SQLite makes one query of it and reads every case
        case InboxView.PROMISES:
            return _promised()
    return None


def _mine(user_id: int, wall: dt.datetime) -> Any:
    """The few cases that I hold, or was asked to look at."""
    held = and_(_to_answer(), col(Case.assignee_id) == user_id, col(Case.claimed_until) > wall)
    asked = select_columns(col(Asked.case_id)).where(col(Asked.user_id) == user_id)
    return union(select_columns(col(Case.id)).where(held), asked)


def _promised() -> Any:
    """Something is promised; or a promise was broken, and the case is not closed yet."""
    public = (
        select_columns(col(Case.id))
        .join(Reply, col(Reply.case_id) == col(Case.id))
        .join(PromiseRow, col(PromiseRow.reply_id) == col(Reply.id))
        .where(col(Reply.status) == ReplyStatus.SENT)
    )
    still = public.where(col(PromiseRow.status) == PromiseStatus.OPEN)
    broken = public.where(
        col(PromiseRow.status) == PromiseStatus.BROKEN, col(Case.status).in_(OPEN_STATUSES)
    )
    return union(still, broken)


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


_VISIBLE = tuple(status for status in CaseStatus if status is not CaseStatus.MERGED)
STATUSES: dict[InboxView, tuple[CaseStatus, ...]] = dict.fromkeys(InboxView, (CaseStatus.OPEN,)) | {
    InboxView.MINE: _VISIBLE,
    InboxView.CHECK: _VISIBLE,
    InboxView.PROMISES: _VISIBLE,
    InboxView.WAITING: (CaseStatus.WAITING,),
    InboxView.SNOOZED: (CaseStatus.SNOOZED,),
    InboxView.CLOSED: (CaseStatus.RESOLVED, CaseStatus.NOT_ACTIONABLE),
    InboxView.ALL: _VISIBLE,
}
"""What a view can hold: each status has its own stretch of each index."""


def ordering(order: InboxOrder) -> tuple[Any, ...]:
    """The columns to sort by."""
    return _ordering(order, Case)


def _ordering(order: InboxOrder, row: Any) -> tuple[Any, ...]:
    orders: dict[InboxOrder, tuple[Any, ...]] = {
        InboxOrder.PRIORITY: (row.rank.desc(), row.id),
        InboxOrder.ARRIVAL: (row.waiting_since.nulls_last(), row.id),
        InboxOrder.RECENT: (row.last_activity_at.desc(), row.id.desc()),
    }
    return orders[order]

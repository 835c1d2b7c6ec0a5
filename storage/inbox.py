"""The inbox as a query: which cases, in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, union_all
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from domain.case import CaseStatus
from domain.classification import Urgency
from domain.text import clean
from storage import inbox_views, search
from storage.inbox_views import STATUSES, Shape, named, of_view
from storage.inbox_views import InboxView as InboxView
from storage.models import Case, Customer, TeamMember
from storage.search import Found


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


LISTS = {
    "platforms": "platform",
    "urgencies": "urgency",
    "languages": "language",
    "brand_topics": "brand_topic_id",
}
"""What can be chosen from lists, and the column of it."""
_KEPT = 512
"""Statements; there are some dozens of shapes that people ask for."""


def of_user(session: Session, wanted: InboxFilter, user_id: int) -> InboxFilter:
    """The filter with the user's teams: who is in none has no view of theirs to be read."""
    found = session.exec(select(TeamMember.team_id).where(TeamMember.user_id == user_id)).all()
    return replace(wanted, teams=tuple(found))


def looked_up(session: Session, wanted: InboxFilter) -> InboxFilter:
    """The filter with what its words find, for several questions in one snapshot."""
    if wanted.found is not None or not wanted.search.strip():
        return wanted
    return replace(wanted, found=search.find(session, clean(wanted.search)))


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
    wanted = _whole(session, wanted, user_id)
    given = values(wanted, user_id=user_id, now=now, wall=wall)
    given |= {"limit": limit, "offset": offset, "end": limit + offset}
    statement = _page(wanted.view, wanted.order, shape(session, wanted))
    found: Sequence[tuple[Case, str]] = session.exec(statement, params=given).all()
    return found


def first_free(
    session: Session, wanted: InboxFilter, *, user_id: int, now: dt.datetime, wall: dt.datetime
) -> int | None:
    """The first case that nobody else holds, locked; what others are just taking is left out."""
    wanted = _whole(session, wanted, user_id)
    asked = shape(session, wanted)
    statement = (
        select(Case.id)
        .where(col(Case.status).in_(STATUSES[wanted.view]))
        .where(*_conditions(wanted.view, asked), inbox_views.free())
        .order_by(*_ordering(wanted.order, Case))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    given = values(wanted, user_id=user_id, now=now, wall=wall)
    return session.exec(statement, params=given).first()


def languages(session: Session) -> list[str]:
    """The languages of all cases, each found by one step in the index."""
    return [one for one in session.execute(_languages()).scalars().all() if one]


def shape(session: Session, wanted: InboxFilter) -> Shape:
    """What of the question goes into the statement; `values` are the rest."""
    return Shape(
        chosen=tuple(name for name in LISTS if getattr(wanted, name)),
        in_teams=bool(wanted.teams),
        soon=tuple(wanted.soon),
        searched=wanted.found is not None,
        dialect=session.get_bind().dialect.name,
    )


def values(
    wanted: InboxFilter, *, user_id: int, now: dt.datetime, wall: dt.datetime
) -> dict[str, Any]:
    """What the conditions of a view, of lists and of words leave open."""
    given = inbox_views.values(
        user_id=user_id, now=now, wall=wall, teams=wanted.teams, soon=wanted.soon
    )
    given |= {name: getattr(wanted, name) for name in LISTS}
    return given | (wanted.found.values() if wanted.found else {})


def choices(asked: Shape, row: Any = Case) -> list[ColumnElement[bool]]:
    """What was chosen from lists; `row` is a case, or a subquery's columns of it."""
    columns = {name: col(getattr(row, LISTS[name])) for name in asked.chosen}
    return [column.in_(bindparam(name, expanding=True)) for name, column in columns.items()]


def among(few: Any, *columns: Any) -> Any:
    """These columns of the cases that a view names, which are looked up one by one."""
    ids = few.subquery()
    return select_columns(*columns).join_from(ids, Case, col(Case.id) == ids.c.id)


def _whole(session: Session, wanted: InboxFilter, user_id: int) -> InboxFilter:
    if wanted.view is InboxView.TEAM:
        wanted = of_user(session, wanted, user_id)
    return looked_up(session, wanted)


def _conditions(view: InboxView, asked: Shape) -> list[ColumnElement[bool]]:
    """What a case must fulfil to be found, beside its status."""
    words = [search.is_found(asked.dialect)] if asked.searched else []
    return [*words, of_view(view, asked), *choices(asked)]


@lru_cache(maxsize=_KEPT)
def _page(view: InboxView, order: InboxOrder, asked: Shape) -> Any:
    first = _first_of if asked.searched else _first
    return (
        select(Case, Customer.name)
        .join(Customer, col(Customer.id) == col(Case.customer_id))
        .where(col(Case.id).in_(first(view, order, _conditions(view, asked))))
        .order_by(*_ordering(order, Case))
    )


_COLUMNS = ("id", "rank", "waiting_since", "last_activity_at")
"""By which a page is put in order."""


def _columns() -> list[Any]:
    return [col(getattr(Case, name)) for name in _COLUMNS]


def _first(view: InboxView, order: InboxOrder, found: Sequence[ColumnElement[bool]]) -> Any:
    """The ids of one page, which is a stretch of the first `end`.

    Each status is read by its own index, and the first of each are brought together; where the view
    names its cases, those alone are read.
    """
    few = named(view)
    if few is not None:
        read = [among(few, *_columns()).where(col(Case.status).in_(STATUSES[view]), *found)]
    else:
        read = [
            select_columns(*_columns()).where(col(Case.status) == status, *found)
            for status in STATUSES[view]
        ]
    parts = [part.order_by(*_ordering(order, Case)).limit(bindparam("end")) for part in read]
    return _stretch(union_all(*(select_columns(part.subquery()) for part in parts)), order)


def _first_of(view: InboxView, order: InboxOrder, found: Sequence[ColumnElement[bool]]) -> Any:
    """The same where a search names the cases: all that fulfil the rest, and then the first.

    The subquery's limit cuts nothing off. Without it a database may read every case in the order
    asked for, to see which of them are named; and every case of a status, were that not said as it
    is here.
    """
    other = [status for status in CaseStatus if status not in STATUSES[view]]
    those = select_columns(*_columns()).where(*found, col(Case.status).not_in(other))
    return _stretch(those.limit(2 * search.MOST_FOUND), order)


def _stretch(those: Any, order: InboxOrder) -> Any:
    found = those.subquery()
    ordered = select_columns(found.c.id).order_by(*_ordering(order, found.c))
    return ordered.limit(bindparam("limit")).offset(bindparam("offset"))


@lru_cache(maxsize=1)
def _languages() -> Any:
    language = col(Case.language)
    steps = select_columns(func.min(language).label("language")).cte(recursive=True)
    following = select_columns(func.min(language)).where(language > steps.c.language)
    steps = steps.union_all(
        select_columns(following.scalar_subquery()).where(steps.c.language.is_not(None))
    )
    return select_columns(steps.c.language)


def _ordering(order: InboxOrder, row: Any) -> tuple[Any, ...]:
    orders: dict[InboxOrder, tuple[Any, ...]] = {
        InboxOrder.PRIORITY: (row.rank.desc(), row.id),
        InboxOrder.ARRIVAL: (row.waiting_since.nulls_last(), row.id),
        InboxOrder.RECENT: (row.last_activity_at.desc(), row.id.desc()),
    }
    return orders[order]

"""How many cases each view holds, without reading them all.

A count ends at MOST. Of closed cases, which grow for ever, only LOOKED_AT are held against a
filter, of open ones that fulfil it the MOST_OPEN most urgent are counted, and of cases that hold
common words only those that the search finds: the number is a lower bound then, and says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, select
from sqlmodel import Session, col

from domain.case import CaseStatus
from storage import inbox
from storage.inbox import InboxFilter, InboxView
from storage.models import Case

MOST = 1_000
LOOKED_AT = 1_000
MOST_OPEN = 5_000
CLOSED = (CaseStatus.RESOLVED, CaseStatus.NOT_ACTIONABLE)


class Count(int):
    """A number of cases; `more` says that there may be more than this."""

    more: bool

    def __new__(cls, number: int, *, more: bool = False) -> Count:
        """At MOST the number is one less, and more."""
        found = super().__new__(cls, min(number, MOST - 1))
        found.more = more or number >= MOST
        return found


def counts(
    session: Session, wanted: InboxFilter, *, user_id: int, now: dt.datetime, wall: dt.datetime
) -> dict[InboxView, Count]:
    """How many cases each view holds under the filter's other conditions."""
    wanted = inbox.of_user(session, wanted, user_id)
    choices, found = inbox.choices(wanted), inbox.searched(session, wanted)
    views = {
        view: inbox.of_view(replace(wanted, view=view), user_id, now, wall) for view in InboxView
    }
    if found is not None:
        conditions = [found.condition, *choices]
        return _in_one_reading(session, views, conditions, more=found.more)
    at_once = [view for view in InboxView if inbox.STATUSES[view] == (CaseStatus.OPEN,)]
    counted: dict[InboxView, Count] = {}
    if choices:  # each open case that fulfils them is read once for all views
        counted = _open(session, {view: views[view] for view in at_once}, choices)
    parts = {
        view: _parts(view, views[view], inbox.named(view, user_id, wall), choices)
        for view in InboxView
        if view not in counted
    }
    columns = [column for each in parts.values() for part in each for column in part]
    numbers = iter(session.execute(select(*columns)).one())
    counted |= {view: _sum(numbers, len(each)) for view, each in parts.items()}
    return {view: counted[view] for view in InboxView}


def _sum(numbers: Any, statuses: int) -> Count:
    pairs = [(next(numbers), next(numbers)) for _ in range(statuses)]
    return Count(sum(number for number, _ in pairs), more=any(full for _, full in pairs))


_Number = tuple[Any, Any]
"""How many of a stretch of cases are found, and whether there may be more than were looked at."""


def _parts(
    view: InboxView,
    condition: ColumnElement[bool],
    few: Any,
    choices: Sequence[ColumnElement[bool]],
) -> list[_Number]:
    """One for each status that the view can hold; one in all where it names its cases."""
    statuses = inbox.STATUSES[view]
    if few is not None:
        return [_all(inbox.among(few, _ONE).where(col(Case.status).in_(statuses)), choices)]
    found = []
    for status in statuses:
        stretch = select(_ONE).where(col(Case.status) == status, condition)
        long = choices and status in CLOSED
        found.append(_bounded(stretch, choices) if long else _all(stretch, choices))
    return found


def _all(stretch: Any, conditions: Sequence[ColumnElement[bool]]) -> _Number:
    return _number(stretch.where(*conditions).limit(MOST)), false()


def _bounded(stretch: Any, conditions: Sequence[ColumnElement[bool]]) -> _Number:
    looked = stretch.limit(LOOKED_AT)
    found = _number(select(_ONE).where(_ONE.in_(looked), *conditions))
    return found, _number(looked) >= LOOKED_AT


_ONE = col(Case.id)


def _number(found: Any) -> Any:
    return select(func.count()).select_from(found.subquery()).scalar_subquery()


def _open(
    session: Session, views: dict[InboxView, Any], choices: Sequence[ColumnElement[bool]]
) -> dict[InboxView, Count]:
    """The views of open cases alone, in one reading of the most urgent that fulfil a filter."""
    signs = [case((view, 1), else_=0).label(name.value) for name, view in views.items()]
    looked = (
        select(*signs)
        .where(col(Case.status) == CaseStatus.OPEN, *choices)
        .order_by(col(Case.rank).desc())
        .limit(MOST_OPEN)
        .subquery()
    )
    sums = [func.coalesce(func.sum(sign), 0) for sign in looked.c]
    *numbers, read = session.execute(select(*sums, func.count()).select_from(looked)).one()
    more = read >= MOST_OPEN
    return {name: Count(number, more=more) for name, number in zip(views, numbers, strict=True)}


def _in_one_reading(
    session: Session,
    views: dict[InboxView, Any],
    conditions: Sequence[ColumnElement[bool]],
    *,
    more: bool = False,
) -> dict[InboxView, Count]:
    """All these views in one reading of the cases that fulfil the conditions, which are few."""
    columns = [
        func.count(case((and_(col(Case.status).in_(inbox.STATUSES[view]), condition), 1)))
        for view, condition in views.items()
    ]
    numbers = session.execute(select(*columns).where(*conditions)).one()
    return {view: Count(number, more=more) for view, number in zip(views, numbers, strict=True)}

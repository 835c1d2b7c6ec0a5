"""How many cases each view holds, without reading them all.

A count ends at MOST. Of closed cases, which grow for ever, only LOOKED_AT are held against a
filter, and of all only LOOKED_AT_WORDS where a common word is searched: the number is a lower
bound then, and says so.
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
LOOKED_AT_WORDS = 100
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
    choices, found = inbox.choices(wanted), inbox.searched(session, wanted)
    views = {
        view: inbox.of_view(replace(wanted, view=view), user_id, now, wall) for view in InboxView
    }
    if found is not None and found.few:
        return _of_few(session, views, [*choices, found.condition])
    parts = {
        status: _Part(choices, None if found is None else found.condition, status)
        for status in CaseStatus
    }
    columns = [
        column
        for view, condition in views.items()
        for status in inbox.STATUSES[view]
        for column in (parts[status].count(condition), parts[status].looked(condition))
    ]
    numbers = iter(session.execute(select(*columns)).one())
    return {view: _sum(numbers, len(inbox.STATUSES[view])) for view in views}


def _sum(numbers: Any, statuses: int) -> Count:
    pairs = [(next(numbers), next(numbers)) for _ in range(statuses)]
    return Count(sum(number for number, _ in pairs), more=any(full for _, full in pairs))


class _Part:
    """The cases of one status under a filter."""

    def __init__(
        self,
        choices: Sequence[ColumnElement[bool]],
        search: ColumnElement[bool] | None,
        status: CaseStatus,
    ) -> None:
        self.conditions = [*choices, *([] if search is None else [search])]
        self.status = col(Case.status) == status
        self.most = LOOKED_AT if search is None else LOOKED_AT_WORDS
        self.bounded = search is not None or (bool(choices) and status in CLOSED)

    def count(self, view: ColumnElement[bool]) -> Any:
        """How many of the view's are found."""
        if not self.bounded:
            return _number(select(_ONE).where(self.status, view, *self.conditions).limit(MOST))
        looked = select(col(Case.id)).where(self.status, view).limit(self.most)
        return _number(select(_ONE).where(col(Case.id).in_(looked), *self.conditions))

    def looked(self, view: ColumnElement[bool]) -> Any:
        """Whether there may be more than were looked at."""
        if not self.bounded:
            return false()
        return self.most <= _number(select(_ONE).where(self.status, view).limit(self.most))


_ONE = col(Case.id)


def _number(found: Any) -> Any:
    return select(func.count()).select_from(found.subquery()).scalar_subquery()


def _of_few(
    session: Session, views: dict[InboxView, Any], conditions: Sequence[ColumnElement[bool]]
) -> dict[InboxView, Count]:
    """All views in one reading of the cases that a search has found."""
    columns = [
        func.count(case((and_(col(Case.status).in_(inbox.STATUSES[view]), condition), 1)))
        for view, condition in views.items()
    ]
    numbers = session.execute(select(*columns).where(*conditions)).one()
    return {view: Count(number) for view, number in zip(views, numbers, strict=True)}

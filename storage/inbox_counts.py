"""How many cases each view holds, without reading them all.

A count ends at MOST. Of closed cases, which grow for ever, only LOOKED_AT are held against a
filter, of open ones that fulfil it the MOST_OPEN most urgent are counted, and of cases that hold
common words only those that the search finds: the number is a lower bound then, and says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, select
from sqlmodel import Session, col

from domain.case import CaseStatus
from storage import inbox, search
from storage.inbox import InboxFilter, InboxView
from storage.inbox_views import STATUSES, VISIBLE, Shape, named, of_view
from storage.models import Case

MOST = 1_000
LOOKED_AT = 1_000
MOST_OPEN = 2_000
"""The most urgent ones: as a rule what is overdue or at risk is among them."""
CLOSED = (CaseStatus.RESOLVED, CaseStatus.NOT_ACTIONABLE)
WHOLE = (InboxView.WAITING, InboxView.SNOOZED, InboxView.CLOSED, InboxView.ALL)
"""Views that hold all cases of their statuses."""
_OF_OPEN = tuple(view for view in InboxView if STATUSES[view] == (CaseStatus.OPEN,))
_SHORT = (InboxView.MINE, InboxView.CHECK, InboxView.PROMISES)
_KEPT = 256
_ID = col(Case.id)


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
    wanted = inbox.looked_up(session, inbox.of_user(session, wanted, user_id))
    asked = inbox.shape(session, wanted)
    given = inbox.values(wanted, user_id=user_id, now=now, wall=wall)
    given |= {"most": MOST, "looked_at": LOOKED_AT, "most_open": MOST_OPEN}
    if wanted.found is not None:
        read = _read(session, _in_one_reading(asked), given)
        return {view: Count(read[view.value], more=wanted.found.more) for view in InboxView}
    read = _read(session, _apart(asked), given)
    if asked.chosen:
        read |= _read(session, _open(asked), given)
    return {view: _count(view, read, filtered=bool(asked.chosen)) for view in InboxView}


def _read(session: Session, statement: Any, given: Mapping[str, Any]) -> dict[str, int]:
    return session.execute(statement, given).one()._asdict()


def _count(view: InboxView, read: Mapping[str, int], *, filtered: bool) -> Count:
    if view in WHOLE:
        number = sum(read[status.value] for status in STATUSES[view])
        unread = any(read.get(_stretch(one), 0) >= LOOKED_AT for one in STATUSES[view])
        return Count(number, more=unread)
    cut = filtered and view in _OF_OPEN and read[CaseStatus.OPEN.value] >= MOST_OPEN
    return Count(read[view.value], more=cut)


def _stretch(status: CaseStatus) -> str:
    return f"{status.value}_looked_at"


@lru_cache(maxsize=_KEPT)
def _apart(asked: Shape) -> Any:
    """Each number by its own index; under a filter those of open cases are `_open`'s."""
    choices = inbox.choices(asked)
    found = [_short(view, choices) for view in _SHORT]
    statuses = [one for one in VISIBLE if one is not CaseStatus.OPEN or not choices]
    found += [part for status in statuses for part in _of_status(status, asked)]
    if not choices:
        found += [
            _number(select(_ID).where(of_view(view, asked)).limit(bindparam("most")), view.value)
            for view in _OF_OPEN
        ]
    return select(*found)


def _short(view: InboxView, choices: Sequence[ColumnElement[bool]]) -> Any:
    those = inbox.among(named(view), _ID).where(col(Case.status).in_(STATUSES[view]), *choices)
    return _number(those.limit(bindparam("most")), view.value)


def _of_status(status: CaseStatus, asked: Shape) -> Iterator[Any]:
    """One number; under a filter that of closed cases, with how many were looked at."""
    there = col(Case.status) == status
    if not asked.chosen or status not in CLOSED:
        those = select(_ID).where(there, *inbox.choices(asked))
        yield _number(those.limit(bindparam("most")), status.value)
        return
    columns = [col(getattr(Case, name)) for name in inbox.LISTS.values()]
    looked = select(*columns).where(there).limit(bindparam("looked_at"))
    every = looked.subquery()
    yield _number(select(every).where(*inbox.choices(asked, every.c)), status.value)
    yield _number(looked, _stretch(status))


def _number(those: Any, name: str) -> Any:
    return select(func.count()).select_from(those.subquery()).scalar_subquery().label(name)


@lru_cache(maxsize=_KEPT)
def _open(asked: Shape) -> Any:
    """The views of open cases alone, in one reading of the most urgent that fulfil a filter."""
    signs = [case((of_view(view, asked), 1), else_=0).label(view.value) for view in _OF_OPEN]
    looked = (
        select(*signs)
        .where(col(Case.status) == CaseStatus.OPEN, *inbox.choices(asked))
        .order_by(col(Case.rank).desc())
        .limit(bindparam("most_open"))
        .subquery()
    )
    sums = [func.coalesce(func.sum(sign), 0).label(sign.name) for sign in looked.c]
    number = func.count().label(CaseStatus.OPEN.value)
    return select(*sums, number).select_from(looked)


@lru_cache(maxsize=_KEPT)
def _in_one_reading(asked: Shape) -> Any:
    """All views in one reading of the cases that words name, which are few."""
    columns = [
        func.count(
            case((and_(col(Case.status).in_(STATUSES[view]), of_view(view, asked)), 1))
        ).label(view.value)
        for view in InboxView
    ]
    found = search.is_found(asked.dialect)
    return select(*columns).where(found, *inbox.choices(asked))

"""What makes a case one of a view, as conditions whose values are given when they are asked.

A statement of these is put together once for each `Shape` and kept: writing it anew took as long as
running it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, false, or_, true, union
from sqlalchemy import select as select_columns
from sqlmodel import col

from domain.case import OPEN_STATUSES, CaseStatus
from domain.classification import Urgency
from domain.promise import PromiseStatus
from domain.reply import ReplyStatus
from domain.sla import to_the_second
from storage.columns import UtcDateTime
from storage.leases import unheld
from storage.models import Asked, Case, PromiseRow, Reply

SECOND = dt.timedelta(seconds=1)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """All of a question that is not a value: what was chosen from lists, whether there are teams,
    which urgencies have a time at risk, whether words name the cases, and for which database."""

    chosen: tuple[str, ...] = ()
    in_teams: bool = False
    soon: tuple[Urgency, ...] = ()
    searched: bool = False
    dialect: str = "sqlite"


def values(
    *,
    user_id: int,
    now: dt.datetime,
    wall: dt.datetime,
    teams: tuple[int, ...] = (),
    soon: Mapping[Urgency, dt.timedelta],
) -> dict[str, Any]:
    """What `of_view` leaves open."""
    second = to_the_second(now)
    left = {_soon(urgency): now + before for urgency, before in soon.items()}
    open_ended = {"user": user_id, "now": now, "second": second, "after": second + SECOND}
    return open_ended | left | {"wall": wall, "teams": teams}


def _moment(name: str) -> Any:
    return bindparam(name, type_=UtcDateTime())


def _soon(urgency: Urgency) -> str:
    return f"soon_{urgency.value}"


def free() -> ColumnElement[bool]:
    """Nobody else holds the case at this moment."""
    return or_(col(Case.assignee_id) == bindparam("user"), unheld(_moment("wall")))


def _to_answer() -> ColumnElement[bool]:
    return and_(
        col(Case.status) == CaseStatus.OPEN,
        or_(col(Case.reply_pending).is_(False), col(Case.attention).is_not(None)),
    )


def of_view(view: InboxView, shape: Shape) -> ColumnElement[bool]:
    """What makes a case one of the view, beside its status."""
    few = named(view)
    if few is not None:
        return col(Case.id).in_(few)
    match view:
        case InboxView.TO_ANSWER:
            return _to_answer()
        case InboxView.TEAM:
            theirs = col(Case.team_id).in_(bindparam("teams", expanding=True))
            return and_(_to_answer(), theirs if shape.in_teams else false())
        case InboxView.AT_RISK:
            return and_(_to_answer(), col(Case.due_at) >= _moment("now"), _at_risk(shape.soon))
        case InboxView.UNASSIGNED:
            return and_(_to_answer(), unheld(_moment("wall")))
        case InboxView.OVERDUE:
            return and_(_to_answer(), col(Case.due_at) < _moment("second"))
    return true()


def named(view: InboxView) -> Any:
    """The ids (column `id`) of a view that is a short list; None for the others."""
    match view:
        case InboxView.MINE:
            return _mine()
        case InboxView.CHECK:
            noted = select_columns(col(Case.id)).where(col(Case.attention).is_not(None))
            return noted.distinct()  # else SQLite makes one query of it and reads every case
        case InboxView.PROMISES:
            return _promised()
    return None


def _mine() -> Any:
    """The few cases that I hold, or was asked to look at."""
    mine, live = col(Case.assignee_id) == bindparam("user"), col(Case.claimed_until)
    held = and_(_to_answer(), mine, live > _moment("wall"))
    asked = select_columns(col(Asked.case_id)).where(col(Asked.user_id) == bindparam("user"))
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


def _at_risk(soon: tuple[Urgency, ...]) -> ColumnElement[bool]:
    """As the case's clock says; a case that was just put together anew has none, and goes by
    the share of its target that is `soon`."""
    untold, due = col(Case.at_risk_at).is_(None), col(Case.due_at)
    due_soon = [
        and_(untold, col(Case.urgency) == urgency, due <= _moment(_soon(urgency)))
        for urgency in soon
    ]
    return or_(col(Case.at_risk_at) < _moment("after"), *due_soon)


VISIBLE = tuple(status for status in CaseStatus if status is not CaseStatus.MERGED)
STATUSES: dict[InboxView, tuple[CaseStatus, ...]] = dict.fromkeys(InboxView, (CaseStatus.OPEN,)) | {
    InboxView.MINE: VISIBLE,
    InboxView.CHECK: VISIBLE,
    InboxView.PROMISES: VISIBLE,
    InboxView.WAITING: (CaseStatus.WAITING,),
    InboxView.SNOOZED: (CaseStatus.SNOOZED,),
    InboxView.CLOSED: (CaseStatus.RESOLVED, CaseStatus.NOT_ACTIONABLE),
    InboxView.ALL: VISIBLE,
}
"""What a view can hold: each status has its own stretch of each index."""

"""The ledger's queries: sums for a period, and the open requests by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Subquery,
    and_,
    case,
    false,
    literal,
    or_,
    union_all,
)
from sqlmodel import Session, col, func, select

from domain.case import CaseStatus
from domain.ledger import Settlement, Standing
from domain.reply import ReplyStatus
from storage.models import Case, CaseSeen, Customer, LedgerEntry, Mention, Reply, Team
from storage.period import Period, cases_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """The mentions that stand in one row. `decided` needed an answer by the rules at first sight.

    `probability` is the sum of p and `spread` that of p(1 - p), over the same mentions.
    """

    settlement: Settlement
    mentions: int
    decided: int
    probability: float
    spread: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRequest:
    """A mention that nothing settled, and what is known of it at this moment."""

    mention_id: int
    case_id: int
    platform: str
    customer: str
    text: str
    url: str
    urgency: str
    published_at: dt.datetime
    due_at: dt.datetime | None
    owner_id: int | None
    standing: Standing


def sums(session: Session, period: Period) -> list[Sum]:
    """One row for each settlement; each part walks one range of one index and no table."""
    parts = [_sum(settlement, period) for settlement in Settlement]
    return [
        Sum(
            settlement=Settlement(name),
            mentions=mentions,
            decided=decided or 0,
            probability=probability or 0.0,
            spread=spread or 0.0,
        )
        for name, mentions, decided, probability, spread in session.execute(union_all(*parts))
    ]


def _sum(settlement: Settlement, period: Period) -> Select[Any]:
    chance = col(LedgerEntry.probability)
    return select(  # type: ignore[call-overload,no-any-return]
        literal(settlement.value),
        func.count(),
        func.sum(case((col(LedgerEntry.decided), 1), else_=0)),
        func.sum(chance),
        func.sum(chance * (1.0 - chance)),
    ).where(col(LedgerEntry.settlement) == settlement, *within(period))


def standings(session: Session, period: Period, *, now: dt.datetime) -> list[tuple[Standing, int]]:
    """How many open mentions stand alike."""
    return [(standing, number) for standing, _, number in standings_by(session, period, now=now)]


def standings_by(
    session: Session, period: Period, group: ColumnElement[Any] | None = None, *, now: dt.datetime
) -> list[tuple[Standing, Any, int]]:
    """(how they stand, the group, how many); a group is a column of the entry or of its case."""
    key = (literal("") if group is None else group).label("key")
    inner = _open(period).with_only_columns(*_standing(now), key).subquery()
    found = session.execute(
        select(*inner.c, func.count()).group_by(*inner.c)  # type: ignore[call-overload]
    )
    return [(_as_standing(row), row.key, row[-1]) for row in found]


def open_requests(
    session: Session,
    period: Period,
    alike: Sequence[Standing],
    *,
    now: dt.datetime,
    limit: int,
    offset: int = 0,
) -> list[OpenRequest]:
    """Open mentions that stand like one of these, by name, the oldest first."""
    facts = _open(period).with_only_columns(
        *_standing(now), LedgerEntry.mention_id, LedgerEntry.published_at, _due().label("due_at")
    )
    stand = facts.subquery()
    statement = (
        select(  # type: ignore[call-overload]
            *stand.c, Case.id, Mention.platform, Customer.name, Mention.text, Mention.url,
            Case.urgency, Case.assignee_id,
        )
        .join(Mention, col(Mention.id) == stand.c.mention_id)
        .join(Case, col(Case.id) == col(Mention.case_id))
        .join(Customer, col(Customer.id) == col(Case.customer_id))
        .where(or_(false(), *(_stands_like(stand, standing) for standing in alike)))
        .order_by(stand.c.published_at, stand.c.mention_id)
        .limit(limit)
        .offset(offset)
    )  # fmt: skip
    return [_as_request(row) for row in session.execute(statement)]


def _stands_like(stand: Subquery, standing: Standing) -> ColumnElement[bool]:
    reply = stand.c.reply
    return and_(
        stand.c.late == int(standing.late),
        stand.c.status == standing.status,
        reply.is_(None) if standing.reply is None else reply == standing.reply,
        stand.c.answerable == int(standing.answerable),
        stand.c.seen == int(standing.seen),
        stand.c.held == int(standing.held),
    )


def unjudged(session: Session, period: Period) -> int:
    """Customers' mentions that the model has not looked at yet; they are nobody's so far."""
    conditions = [
        col(Mention.triaged_at).is_(None),
        col(Mention.by_brand).is_(False),
        col(Mention.published_at) >= period.since,
        col(Mention.published_at) < period.until,
    ]
    if period.platforms:
        conditions.append(col(Mention.platform).in_(period.platforms))
    return session.exec(select(func.count()).select_from(Mention).where(*conditions)).one()


def teams(session: Session) -> list[str]:
    """Their names, in order."""
    return list(session.exec(select(Team.name).order_by(Team.name)).all())


def within(period: Period) -> list[ColumnElement[bool]]:
    """The entries of the period, whatever became of them."""
    found = [
        col(LedgerEntry.published_at) >= period.since,
        col(LedgerEntry.published_at) < period.until,
    ]
    if period.platforms:
        found.append(col(LedgerEntry.platform).in_(period.platforms))
    if period.teams:
        theirs = select(Case.id).where(*cases_of(replace(period, platforms=())))
        found.append(col(LedgerEntry.case_id).in_(theirs))
    return found


def _open(period: Period) -> Any:
    return (
        select(LedgerEntry.mention_id)
        .select_from(LedgerEntry)
        .join(Case, col(Case.id) == col(LedgerEntry.case_id))
        .where(col(LedgerEntry.settlement) == Settlement.OPEN, *within(period))
    )


def _due() -> ColumnElement[Any]:
    """While the case waits, its own deadline is the promise; else the mention's."""
    return func.coalesce(col(Case.due_at), col(LedgerEntry.due_at))


def _standing(now: dt.datetime) -> list[ColumnElement[Any]]:
    """The columns from which `_as_standing` reads."""
    waits = and_(col(Reply.status) == ReplyStatus.APPROVED, col(Reply.not_before) > now)
    seen = (
        select(CaseSeen.version)
        .where(CaseSeen.case_id == Case.id, col(CaseSeen.at) >= col(LedgerEntry.judged_at))
        .exists()
    )
    until = col(LedgerEntry.answerable_until)
    return [
        case((_due() < now, 1), else_=0).label("late"),
        col(Case.status).label("status"),
        _newest(col(Reply.status)).label("reply"),
        case((and_(until.is_not(None), until <= now), 0), else_=1).label("answerable"),
        case((seen, 1), else_=0).label("seen"),
        func.coalesce(_newest(case((waits, 1), else_=0)), 0).label("held"),
    ]


def _newest(told: Any) -> ColumnElement[Any]:
    """What is told of the newest reply that was made with the mention in view."""
    made_at = func.coalesce(Reply.approved_at, Reply.created_at)
    return (
        select(told)
        .where(
            Reply.case_id == Case.id,
            col(Reply.status) != ReplyStatus.DRAFTED,
            or_(
                made_at >= col(LedgerEntry.judged_at),
                col(Reply.mention_id) == col(LedgerEntry.mention_id),
            ),
        )
        .order_by(col(Reply.id).desc())
        .limit(1)
        .scalar_subquery()
    )


def _as_standing(row: Row[Any]) -> Standing:
    return Standing(
        late=bool(row.late),
        status=CaseStatus(row.status),
        reply=None if row.reply is None else ReplyStatus(row.reply),
        answerable=bool(row.answerable),
        seen=bool(row.seen),
        held=bool(row.held),
    )


def _as_request(row: Row[Any]) -> OpenRequest:
    return OpenRequest(
        mention_id=row.mention_id,
        case_id=row.id,
        platform=row.platform,
        customer=row.name,
        text=row.text,
        url=row.url,
        urgency=row.urgency,
        published_at=row.published_at,
        due_at=row.due_at,
        owner_id=row.assignee_id,
        standing=_as_standing(row),
    )

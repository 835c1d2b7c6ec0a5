"""The audit trail as it is stored: rows are only ever added, each chained to the one before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import Session, col, or_, select

from domain import audit as chain
from domain.audit import Entry, Head
from storage.models import AuditEntry, AuditHead
from storage.upsert import insert_into

_WAITING = "audit"
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Who, what, to whom, when; None or "" is all. `what` is an action, or what begins it; of
    several `actions` any.
    """

    user_id: int | None = None
    what: str = ""
    actions: tuple[str, ...] = ()
    subject: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None


def note(
    session: Session,
    action: str,
    subject: str,
    detail: Mapping[str, Any],
    *,
    user_id: int | None,
    at: dt.datetime,
) -> None:
    """Remember a row until the commit; `seal` chains it, in the same transaction as the deed."""
    given = (action, subject, detail, user_id, at)
    session.info.setdefault(_WAITING, []).append(given)


def seal(session: Session) -> None:
    """Add what waits to the chain. `Database.write` calls it last of all before each commit.

    It takes the one lock on the head, and nothing is locked after it: writers queue here for the
    time of a commit, fork no chain and wait for each other in no circle.
    """
    waiting = session.info.pop(_WAITING, [])
    if not waiting:
        return
    row = hold(session)
    head = Head(number=row.number, hash=row.hash)
    for action, subject, detail, user_id, at in waiting:
        entry = chain.following(head, action, subject, detail, user_id=user_id, at=at)
        session.add(AuditEntry(**asdict(entry)))
        head = Head(number=entry.number, hash=entry.hash)
    row.number, row.hash = head.number, head.hash
    session.add(row)
    session.flush()


def hold(session: Session) -> AuditHead:
    """Take the lock on the head: until this transaction ends nobody else adds a row.

    For who must read what was added last before adding to it; it may lock nothing else afterwards.
    """
    found = _head_row(session)
    if found is not None:
        return found
    last = session.exec(select(AuditEntry).order_by(col(AuditEntry.number).desc())).first()
    at = Head(number=last.number, hash=last.hash) if last else Head()
    first = insert_into(session, AuditHead).values(id=1, **asdict(at))
    session.execute(first.on_conflict_do_nothing())
    return session.get_one(AuditHead, 1, with_for_update=True)


def _head_row(session: Session) -> AuditHead | None:
    return session.get(AuditHead, 1, with_for_update=True, populate_existing=True)


def head(session: Session) -> Head | None:
    """Where the chain ends; None where the database does not say."""
    row = session.get(AuditHead, 1)
    return Head(number=row.number, hash=row.hash) if row else None


def all_entries(session: Session) -> Iterator[Entry]:
    """Every row in the order of the chain, a thousand at a time."""
    rows = select(AuditEntry).order_by(col(AuditEntry.number)).execution_options(yield_per=_AT_ONCE)
    for row in session.exec(rows):
        yield as_entry(row)
        session.expunge(row)


def found(
    session: Session, wanted: AuditFilter, *, limit: int, offset: int = 0
) -> Sequence[AuditEntry]:
    """Rows that the filter finds, the newest first."""
    rows = select(AuditEntry)
    if wanted.user_id is not None:
        rows = rows.where(AuditEntry.user_id == wanted.user_id)
    if wanted.what:
        group = f"{wanted.what}."
        of_group = col(AuditEntry.action).startswith(group, autoescape=True)
        rows = rows.where(or_(AuditEntry.action == wanted.what, of_group))
    if wanted.actions:
        rows = rows.where(col(AuditEntry.action).in_(wanted.actions))
    if wanted.subject:
        rows = rows.where(AuditEntry.subject == wanted.subject)
    if wanted.since is not None:
        rows = rows.where(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        rows = rows.where(AuditEntry.at < wanted.until)
    return session.exec(
        rows.order_by(col(AuditEntry.number).desc()).limit(limit).offset(offset)
    ).all()


def of_action(session: Session, action: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Subject and detail of every row with this action, the oldest first."""
    rows = session.exec(
        select(AuditEntry.subject, AuditEntry.detail)
        .where(AuditEntry.action == action)
        .order_by(col(AuditEntry.number))
    )
    return [(subject, detail) for subject, detail in rows]


def newest(session: Session, actions: Sequence[str]) -> str | None:
    """Which of these actions came last; None where none ever did."""
    return session.exec(
        select(AuditEntry.action)
        .where(col(AuditEntry.action).in_(actions))
        .order_by(col(AuditEntry.number).desc())
        .limit(1)
    ).first()


def as_entry(row: AuditEntry) -> Entry:
    """The row as the chain knows it."""
    return Entry(
        number=row.number,
        at=row.at,
        user_id=row.user_id,
        action=row.action,
        subject=row.subject,
        detail=row.detail,
        before_chain=row.before_chain,
        previous=row.previous,
        hash=row.hash,
    )

"""Notices and the messages that carry them: noted once, bundled, claimed, settled."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, delete, func, select, update

from domain.notice import Bundle, NoticeKind, Told, Waiting
from storage.ids import key
from storage.models import Notice, Notification
from storage.notice_sources import Fresh
from storage.upsert import insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one destination stands; `error` is why its message could not be delivered at last.

    `waiting` counts notices that did not arrive yet, `failing` says that a message was refused.
    """

    waiting: int
    failing: bool
    sent_at: dt.datetime | None
    failed_at: dt.datetime | None
    error: str | None
    next_try_at: dt.datetime | None


def note(
    session: Session,
    destination: str,
    kind: NoticeKind,
    found: Sequence[Fresh],
    *,
    now: dt.datetime,
) -> None:
    """Keep what is to be told; what is noted already stays as it is."""
    rows = [
        {
            "destination": destination,
            "kind": kind,
            "subject_id": one.subject_id,
            "case_id": one.case_id,
            "at": one.at,
            "noticed_at": now,
        }
        for one in found
    ]
    if rows:
        statement = insert_into(session, Notice).on_conflict_do_nothing(
            index_elements=["destination", "kind", "subject_id"]
        )
        session.execute(statement, rows)


def is_noted(session: Session, destination: str, kind: NoticeKind, subject_id: int) -> bool:
    """Whether it is noted already, told or not."""
    same = select(Notice.id).where(
        Notice.destination == destination, Notice.kind == kind, Notice.subject_id == subject_id
    )
    return session.exec(same).first() is not None


def is_idle(session: Session, destination: str) -> bool:
    """Whether nothing waits for it, and no message to it is under way."""
    untold = select(Notice.id).where(
        Notice.destination == destination, col(Notice.notification_id).is_(None)
    )
    open_ = select(Notification.id).where(_unsent(), Notification.destination == destination)
    return not any(session.exec(one.limit(1)).first() for one in (untold, open_))


def waiting(session: Session, destination: str) -> list[Waiting]:
    """What is not in any message yet; locked, so that two workers do not tell it both."""
    rows = session.exec(
        select(Notice)
        .where(Notice.destination == destination, col(Notice.notification_id).is_(None))
        .order_by(col(Notice.id))
        .with_for_update()
    ).all()
    return [Waiting(id=key(one.id), kind=one.kind, noticed_at=one.noticed_at) for one in rows]


def told_since(session: Session, destination: str, *, since: dt.datetime) -> list[Told]:
    """The destination's messages of late, by when they went out."""
    rows = session.exec(
        select(Notification).where(
            Notification.destination == destination, col(Notification.sent_at) > since
        )
    ).all()
    return [
        Told(kinds=frozenset(map(NoticeKind, one.kinds)), at=one.sent_at)
        for one in rows
        if one.sent_at is not None
    ]


def unsent(session: Session, destination: str) -> Sequence[Notification]:
    """Messages to it that are made and not delivered, oldest first."""
    mine = select(Notification).where(_unsent(), Notification.destination == destination)
    return session.exec(mine.order_by(col(Notification.id))).all()


def bundle(session: Session, destination: str, one: Bundle, *, now: dt.datetime) -> None:
    """Make the message of these notices."""
    made = Notification(
        destination=destination,
        name=uuid.uuid4().hex,
        kinds=[kind.value for kind in one.kinds],
        made_at=now,
    )
    session.add(made)
    session.flush()
    session.exec(
        update(Notice)
        .where(col(Notice.id).in_(one.notices), col(Notice.notification_id).is_(None))
        .values(notification_id=made.id)
    )


def due(
    session: Session, destination: str, *, now: dt.datetime, wall: dt.datetime
) -> Sequence[Notification]:
    """Messages that may go out now, oldest first."""
    return session.exec(
        select(Notification)
        .where(
            Notification.destination == destination,
            _unsent(),
            _free(wall),
            or_(col(Notification.not_before).is_(None), col(Notification.not_before) <= now),
        )
        .order_by(col(Notification.id))
    ).all()


def claim(
    session: Session, number: int, *, owner: str, wall: dt.datetime, until: dt.datetime
) -> Notification | None:
    """Take one message; None if another worker has it, or it is out."""
    taken = session.exec(
        update(Notification)
        .where(col(Notification.id) == number, _unsent(), _free(wall))
        .values(lease_owner=owner, lease_until=until, attempts=col(Notification.attempts) + 1)
        .execution_options(synchronize_session="fetch")
    )
    if taken.rowcount != 1:
        return None
    return session.get_one(Notification, number, populate_existing=True)


def settle(session: Session, number: int, *, owner: str, **values: object) -> bool:
    """Write down what became of a claimed message; False if somebody else holds it now."""
    done = session.exec(
        update(Notification)
        .where(col(Notification.id) == number, col(Notification.lease_owner) == owner)
        .values(lease_owner=None, lease_until=None, **values)
        .execution_options(synchronize_session="fetch")
    )
    return done.rowcount == 1


def unbundle(session: Session, number: int, *, wall: dt.datetime) -> None:
    """Take a message apart that nobody is sending: what stood in it waits again."""
    taken = session.exec(
        update(Notification)
        .where(col(Notification.id) == number, _unsent(), _free(wall))
        .values(lease_owner=None)
    )
    if taken.rowcount == 1:
        session.exec(
            update(Notice).where(col(Notice.notification_id) == number).values(notification_id=None)
        )
        session.exec(delete(Notification).where(col(Notification.id) == number))


def hurry(session: Session, destination: str) -> None:
    """Whatever waits for another try is tried at the next look: the destination answers again."""
    session.exec(
        update(Notification)
        .where(col(Notification.destination) == destination, _unsent())
        .values(not_before=None)
    )


def of_message(session: Session, number: int) -> Sequence[Notice]:
    """What stands in a message, the oldest first."""
    return session.exec(
        select(Notice)
        .where(Notice.notification_id == number)
        .order_by(col(Notice.at), col(Notice.id))
    ).all()


def standing(session: Session, destination: str) -> Standing:
    """How the destination stands."""
    mine = select(Notification).where(Notification.destination == destination)
    failed = session.exec(
        mine.where(col(Notification.failed_at).is_not(None)).order_by(
            col(Notification.failed_at).desc()
        )
    ).first()
    made = unsent(session, destination)
    failing = [one for one in made if one.failed_at is not None]
    return Standing(
        waiting=session.exec(
            select(func.count())
            .select_from(Notice)
            .where(
                Notice.destination == destination,
                or_(
                    col(Notice.notification_id).is_(None),
                    col(Notice.notification_id).in_([one.id for one in made]),
                ),
            )
        ).one(),
        failing=bool(failing),
        sent_at=session.exec(
            select(func.max(Notification.sent_at)).where(Notification.destination == destination)
        ).one(),
        failed_at=failed.failed_at if failed else None,
        error=failed.last_error if failed else None,
        next_try_at=failing[0].not_before if failing else None,
    )


def forget(session: Session, *, before: dt.datetime, known: Collection[str], limit: int) -> int:
    """Remove messages that went out before this moment, with what stood in them.

    So does what waits for a destination that is in no settings any more.
    """
    old = session.exec(
        select(Notification.id).where(col(Notification.sent_at) < before).limit(limit)
    ).all()
    session.exec(delete(Notice).where(col(Notice.notification_id).in_(old)))
    session.exec(delete(Notification).where(col(Notification.id).in_(old)))
    gone = (col(Notice.noticed_at) < before, col(Notice.destination).not_in(known))
    left = session.exec(select(Notice.id).where(*gone).limit(limit)).all()
    session.exec(delete(Notice).where(col(Notice.id).in_(left)))
    return len(old) + len(left)


def _unsent() -> ColumnElement[bool]:
    return col(Notification.sent_at).is_(None)


def _free(wall: dt.datetime) -> ColumnElement[bool]:
    return or_(col(Notification.lease_until).is_(None), col(Notification.lease_until) < wall)

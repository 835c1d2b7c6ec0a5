"""The queue of what other systems are told: put with the event, taken in the order of a case."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, select, update

from domain.case import OPEN_STATUSES, CaseEventKind, CaseStatus, Happened
from domain.standard_webhook import EVENTS
from storage.ids import key
from storage.models import Case, CaseEvent, WebhookMessage
from storage.opening import AnyCase

TELLS = "webhook_tells"
"""Key in a session's info: which endpoints want which event."""
_TOLD = frozenset({"channel", "reader", "handoff", "to", "automatic", "because"})
"""What is told of an event's own detail: names of ours and numbers, nobody's words."""


def enqueue(session: Session, event: CaseEvent | Happened, case: AnyCase | None = None) -> None:
    """Put the event for whoever wants it; it exists when the event does, and not before."""
    name = EVENTS.get(event.kind)
    wanted: Mapping[str, Sequence[str]] = session.info.get(TELLS, {})
    for endpoint in wanted.get(name or "", ()):
        session.add(
            WebhookMessage(
                endpoint=endpoint,
                name=uuid.uuid4().hex,
                event=name or "",
                case_id=event.case_id,
                body=_body(event, name or "", case or session.get(Case, event.case_id)),
            )
        )


def turned(
    session: Session,
    case: Case,
    because: CaseEventKind,
    *,
    before: CaseStatus,
    at: dt.datetime,
    user_id: int | None = None,
) -> None:
    """Tell of a case that something closed, or brought back, which is neither itself: a post that
    was deleted or is judged otherwise by now. `before` is how it stood.
    """
    was_open, is_open = before in OPEN_STATUSES, case.status in OPEN_STATUSES
    if was_open == is_open:
        return
    event = Happened(
        case_id=key(case.id),
        kind=CaseEventKind.REOPENED if is_open else CaseEventKind.RESOLVED,
        at=at,
        user_id=user_id,
        detail={"because": because.value},
    )
    enqueue(session, event, case)


def _body(event: CaseEvent | Happened, name: str, case: AnyCase | None) -> dict[str, Any]:
    """Numbers and labels: no name, no word and no account of the customer's."""
    data: dict[str, Any] = {"case": event.case_id, "by_user": event.user_id}
    if case is not None:
        data |= {
            "platform": case.platform,
            "topic": case.topic.value,
            "urgency": case.urgency.value,
            "language": case.language,
        }
    if event.reply_id is not None:
        data["reply"] = event.reply_id
    data |= {key: value for key, value in event.detail.items() if key in _TOLD}
    if event.kind is CaseEventKind.DISMISSED:
        data["because"] = event.kind.value
    if event.kind is CaseEventKind.CLAIMED:
        data["to"] = event.user_id
    return {"type": name, "timestamp": event.at.isoformat(), "data": data}


def due(session: Session, endpoint: str, *, wall: dt.datetime, limit: int) -> Sequence[int]:
    """Messages that may go out now, oldest first: of each case the oldest that waits, alone."""
    older = aliased(WebhookMessage)
    blocked = (
        select(older.id)
        .where(
            older.endpoint == endpoint,
            older.case_id == WebhookMessage.case_id,
            col(older.id) < col(WebhookMessage.id),
            col(older.delivered_at).is_(None),
            col(older.dead_at).is_(None),
        )
        .exists()
    )
    found = session.exec(
        select(WebhookMessage.id)
        .where(
            WebhookMessage.endpoint == endpoint,
            _waiting(),
            ~blocked,
            or_(col(WebhookMessage.not_before).is_(None), col(WebhookMessage.not_before) <= wall),
            _free(wall),
        )
        .order_by(col(WebhookMessage.id))
        .limit(limit)
    ).all()
    return [number for number in found if number is not None]


def claim(
    session: Session, number: int, *, owner: str, wall: dt.datetime, until: dt.datetime
) -> WebhookMessage | None:
    """Take one message; None if another worker has it, or it is settled."""
    taken = session.exec(
        update(WebhookMessage)
        .where(col(WebhookMessage.id) == number, _waiting(), _free(wall))
        .values(lease_owner=owner, lease_until=until, attempts=col(WebhookMessage.attempts) + 1)
        .execution_options(synchronize_session="fetch")
    )
    if taken.rowcount != 1:
        return None
    return session.get_one(WebhookMessage, number, populate_existing=True)


def settle(session: Session, number: int, *, owner: str, **values: object) -> bool:
    """Write down what became of a claimed message; False if somebody else holds it now."""
    done = session.exec(
        update(WebhookMessage)
        .where(col(WebhookMessage.id) == number, col(WebhookMessage.lease_owner) == owner)
        .values(lease_owner=None, lease_until=None, **values)
        .execution_options(synchronize_session="fetch")
    )
    return done.rowcount == 1


def dead(session: Session, *, limit: int) -> Sequence[WebhookMessage]:
    """What was given up, newest first."""
    return session.exec(
        select(WebhookMessage)
        .where(col(WebhookMessage.dead_at).is_not(None))
        .order_by(col(WebhookMessage.dead_at).desc(), col(WebhookMessage.id).desc())
        .limit(limit)
    ).all()


def revive(session: Session, numbers: Sequence[int] | None, *, wall: dt.datetime) -> int:
    """Try dead messages again from the beginning; all of them where no number is given."""
    chosen = [col(WebhookMessage.id).in_(numbers)] if numbers is not None else []
    done = session.exec(
        update(WebhookMessage)
        .where(col(WebhookMessage.dead_at).is_not(None), *chosen)
        .values(dead_at=None, attempts=0, not_before=wall)
    )
    return done.rowcount


def counts(session: Session) -> dict[str, tuple[int, int]]:
    """By endpoint: how many wait, how many are dead."""
    rows = session.exec(
        select(WebhookMessage.endpoint, func.count(), func.count(col(WebhookMessage.dead_at)))
        .where(col(WebhookMessage.delivered_at).is_(None))
        .group_by(col(WebhookMessage.endpoint))
    ).all()
    return {name: (total - gone, gone) for name, total, gone in rows}


def forget(session: Session, *, before: dt.datetime, limit: int) -> int:
    """Remove what was delivered, or given up, before this moment."""
    old = session.exec(
        select(WebhookMessage.id)
        .where(
            or_(
                col(WebhookMessage.delivered_at) < before,
                col(WebhookMessage.dead_at) < before,
            )
        )
        .limit(limit)
    ).all()
    session.exec(delete(WebhookMessage).where(col(WebhookMessage.id).in_(old)))
    return len(old)


def _waiting() -> ColumnElement[bool]:
    return col(WebhookMessage.delivered_at).is_(None) & col(WebhookMessage.dead_at).is_(None)


def _free(wall: dt.datetime) -> ColumnElement[bool]:
    return or_(col(WebhookMessage.lease_until).is_(None), col(WebhookMessage.lease_until) < wall)

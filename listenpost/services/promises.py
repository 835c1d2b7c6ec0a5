"""What we promised customers: found in our replies, kept by a click or an answer, or broken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from domain.case import CaseEventKind
from domain.errors import BadInput, Conflict
from domain.promise import Promise, PromiseStatus
from domain.role import Actor, Permission, require
from listenpost.services import waiting
from listenpost.services.app import App
from listenpost.services.case_actions import note
from responder.promise import kept_by_answer, promises_in
from storage import cases, promises, users
from storage.ids import key
from storage.models import Case, PromiseRow, Reply
from storage.period import Period

BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """One promise as people see it; `owner` is who sent it."""

    promise_id: int
    case_id: int
    customer: str
    platform: str
    words: str
    owner: str
    made_at: dt.datetime
    due_at: dt.datetime
    status: PromiseStatus


def found_in(app: App, text: str, *, language: str | None) -> tuple[Promise, ...]:
    """What a reply with these words would promise, on the brand's own clock."""
    return promises_in(text, language, now=app.clock.now(), zone=app.zone)


def make(
    session: Session,
    app: App,
    reply: Reply,
    wanted: Sequence[Promise] | None,
    *,
    language: str | None,
) -> None:
    """Keep the promises of an approved reply: those that its sender confirmed, else those found."""
    found = found_in(app, reply.text, language=language) if wanted is None else wanted
    for promise in found:
        session.add(
            PromiseRow(
                case_id=reply.case_id,
                reply_id=key(reply.id),
                owner_id=reply.drafted_by or reply.approved_by,
                words=promise.words,
                made_at=app.clock.now(),
                due_at=promise.due_at,
                status=PromiseStatus.OPEN,
            )
        )


def answered(session: Session, case_id: int, *, at: dt.datetime, but: int | None = None) -> None:
    """A later answer is public: what it can keep of what was promised before it is kept.

    That is news and answers; a call, a refund or a visit is kept by a colleague's word alone.
    """
    language = session.get_one(Case, case_id).language
    for promise in promises.of_case(session, case_id):
        before = promise.reply_id != but and promise.made_at < at
        if before and kept_by_answer(promise.words, language):
            promises.move(session, key(promise.id), PromiseStatus.KEPT, at=at)


def keep(app: App, actor: Actor, promise_id: int) -> None:
    """A person says: done."""
    _settle(app, actor, promise_id, PromiseStatus.KEPT, CaseEventKind.PROMISE_KEPT)


def drop(app: App, actor: Actor, promise_id: int) -> None:
    """A person says: these words promise nothing."""
    _settle(app, actor, promise_id, PromiseStatus.DROPPED, CaseEventKind.PROMISE_DROPPED)


def _settle(
    app: App, actor: Actor, promise_id: int, wanted: PromiseStatus, event: CaseEventKind
) -> None:
    require(actor.role, Permission.ANSWER)
    with app.database.write() as session:
        promise = session.get(PromiseRow, promise_id)
        if promise is None:
            raise BadInput(f"There is no promise {promise_id}.")
        if not promises.move(session, promise_id, wanted, at=app.clock.now(), user_id=actor.id):
            raise Conflict("This promise was settled already.")
        note(session, app, actor, _case_of(session, promise), event, words=promise.words)


def sweep(app: App) -> int:
    """Promises whose time has passed are broken, once each, and shown; returns how many."""
    now = app.clock.now()
    with app.database.write() as session:
        late = promises.overdue(session, now=now, limit=BATCH)
        in_order = sorted(late, key=lambda promise: _case_of(session, promise))  # no deadlocks
        return sum(_break(session, promise, now) for promise in in_order)


def _break(session: Session, promise: PromiseRow, now: dt.datetime) -> bool:
    case = waiting.locked(session, _case_of(session, promise))
    if not promises.move(session, key(promise.id), PromiseStatus.BROKEN, at=now):
        return False
    case.attention = f"A promise was not kept: {promise.words}"[:500]
    case.version += 1
    cases.add_event(
        session,
        key(case.id),
        CaseEventKind.PROMISE_BROKEN,
        at=now,
        reply_id=promise.reply_id,
        detail={"words": promise.words[: promises.TOLD], "due_at": promise.due_at.isoformat()},
    )
    return True


def _case_of(session: Session, promise: PromiseRow) -> int:
    """Where its reply is now: replies go along when cases are merged or split."""
    return session.get_one(Reply, promise.reply_id).case_id


def of_case(app: App, actor: Actor, case_id: int) -> list[Promised]:
    """What was promised in this case, and is open or broken."""
    require(actor.role, Permission.READ_CASES)
    shown = (PromiseStatus.OPEN, PromiseStatus.BROKEN)
    with app.database.read() as session:
        names = users.names(session)
        return [
            _promised(promise, "", "", names)
            for promise in promises.of_case(session, case_id)
            if promise.status in shown
        ]


def listed(
    app: App,
    wanted: Period,
    *,
    statuses: Sequence[PromiseStatus] = (PromiseStatus.OPEN, PromiseStatus.BROKEN),
) -> list[Promised]:
    """Promises that are due in a period, the first due first."""
    with app.database.read() as session:
        names = users.names(session)
        found = promises.listed(session, wanted, statuses=statuses)
        return [_promised(one, customer, platform, names) for one, customer, platform in found]


def counted(app: App, wanted: Period) -> dict[PromiseStatus, int]:
    """How many promises that were due in a period stand how."""
    with app.database.read() as session:
        return promises.counts(session, wanted)


def _promised(one: PromiseRow, customer: str, platform: str, names: dict[int, str]) -> Promised:
    return Promised(
        promise_id=key(one.id),
        case_id=one.case_id,
        customer=customer,
        platform=platform,
        words=one.words,
        owner=names.get(one.owner_id or 0, ""),
        made_at=one.made_at,
        due_at=one.due_at,
        status=one.status,
    )

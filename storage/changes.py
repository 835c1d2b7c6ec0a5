"""Merges and splits: moving what belongs to posts, and remembering what was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, SQLModel, col, select, update

from domain.case import CaseEventKind
from domain.reply import ReplyStatus
from storage import incidents, traces
from storage.ids import key
from storage.models import Case, CaseChange, CaseEvent, Hop, Mention, Reply, SlaClock

FOLLOWS: dict[str, type[Mention] | type[Reply] | type[SlaClock] | type[Hop]] = {
    "mention": Mention,
    "reply": Reply,
    "sla_clock": SlaClock,
    "hop": Hop,
}
"""What goes along when posts change their case. Events stay where they happened: a case's history
shows those of the cases that were merged into it."""

PLACES = "incident_case"
"""Two cases whose places in incidents were exchanged: exchanging them again is the undoing."""

OWN = frozenset({"id", "version", "case_id"})
"""Columns that an undo leaves alone: versions only ever grow, and `move` gives clocks back."""


def picture(row: Case | SlaClock) -> dict[str, Any]:
    """A record as plain JSON."""
    return row.model_dump(mode="json")


def put_back(row: Case | SlaClock, before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Undo in this record what a change had set; False where something else was set since.

    What was set since stays as it is.
    """
    now = picture(row)
    changed = [
        name
        for name, value in before.items()
        if name not in OWN and name in now and after.get(name) != value
    ]
    was = type(row).model_validate(before)
    for name in changed:
        if now[name] == after[name]:
            setattr(row, name, getattr(was, name))
    return all(now[name] == after[name] for name in changed)


def move(session: Session, moved: dict[str, list[int]], *, to: int) -> None:
    """Give these records to a case."""
    session.flush()
    traces.move(session, moved.get("mention", []), to=to)
    incidents.exchange(session, moved.get(PLACES, []))
    for name, ids in moved.items():
        if name == PLACES:
            continue
        table: type[SQLModel] = FOLLOWS[name]
        if ids:
            session.exec(
                update(table)
                .where(col(FOLLOWS[name].id).in_(ids))
                .values(case_id=to)
                .execution_options(synchronize_session="fetch")
            )


def all_of(session: Session, case_id: int, *, beside: int) -> dict[str, list[int]]:
    """Everything that goes along when a case is merged into `beside`.

    A colleague keeps one draft a case: his own of the other case stays where it is.
    """
    writing = select(Reply.drafted_by).where(
        Reply.case_id == beside, Reply.status == ReplyStatus.DRAFTED
    )
    found = {
        name: _ids(
            session, select(table.id).where(table.case_id == case_id).order_by(col(table.id))
        )
        for name, table in FOLLOWS.items()
    }
    found["reply"] = _ids(
        session,
        select(Reply.id)
        .where(
            Reply.case_id == case_id,
            or_(
                col(Reply.status) != ReplyStatus.DRAFTED,
                col(Reply.drafted_by).is_(None),
                col(Reply.drafted_by).not_in(writing),
            ),
        )
        .order_by(col(Reply.id)),
    )
    inside = incidents.of_cases(session, [case_id, beside])
    found[PLACES] = [case_id, beside] if case_id in inside and beside not in inside else []
    return found


def with_answers(session: Session, case_id: int, posts: Sequence[Mention]) -> dict[str, list[int]]:
    """These posts, our replies to them, and what our account wrote under them on the network."""
    ids = [key(post.id) for post in posts]
    ours = session.exec(
        select(Reply).where(Reply.case_id == case_id, col(Reply.mention_id).in_(ids))
    ).all()
    names = {reply.external_id for reply in ours} | {post.external_id for post in posts}
    native = _ids(
        session,
        select(Mention.id).where(
            Mention.case_id == case_id,
            col(Mention.by_brand).is_(True),
            or_(
                col(Mention.in_reply_to).in_([name for name in names if name]),
                col(Mention.external_id).in_([name for name in names if name]),
            ),
        ),
    )
    return {
        "mention": sorted({*ids, *native}),
        "reply": [key(reply.id) for reply in ours],
        "sla_clock": [],
        PLACES: [],
        "hop": _ids(
            session,
            select(Hop.id).where(
                Hop.case_id == case_id,
                or_(
                    col(Hop.mention_id).in_(ids),
                    col(Hop.reply_id).in_([key(reply.id) for reply in ours]),
                ),
            ),
        ),
    }


def came_after(session: Session, change: CaseChange, moved: Sequence[int], *, to: int) -> list[int]:
    """Posts that a case got after these had come to it, in threads that came with them."""
    came = select(Mention.conversation_id).where(col(Mention.id).in_(moved))
    own = select(Mention.conversation_id).where(
        Mention.case_id == to,
        col(Mention.id).not_in(moved),
        col(Mention.triaged_at) <= change.at,
    )
    return _ids(
        session,
        select(Mention.id).where(
            Mention.case_id == to,
            col(Mention.id).not_in(moved),
            col(Mention.conversation_id).in_(came),
            col(Mention.conversation_id).not_in(own),
        ),
    )


def get(session: Session, change_id: int) -> CaseChange | None:
    """The merge or split, locked; None if there is none with this number."""
    return session.get(CaseChange, change_id, with_for_update={"key_share": True})


def of_case(session: Session, case_id: int) -> Sequence[CaseChange]:
    """What was merged into, taken from or split off the case, and was not undone; oldest first."""
    return session.exec(
        select(CaseChange)
        .where(
            or_(col(CaseChange.case_id) == case_id, col(CaseChange.other_id) == case_id),
            col(CaseChange.undone_at).is_(None),
        )
        .order_by(col(CaseChange.id))
    ).all()


def event_of(session: Session, change: CaseChange, case_id: int) -> CaseEvent:
    """What the case's history says of this merge or split."""
    told = session.exec(
        select(CaseEvent)
        .where(
            CaseEvent.case_id == case_id,
            col(CaseEvent.kind).in_((CaseEventKind.MERGED, CaseEventKind.SPLIT)),
        )
        .order_by(col(CaseEvent.id).desc())
    ).all()
    return next(event for event in told if event.detail.get("change") == str(change.id))


def _ids(session: Session, statement: Any) -> list[int]:
    return list(session.exec(statement).all())

"""Taking the words and names out of records, so that they still count and say nothing."""

from __future__ import annotations

from typing import Any, get_origin

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select, update

from storage.columns import JsonColumn
from storage.holdings import Holdings, table_of
from storage.ids import key
from storage.models import (
    Author,
    Case,
    CaseEvent,
    Conversation,
    Customer,
    Mention,
    PulsePost,
    Reply,
)

ERASED = "(erased)"
CODE_LENGTH = 32
"""Columns that hold no more characters hold codes of ours (platform, language, a label)."""
_KEPT = frozenset({"listener", "model", "idempotency_key", "lease_owner"})
_COUNTED = {
    "classification": frozenset({"scores"}),
    "hop": frozenset({"why", "channel", "route", "carried_by"}),
}
"""What reports are made of: numbers, and words that only we and the settings write."""
_TELLING = frozenset(
    {"since", "urgency", "public_at", "unanswered", "automatic", "again", "second", "until"}
    | {"due_at", "to", "state", "takes_back", "from", "by", "why"}
)
"""What a case and its clocks are told by, in the detail of an event: times, labels and numbers."""


def blank(session: Session, found: Holdings) -> None:
    """Empty every text, name and identifier in these records; numbers, times and labels stay."""
    renamed = {
        (post.platform, post.external_id): f"erased-{post.id}"
        for post in found.get("mention", [])
        if isinstance(post, Mention)
    }
    for rows in found.values():
        for row in rows:
            blank_row(row)
    session.flush()
    for (platform, name), new in renamed.items():
        _rename_parent(session, platform, name, new)


def blank_row(row: SQLModel) -> None:
    """One record; what must stay unique gets a name made of its key."""
    table = table_of(type(row))
    told = _telling(row)
    for column in table.columns:
        if _is_free(table, column):
            setattr(row, column.name, _nothing(type(row), column))
    match row:
        case Author():
            row.external_id, row.followers = f"erased-{row.id}", None
        case PulsePost():
            row.followers = None
        case Mention():
            row.external_id = f"erased-{row.id}"
        case Conversation():
            row.external_id = f"erased-{row.id}"
        case Customer():
            row.name, row.tier = ERASED, None
        case Case():
            row.title, row.followers = ERASED, None
        case CaseEvent():
            row.detail = told
        case Reply():
            pass
        case _ if "undone_at" in table.columns:  # what it would put back is gone
            _close_undo(row)
        case _:
            pass


def _telling(row: SQLModel) -> dict[str, Any]:
    """A history goes on being true: an event may be told in somebody else's case."""
    detail = row.detail if isinstance(row, CaseEvent) else {}
    return {name: value for name, value in detail.items() if name in _TELLING}


def _close_undo(row: Any) -> None:
    if row.undone_at is None:
        row.undone_at = row.at


def _is_free(table: sa.Table, column: sa.Column[Any]) -> bool:
    """Whether words from outside, or of a person, may stand in this column."""
    if column.primary_key or column.foreign_keys or column.name in _KEPT:
        return False
    if column.name in _COUNTED.get(table.name, frozenset()):
        return False
    if isinstance(column.type, sa.LargeBinary) or column.type is JsonColumn:
        return True
    if isinstance(column.type, sa.JSON):
        return True
    kind = getattr(column.type, "impl_instance", column.type)  # the type below a decorator
    if isinstance(column.type, sa.Enum) or not isinstance(kind, sa.String):
        return False
    length = getattr(column.type, "length", None) or kind.length
    return length is None or length > CODE_LENGTH


def _nothing(model: type[SQLModel], column: sa.Column[Any]) -> Any:
    if column.nullable:
        return None
    if isinstance(column.type, sa.LargeBinary):
        return b""
    if isinstance(column.type, sa.JSON):
        annotation = model.model_fields[column.name].annotation
        return [] if (get_origin(annotation) or annotation) is list else {}
    return ""


def _rename_parent(session: Session, platform: str, name: str, new: str) -> None:
    """What answers an erased post still does, under its new name."""
    session.exec(
        update(Mention)
        .where(col(Mention.platform) == platform, col(Mention.in_reply_to) == name)
        .values(in_reply_to=new)
        .execution_options(synchronize_session="fetch")
    )


def identifiers(found: Holdings) -> list[tuple[str, str]]:
    """(platform, external id) of every account and post here, before it is blanked."""
    named = [
        row
        for name in ("author", "mention")
        for row in found.get(name, [])
        if isinstance(row, Author | Mention)
    ]
    return [(row.platform, row.external_id) for row in named]


def posted_replies(session: Session, found: Holdings) -> list[tuple[str, str]]:
    """(platform, external id) of our replies to the customer, whose echoes may still come."""
    replies = [row for row in found.get("reply", []) if isinstance(row, Reply) and row.external_id]
    platforms = dict(
        session.exec(
            select(Mention.id, Mention.platform).where(
                col(Mention.id).in_([reply.mention_id for reply in replies])
            )
        ).all()
    )
    return [
        (platforms[key(reply.mention_id)], reply.external_id or "")
        for reply in replies
        if reply.mention_id in platforms
    ]

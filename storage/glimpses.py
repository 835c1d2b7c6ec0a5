"""What is known of mentions before the model has read them, in three queries a page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from domain.case import OPEN_STATUSES
from domain.mention import MentionKind
from storage.ids import key
from storage.models import Author, Case, Mention
from storage.pages import Stored
from storage.upsert import table_of

MOST_IDS = 500
_AUTHOR, _CASE, _MENTION = table_of(Author), table_of(Case), table_of(Mention)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One mention as it was stored, and whether its author waits or writes again."""

    id: int
    text: str
    kind: MentionKind
    by_brand: bool
    summoned: bool
    in_case: bool
    repeated: bool


def of(session: Session, ids: Sequence[int]) -> Iterator[Seen]:
    """These mentions, in the order given."""
    for start in range(0, len(ids), MOST_IDS):
        yield from _of(session, ids[start : start + MOST_IDS])


def _of(session: Session, ids: Collection[int]) -> Iterator[Seen]:
    rows = session.execute(
        select_columns(
            col(Mention.id),
            col(Mention.text),
            col(Mention.kind),
            col(Mention.by_brand),
            col(Mention.summoned),
            col(Mention.author_id),
        ).where(col(Mention.id).in_(ids))
    ).all()
    found = {one.id: one for one in _seen(session, [tuple(row) for row in rows])}
    yield from (found[number] for number in ids if number in found)


def of_new(session: Session, stored: Sequence[Stored]) -> Iterator[Seen]:
    """Of what this transaction has stored: its words are at hand."""
    for start in range(0, len(stored), MOST_IDS):
        rows = [
            (
                one.id,
                one.mention.text,
                one.mention.kind,
                one.mention.by_brand,
                one.mention.summoned,
                one.author_id,
            )
            for one in stored[start : start + MOST_IDS]
        ]
        yield from _seen(session, rows)


def _seen(
    session: Session, rows: Sequence[tuple[Any, str, MentionKind, bool, bool, int]]
) -> Iterator[Seen]:
    authors = {author for *_, by_brand, _, author in rows if not by_brand}
    waits, again = _in_cases(session, authors), _writing_again(session, authors)
    for number, text, kind, ours, summoned, author in rows:
        yield Seen(
            id=key(number),
            text=text,
            kind=kind,
            by_brand=ours,
            summoned=summoned,
            in_case=author in waits,
            repeated=author in again,
        )


def _in_cases(session: Session, authors: Collection[int]) -> set[int]:
    """Which of them wait in an open case."""
    return set(session.connection().execute(_IN_CASES, {"authors": list(authors)}).scalars())


def _writing_again(session: Session, authors: Collection[int]) -> set[int]:
    """Of which of them more than one post waits for the model."""
    return set(session.connection().execute(_AGAIN, {"authors": list(authors)}).scalars())


_THESE: Any = bindparam("authors", expanding=True)
_IN_CASES = (
    select_columns(_AUTHOR.c.id)
    .join(_CASE, _CASE.c.customer_id == _AUTHOR.c.customer_id)
    .where(
        _AUTHOR.c.id.in_(_THESE),
        _CASE.c.status.in_(OPEN_STATUSES),
        _CASE.c.waiting_since.is_not(None),
    )
    .distinct()
)
_AGAIN = (
    select_columns(_MENTION.c.author_id)
    .where(_MENTION.c.author_id.in_(_THESE), _MENTION.c.triaged_at.is_(None))
    .group_by(_MENTION.c.author_id)
    .having(func.count() > 1)
)

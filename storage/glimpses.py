"""What is known of mentions before the model has read them, in two queries a page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, false, func, true, union_all
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from domain.case import OPEN_STATUSES
from domain.first_look import Glimpse, is_addressed
from storage.among import among
from storage.ids import key
from storage.models import Author, Case, Mention
from storage.pages import Stored
from storage.upsert import dialect_of, table_of

MOST_IDS = 500
_AUTHOR, _CASE, _MENTION = table_of(Author), table_of(Case), table_of(Mention)
Seen = tuple[int, Glimpse]
"""A mention's key, and what is known of it."""


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
    found = dict(
        _seen(
            session,
            [
                (key(number), text, by_brand, is_addressed(kind, summoned=summoned), author)
                for number, text, kind, by_brand, summoned, author in rows
            ],
        )
    )
    yield from ((number, found[number]) for number in ids if number in found)


def of_new(session: Session, stored: Sequence[Stored]) -> Iterator[Seen]:
    """Of what this transaction has stored: its words are at hand."""
    for start in range(0, len(stored), MOST_IDS):
        rows = [
            (
                one.id,
                one.mention.text,
                one.mention.by_brand,
                is_addressed(one.mention.kind, summoned=one.mention.summoned),
                one.author_id,
            )
            for one in stored[start : start + MOST_IDS]
        ]
        yield from _seen(session, rows)


def _seen(session: Session, rows: Sequence[tuple[int, str, bool, bool, int]]) -> Iterator[Seen]:
    waits, again = _waiting(session, {author for *_, by_brand, _, author in rows if not by_brand})
    for number, text, by_brand, addressed, author in rows:
        yield (
            number,
            Glimpse(
                text=text,
                by_brand=by_brand,
                in_case=author in waits,
                repeated=author in again,
                addressed=addressed,
            ),
        )


def _waiting(session: Session, authors: Collection[int]) -> tuple[set[int], set[int]]:
    """Which of them wait in an open case; of which more than one post waits for the model."""
    rows = session.connection().execute(
        _statement(dialect_of(session)), {"authors": sorted(authors)}
    )
    waits: set[int] = set()
    again: set[int] = set()
    for author, in_case in rows:
        (waits if in_case else again).add(author)
    return waits, again


@cache
def _statement(dialect: str) -> CompoundSelect[Any]:
    in_case = (
        select_columns(_AUTHOR.c.id, true())
        .join(_CASE, _CASE.c.customer_id == _AUTHOR.c.customer_id)
        .where(
            among(dialect, _AUTHOR.c.id, "authors"),
            _CASE.c.status.in_(OPEN_STATUSES),
            _CASE.c.waiting_since.is_not(None),
        )
        .distinct()
    )
    again = (
        select_columns(_MENTION.c.author_id, false())
        .where(among(dialect, _MENTION.c.author_id, "authors"), _MENTION.c.triaged_at.is_(None))
        .group_by(_MENTION.c.author_id)
        .having(func.count() > 1)
    )
    return union_all(in_case, again)

"""Full-text search over cases: the words of a customer's name and of the case's posts.

Erasing a text is changing or deleting the mention (or the customer's name) in a `Database.write`
transaction: the index follows in the same commit. `purge` then removes what the database's own
files may still hold of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, column, delete, false, func, literal_column, table
from sqlalchemy import select as select_columns
from sqlalchemy import text as sql
from sqlmodel import Session, col, select

from domain.words import Asked, asked, words
from storage.ids import key
from storage.models import Case, Customer, Mention, SearchPending

NEWEST_POSTS = 200
"""Of a case with more posts than this the newest are searched."""
MOST_BYTES = 500_000
"""Of words in one case; PostgreSQL refuses a megabyte."""
AT_ONCE = 200
"""Cases that one transaction reads anew; more wait for the next one."""
FEW = 5_000
"""So many finds are looked up one by one; of more, the inbox is read until enough are found."""

_UNNEST = "unnest(CAST(:found AS bigint[]))"
_SQLITE = table("case_search", column("rowid"), column("words"))
_SQLITE_ROWS = table("case_search_content", column("id"), column("c0"))
_POSTGRESQL = table("case_search", column("case_id"), column("words"))


def refresh(session: Session) -> int:
    """Read the cases anew that changed in this transaction; returns how many.

    `Database.write` calls it before each commit. The newest changes come first, so that what is
    left over from a large one does not hold up the words of this moment.
    """
    session.flush()
    connection = session.connection()
    lock = "" if connection.dialect.name == "sqlite" else "FOR UPDATE SKIP LOCKED"
    rows = connection.exec_driver_sql(
        f"SELECT id, case_id FROM search_pending ORDER BY id DESC LIMIT {AT_ONCE} {lock}"  # noqa: S608
    ).all()
    if not rows:
        return 0
    numbers = sorted({case_id for _, case_id in rows})
    _store(session, numbers)
    session.execute(
        delete(SearchPending).where(col(SearchPending.id).in_([row[0] for row in rows]))
    )
    return len(numbers)


def purge(session: Session) -> None:
    """Remove erased words from the index's pages; on a large SQLite database it takes a while."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sql("INSERT INTO case_search(case_search) VALUES ('optimize')"))


def _store(session: Session, numbers: Sequence[int]) -> None:
    if session.get_bind().dialect.name == "sqlite":
        _store_sqlite(session, numbers)
    else:
        _store_postgresql(session, numbers)


def _store_sqlite(session: Session, numbers: Sequence[int]) -> None:
    found = [
        {"id": number, "words": " ".join(_fit(texts))} for number, texts in _texts(session, numbers)
    ]
    session.execute(
        sql("DELETE FROM case_search WHERE rowid IN (SELECT value FROM json_each(:ids))"),
        {"ids": str(list(numbers))},
    )
    if found:
        session.execute(sql("INSERT INTO case_search(rowid, words) VALUES (:id, :words)"), found)


def _store_postgresql(session: Session, numbers: Sequence[int]) -> None:
    """Others who change the same case wait for our lock, and then read what we wrote."""
    here = "case_id = ANY(:ids)"
    lock = sql(f"SELECT case_id FROM case_search WHERE {here} ORDER BY case_id FOR UPDATE")  # noqa: S608
    session.execute(lock, {"ids": list(numbers)})
    found = [{"id": number, "words": _fit(text)} for number, text in _texts(session, numbers)]
    gone = sorted(set(numbers) - {int(str(one["id"])) for one in found})
    if gone:
        session.execute(sql(f"DELETE FROM case_search WHERE {here}"), {"ids": gone})  # noqa: S608
    if found:
        session.execute(
            sql(
                "INSERT INTO case_search(case_id, words) VALUES (:id, array_to_tsvector(:words)) "
                "ON CONFLICT (case_id) DO UPDATE SET words = excluded.words"
            ),
            found,
        )


def _texts(session: Session, numbers: Sequence[int]) -> Iterable[tuple[int, list[str]]]:
    """What each case is searched by; a case that is gone has nothing."""
    named = session.exec(
        select(Case.id, Customer.name)
        .join(Customer, col(Customer.id) == col(Case.customer_id))
        .where(col(Case.id).in_(numbers))
    ).all()
    found = {key(number): [name] for number, name in named}
    posts = session.exec(
        select(Mention.case_id, Mention.text)
        .where(col(Mention.case_id).in_(numbers))
        .order_by(col(Mention.case_id), col(Mention.published_at).desc(), col(Mention.id).desc())
    ).all()
    for number, said in posts:
        texts = found.get(key(number))
        if texts is not None and len(texts) <= NEWEST_POSTS:
            texts.append(said)
    return found.items()


def _fit(texts: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(word for text in texts for word in words(text)))
    size = 0
    for place, word in enumerate(found):
        size += len(word.encode())
        if size > MOST_BYTES:
            return found[:place]
    return found


# --- finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A condition on cases; `few` says that it is a short list of them."""

    condition: ColumnElement[bool]
    few: bool


def find(session: Session, typed: str) -> Found:
    """Cases that hold every word that was typed; none if it has no word at all.

    Whatever is typed is a search for words: it cannot be a mistake in a query language. Few finds
    become a list; of many, each case that the inbox would show is asked in turn.
    """
    wanted = asked(typed)
    if not wanted:
        return Found(condition=false(), few=True)
    sqlite = session.get_bind().dialect.name == "sqlite"
    match = _match_sqlite(wanted) if sqlite else _match_postgresql(wanted)
    number = _SQLITE.c.rowid if sqlite else _POSTGRESQL.c.case_id
    found = session.execute(select_columns(number).where(match).limit(FEW + 1)).scalars().all()
    if len(found) > FEW:
        probe = _holds_sqlite(wanted) if sqlite else _holds_postgresql(wanted)
        return Found(condition=probe, few=False)
    listed = (
        "SELECT value FROM json_each(:found)"
        if sqlite
        else "SELECT unnest(CAST(:found AS bigint[]))"
    )
    values: Any = str(list(found)) if sqlite else list(found)
    return Found(condition=col(Case.id).in_(sql(listed).bindparams(found=values)), few=True)


def _match_sqlite(wanted: Iterable[Asked]) -> ColumnElement[bool]:
    return literal_column("case_search").op("MATCH")(" AND ".join(map(_as_fts5, wanted)))


def _holds_sqlite(wanted: Iterable[Asked]) -> ColumnElement[bool]:
    """Whether one case holds the words, from the row's own list: FTS5 would begin a new search."""
    said: Any = literal_column("' ' || c0 || ' '")
    signs = [f" {one.word}" if one.begins else f" {one.word} " for one in wanted]
    holds = and_(*(func.instr(said, sign) > 0 for sign in signs))
    row = select_columns(holds).select_from(_SQLITE_ROWS).where(_SQLITE_ROWS.c.id == col(Case.id))
    return func.coalesce(row.scalar_subquery(), false())


def _holds_postgresql(wanted: Iterable[Asked]) -> ColumnElement[bool]:
    row = select_columns(_match_postgresql(wanted)).select_from(_POSTGRESQL)
    found = row.where(_POSTGRESQL.c.case_id == col(Case.id)).scalar_subquery()
    return func.coalesce(found, false())


def _match_postgresql(wanted: Iterable[Asked]) -> ColumnElement[bool]:
    return literal_column("case_search.words").op("@@")(_as_tsquery(wanted))


def _as_fts5(one: Asked) -> str:
    return f'"{one.word}"*' if one.begins else f'"{one.word}"'


def _as_tsquery(wanted: Iterable[Asked]) -> Any:
    typed = " & ".join(f"'{one.word}':*" if one.begins else f"'{one.word}'" for one in wanted)
    return sql("CAST(:typed AS tsquery)").bindparams(typed=typed)

"""Full-text search over cases: the words of a customer's name and of the case's posts.

Erasing a text is changing or deleting the mention (or the customer's name) in a `Database.write`
transaction: the index follows in the same commit. `purge` then removes what the database's own
files may still hold of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    column,
    delete,
    false,
    func,
    literal_column,
    table,
)
from sqlalchemy import select as select_columns
from sqlalchemy import text as sql
from sqlmodel import Session, col, select

from domain.case import CaseStatus
from domain.words import Asked, asked, words
from storage.among import among, within
from storage.ids import key
from storage.models import Case, Customer, Mention, SearchPending

NEWEST_POSTS = 200
"""Of a case with more posts than this the newest are searched."""
MOST_BYTES = 500_000
"""Of words in one case; PostgreSQL refuses a megabyte."""
AT_ONCE = 200
"""Cases that one transaction reads anew; more wait for the next one."""
MOST_FOUND = 1_000
"""Of more cases than this the newest are found, and the most urgent of those that are open."""
SLICES = (5_000, 50_000)
"""PostgreSQL looks among so many newest cases first: common words end there."""

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
        delete(SearchPending)
        .where(within(col(SearchPending.id), [row[0] for row in rows]))
        .execution_options(synchronize_session=False)
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
    found = {number: " ".join(_fit(texts)) for number, texts in _texts(session, numbers)}
    gone = sorted(set(numbers) - set(found))
    if gone:
        session.execute(sql(f"DELETE FROM case_search WHERE {here}"), {"ids": gone})  # noqa: S608
    if found:
        session.execute(_WRITE, {"ids": list(found), "words": list(found.values())})


_WRITE = sql(
    "INSERT INTO case_search(case_id, words) "
    "SELECT id, array_to_tsvector(string_to_array(words, ' ')) "
    "FROM unnest(CAST(:ids AS bigint[]), CAST(:words AS text[])) AS new(id, words) "
    "ON CONFLICT (case_id) DO UPDATE SET words = excluded.words"
)
"""All cases at once: a statement for each takes three times as long."""


def _texts(session: Session, numbers: Sequence[int]) -> Iterable[tuple[int, list[str]]]:
    """What each case is searched by; a case that is gone has nothing."""
    named = session.exec(
        select(Case.id, Customer.name)
        .join(Customer, col(Customer.id) == col(Case.customer_id))
        .where(within(col(Case.id), numbers))
    ).all()
    found = {key(number): [name] for number, name in named}
    posts = session.exec(
        select(Mention.case_id, Mention.text)
        .where(within(col(Mention.case_id), numbers))
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
    """At most two thousand cases; `more` hold the words besides."""

    cases: Sequence[int] = ()
    more: bool = False

    def values(self) -> dict[str, Any]:
        """What `is_found` leaves open."""
        return {"found": list(self.cases)}


def find(session: Session, typed: str) -> Found:
    """Cases that hold every word that was typed; none if it has no word at all.

    Whatever is typed is a search for words: it cannot be a mistake in a query language. Where more
    than MOST_FOUND hold them, these are the newest of them (on SQLite of those that hold the words
    as they were typed, if these are so many), and those among the MOST_FOUND most urgent open
    cases: so the work does not grow with how common a word is.
    """
    wanted = asked(typed)
    if not wanted:
        return Found()
    sqlite = session.get_bind().dialect.name == "sqlite"
    newest = _newest_sqlite if sqlite else _newest_postgresql
    found = newest(session, wanted)
    more = len(found) > MOST_FOUND
    if more:
        found = sorted({*found[:MOST_FOUND], *_urgent(session, wanted, sqlite=sqlite)})
    return Found(cases=found, more=more)


def is_found(dialect: str) -> ColumnElement[bool]:
    """Whether a case is among those of `Found.values`."""
    number: Any = col(Case.id)
    return among(dialect, number, "found")


def _newest_sqlite(session: Session, wanted: Sequence[Asked]) -> list[int]:
    """FTS5 reads the list of a word from its end, and stops; for a beginning it first puts the
    lists of all its words together. Common words are therefore looked for as they were typed."""
    exact = _cases_sqlite(session, [replace(one, begins=False) for one in wanted])
    return exact if len(exact) > MOST_FOUND else _cases_sqlite(session, wanted)


def _cases_sqlite(session: Session, wanted: Sequence[Asked]) -> list[int]:
    number = _SQLITE.c.rowid
    statement = select_columns(number).where(_match_sqlite(wanted)).order_by(number.desc())
    return list(session.execute(statement.limit(MOST_FOUND + 1)).scalars())


def _newest_postgresql(session: Session, wanted: Sequence[Asked]) -> list[int]:
    """A GIN index finds all or nothing, so that common words are looked for among new cases.

    The words' own finds stand in a subquery that is worked out first: else the planner may read all
    cases from the newest on, to find words that none of them has.
    """
    number = _POSTGRESQL.c.case_id
    match = _match_postgresql(wanted)
    last = session.execute(select_columns(func.max(number))).scalar() or 0
    for size in SLICES:
        new = select_columns(number).where(number > last - size, match)
        found = session.execute(new.order_by(number.desc()).limit(MOST_FOUND + 1)).scalars().all()
        if len(found) > MOST_FOUND or size >= last:
            return list(found)
    every = select_columns(number).where(match).cte().prefix_with("MATERIALIZED")
    newest = select_columns(every.c.case_id).order_by(every.c.case_id.desc())
    return list(session.execute(newest.limit(MOST_FOUND + 1)).scalars())


def _urgent(session: Session, wanted: Sequence[Asked], *, sqlite: bool) -> Sequence[int]:
    """Those of the most urgent open cases that hold the words."""
    probe = _holds_sqlite(wanted) if sqlite else _holds_postgresql(wanted)
    first = (
        select(Case.id)
        .where(Case.status == CaseStatus.OPEN)
        .order_by(col(Case.rank).desc())
        .limit(MOST_FOUND)
    )
    found = session.exec(select(Case.id).where(col(Case.id).in_(first), probe)).all()
    return [key(number) for number in found]


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

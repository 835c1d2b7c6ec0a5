"""A list of values as one parameter finds what `IN` finds, by the same index."""

from __future__ import annotations

from sqlmodel import col, select

from storage.among import within
from storage.engine import Database
from storage.models import Mention
from tests.statements import counted
from tests.storage.builders import post, store


def test_numbers_and_texts_are_found(database: Database) -> None:
    ids = store(database, post("a"), post("it's"), post('"b"'))
    with database.read() as session:
        by_number = select(Mention.external_id).where(within(col(Mention.id), [*ids[:2], None, -1]))
        assert set(session.execute(by_number).scalars()) == {"a", "it's"}
        by_text = select(Mention.id).where(within(col(Mention.external_id), {"it's", '"b"', "no"}))
        assert set(session.execute(by_text).scalars()) == set(ids[1:])


def test_of_nothing_nothing_is_found(database: Database) -> None:
    store(database, post("a"))
    with database.read() as session:
        for column in (col(Mention.id), col(Mention.external_id), col(Mention.in_reply_to)):
            assert session.execute(select(Mention.id).where(within(column, []))).all() == []
            assert session.execute(select(Mention.id).where(within(column, [None]))).all() == []


def test_however_many_there_are_the_statement_is_the_same(database: Database) -> None:
    with database.read() as session, counted(database) as sent:
        for numbers in ([], [1], range(2_000)):
            session.execute(select(Mention.id).where(within(col(Mention.id), numbers)))
    assert sum("mention" in one for one in sent) == 3
    assert len({one for one in sent if "mention" in one}) == 1


def test_it_goes_by_the_index(database: Database) -> None:
    """SQLite reads the whole table where a condition is written as `(...) = 1`."""
    statement = select(Mention.id).where(within(col(Mention.case_id), [1, 2]))
    assert str(statement.compile(database.engine)).endswith(")")

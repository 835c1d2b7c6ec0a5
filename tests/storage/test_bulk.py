"""What goes past the records is what records would have written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlmodel import Session, SQLModel

from domain.mention import IncomingMention, MentionKind
from storage import accounts, bulk
from storage.among import among
from storage.engine import Database
from storage.models import Arrival, Author, Conversation, Customer, Mention, Task, Throughput
from storage.named import UNIQUE, rows_of
from storage.upsert import table_of
from tests.storage.builders import NOW, author, number_of, post, rows, store

EAST = dt.timezone(dt.timedelta(hours=14))
NAMES = ("a", "Ä", "日本", "😀", "it's", 'say "x"', "back\\slash", "a,b", "{}", "%s", ":x", "")


def customer(**given: Any) -> dict[str, Any]:
    return {"id": 1, "name": "Anna", "attributes": {}, "created_at": NOW} | given


def mention(**given: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "platform": "x",
        "external_id": "1",
        "kind": MentionKind.MESSAGE,
        "author_id": 1,
        "conversation_id": 1,
        "in_reply_to": None,
        "text": "100 % 'fine' 😀",
        "url": "",
        "language": None,
        "published_at": NOW,
        "stored_at": NOW,
        "summoned": True,
        "by_brand": False,
        "listener": "x",
        "raw": {"a": [1, None, 0.5, {"ü": "ß😀"}]},
    } | given


def task(**given: Any) -> dict[str, Any]:
    times = {"run_at": NOW, "turn_at": NOW, "created_at": NOW}
    return {"id": 1, "kind": "t", "payload": {"mentions": [1, 2]}, "attempts": 0} | times | given


WRITTEN: dict[str, tuple[type[SQLModel], dict[str, Any]]] = {
    "a person": (Customer, customer(attributes={"tier": "gold"})),
    "a moment elsewhere": (Customer, customer(created_at=NOW.astimezone(EAST))),
    "a moment before time": (Customer, customer(created_at=dt.datetime.min.replace(tzinfo=EAST))),
    "microseconds": (Customer, customer(created_at=NOW.replace(microsecond=7))),
    "a post": (Mention, mention()),
    "a post that says nothing": (Mention, mention(text="", raw={}, by_brand=True)),
    "a task": (Task, task()),
    "a task's error": (Task, task(last_error="a\x00b" * 1000)),
}


@pytest.mark.parametrize(("record", "row"), WRITTEN.values(), ids=WRITTEN)
def test_a_row_is_written_as_its_record_would_be(
    database: Database, record: type[SQLModel], row: dict[str, Any]
) -> None:
    by_record = written(database, record, lambda session: session.add(record(**row)))
    in_bulk = written(database, record, lambda session: bulk.insert_all(session, record, [row]))
    both = [row, row | {"id": 2, "external_id": "2"} if record is Mention else row | {"id": 2}]
    two = written(database, record, lambda session: bulk.insert_all(session, record, both))
    assert in_bulk == by_record
    assert two[:1] == by_record
    assert len(two) == 2


def written(
    database: Database, record: type[SQLModel], write: Callable[[Session], object]
) -> list[dict[str, Any]]:
    """What the driver finds in the table; it is empty again afterwards."""
    with database.write() as session:
        session.add(Customer(id=9, name="", created_at=NOW))
        session.flush()
        session.add(Author(id=1, platform="x", external_id="", customer_id=9, created_at=NOW))
        session.add(Conversation(id=1, platform="x", external_id=""))
        session.flush()
        write(session)
        session.flush()
        found = session.connection().exec_driver_sql(
            f'SELECT * FROM "{record.__tablename__}" WHERE id < 9 ORDER BY id'  # noqa: S608
        )
        there = [dict(row) for row in found.mappings()]
        session.rollback()
    return there


@pytest.mark.parametrize("name", NAMES)
def test_what_is_asked_for_is_found_and_nothing_else(database: Database, name: str) -> None:
    with database.write() as session:
        for number, one in enumerate(NAMES):
            session.add(Customer(id=number + 1, name=one, created_at=NOW))
    table = table_of(Customer)
    here = table.select().where(among(database.engine.dialect.name, table.c.name, "names"))
    with database.read() as session:

        def found(names: Sequence[str]) -> set[str]:
            return {row.name for row in session.connection().execute(here, {"names": names})}

        assert found([name]) == {name}
        assert found([name, "nobody"]) == {name}
        assert found([]) == set()
        assert found(NAMES) == set(NAMES)


def test_keys_are_given_once(database: Database) -> None:
    store(database, post("a"))
    (stored,) = rows(database, Mention)
    same = {"author_id": stored.author_id, "conversation_id": stored.conversation_id}
    with database.write() as session:
        first = bulk.numbers(session, table_of(Mention), 3)
        session.add(Mention(**mention(id=first[-1], **same)))
    with database.write() as session:
        then = bulk.numbers(session, table_of(Mention), 2)
    assert sorted({*first, *then}) == [*first, *then]
    assert {row.id for row in rows(database, Mention)}.isdisjoint({*first[:-1], *then})


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_two_workers_at_once_get_keys_of_their_own(database: Database) -> None:
    with database.write() as one, database.write() as other:
        mine, theirs = (bulk.numbers(s, table_of(Mention), 100) for s in (one, other))
    assert set(mine).isdisjoint(theirs)


def test_what_is_there_already_is_left_as_it_is_and_told(database: Database) -> None:
    (known,) = store(database, post("a"))
    (stored,) = rows(database, Mention)

    def posts(*named: tuple[int, str]) -> list[dict[str, Any]]:
        same = {"author_id": stored.author_id, "conversation_id": stored.conversation_id}
        return [mention(id=known + number, external_id=name, **same) for number, name in named]

    with database.write() as session:
        given = posts((5, "a"), (6, "b"))
        assert not bulk.insert_new(session, table_of(Mention), given, unique=UNIQUE)
        given = posts((7, "c"), (8, "d"))
        assert bulk.insert_new(session, table_of(Mention), given, unique=UNIQUE)
    assert [(row.id, row.external_id) for row in rows(database, Mention)] == [
        (known, "a"),
        (known + 6, "b"),
        (known + 7, "c"),
        (known + 8, "d"),
    ]


def test_counts_are_added_to_what_is_there(database: Database) -> None:
    hour = NOW.replace(minute=0)
    for posts in (2, 3):
        given = [{"listener": name, "hour": hour, "posts": posts} for name in ("x", "y")]
        with database.write() as session:
            bulk.add_up(session, Arrival, given, counts=("posts",))
    with database.write() as session:
        bulk.add_up(session, Arrival, [], counts=("posts",))
        row = {"source": "x", "minute": hour, "stored": 1, "judged": 7}
        bulk.add_up(session, Throughput, [row], counts=("stored", "judged"))
        bulk.add_up(session, Throughput, [row | {"judged": 0}], counts=("stored", "judged"))
    assert [(row.listener, row.posts) for row in rows(database, Arrival)] == [("x", 5), ("y", 5)]
    assert [(row.stored, row.judged) for row in rows(database, Throughput)] == [(2, 7)]


# --- another worker stores the same between our look and our writing


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look for accounts finds none: those that are there were stored after it."""
    answers: list[Callable[..., Any]] = [lambda *_: []]
    monkeypatch.setattr(
        accounts, "rows_of", lambda *asked: (answers.pop() if answers else rows_of)(*asked)
    )


def heard(name: str, handle: str) -> IncomingMention:
    return post(name, by=author(handle, followers=len(name)), thread=f"thread of {handle}")


@pytest.mark.usefixtures("blind")
def test_what_another_worker_has_stored_meanwhile_is_stored_once(database: Database) -> None:
    with database.write() as session:
        session.add(Customer(id=9, name="Anna", created_at=NOW))
        session.flush()
        session.add(
            Author(
                id=8,
                platform="x",
                external_id="id-anna",
                handle="was",
                customer_id=9,
                created_at=NOW,
            )
        )
        session.add(Conversation(id=7, platform="x", external_id="thread of anna"))
        session.flush()
        session.add(Mention(**mention(id=6, external_id="a", author_id=8, conversation_id=7)))
    (new,) = store(database, heard("a", "anna"), heard("new", "anna"))
    assert {row.external_id: row.id for row in rows(database, Mention)} == {"a": 6, "new": new}
    assert [(row.id, row.handle, row.customer_id) for row in rows(database, Author)] == [
        (8, "anna", 9)
    ]
    assert {row.conversation_id for row in rows(database, Mention)} == {7}
    assert number_of(database, Customer) == 1

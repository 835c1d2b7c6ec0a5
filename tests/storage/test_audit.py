"""The audit's chain: whoever changes the past by SQL is found, and writers at once fork nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from domain.audit import GENESIS, Chain, Fault
from domain.role import Role
from storage import audit, audit_schema, users
from storage.audit import AuditFilter
from storage.engine import Database
from storage.models import AuditEntry, AuditHead
from tests.storage.builders import DAY, NOW, add_user, at_once, number_of, rows

ROWS = 6
Change = Callable[[Connection], None]


@pytest.fixture
def ada(database: Database) -> int:
    with database.write() as session:
        return add_user(session, "ada", Role.LEAD)


@pytest.fixture
def filled(database: Database, ada: int) -> Database:
    for number in range(1, ROWS + 1):
        with database.write() as session:
            users.audit(
                session,
                "case.claimed" if number % 2 else "reply.approved",
                f"case:{number}",
                user_id=ada if number > 2 else None,
                wall=NOW + number * DAY,
                reply=number,
            )
    return database


def faults(database: Database, anchor: str = "") -> list[Fault]:
    with database.read() as session:
        chain = Chain(head=audit.head(session), anchor=anchor)
        return list(chain.faults(audit.all_entries(session)))


def by_hand(database: Database, change: Change) -> None:
    """As somebody does it who owns the database: the triggers are no hindrance to him."""
    with database.engine.begin() as connection:
        audit_schema.let_go(connection)
        change(connection)
        audit_schema.follow(connection)


def run(*statements: str) -> Change:
    def change(connection: Connection) -> None:
        for statement in statements:
            connection.execute(text(statement))

    return change


def test_each_row_follows_the_one_before_it(filled: Database) -> None:
    found = rows(filled, AuditEntry)
    assert [row.number for row in found] == list(range(1, ROWS + 1))
    assert [row.previous for row in found] == [GENESIS, *(row.hash for row in found[:-1])]
    (head,) = rows(filled, AuditHead)
    assert (head.number, head.hash) == (ROWS, found[-1].hash)
    assert faults(filled) == []


SWAPPED = (
    "UPDATE audit_entry SET number = -2 WHERE number = 2",
    "UPDATE audit_entry SET number = 2 WHERE number = 4",
    "UPDATE audit_entry SET number = 4 WHERE number = -2",
)
COPY = (
    "INSERT INTO audit_entry (id, at, action, subject, detail, number, before_chain, previous, "
    "hash) SELECT id + 100, at, action, subject, detail, {number}, before_chain, previous, hash "
    "FROM audit_entry WHERE number = 3"
)
MAKE_ROOM = "UPDATE audit_entry SET number = -number WHERE number >= 4"
MOVE_UP = "UPDATE audit_entry SET number = 1 - number WHERE number < 0"
TAMPERED: dict[str, tuple[tuple[str, ...], int]] = {
    "what": (("UPDATE audit_entry SET action = 'case.released' WHERE number = 3",), 3),
    "whom": (("UPDATE audit_entry SET subject = 'case:99' WHERE number = 1",), 1),
    "who": (("UPDATE audit_entry SET user_id = NULL WHERE number = 4",), 4),
    "when": (("UPDATE audit_entry SET at = '2020-01-01 00:00:00' WHERE number = 5",), 5),
    "detail": (("""UPDATE audit_entry SET detail = '{"reply": 7}' WHERE number = 6""",), 6),
    "mark": (("UPDATE audit_entry SET before_chain = true WHERE number = 2",), 2),
    "hash": (("UPDATE audit_entry SET hash = previous WHERE number = 2",), 2),
    "deleted": (("DELETE FROM audit_entry WHERE number = 3",), 3),
    "first deleted": (("DELETE FROM audit_entry WHERE number = 1",), 1),
    "last deleted": (("DELETE FROM audit_entry WHERE number = 6",), 6),
    "all deleted": (("DELETE FROM audit_entry",), 1),
    "swapped": (SWAPPED, 2),
    "put in": ((MAKE_ROOM, MOVE_UP, COPY.format(number=4)), 4),
    "put at the end": ((COPY.format(number=7),), 7),
    "head forgotten": (("DELETE FROM audit_head",), 6),
}


def test_a_change_of_the_past_is_found_and_named(filled: Database) -> None:
    found = {name: tried(filled, statements) for name, (statements, _) in TAMPERED.items()}
    first = {name: one[0].number if one else None for name, one in found.items()}
    assert first == {name: number for name, (_, number) in TAMPERED.items()}
    assert faults(filled) == []


def tried(database: Database, statements: tuple[str, ...]) -> list[Fault]:
    """What is found after these statements, which are then undone."""
    with database.engine.connect() as connection, connection.begin() as undone:
        audit_schema.let_go(connection)
        run(*statements)(connection)
        with Session(connection) as session:
            chain = Chain(head=audit.head(session))
            found = list(chain.faults(audit.all_entries(session)))
        undone.rollback()
        return found


def test_one_changed_row_is_one_fault(filled: Database) -> None:
    by_hand(filled, run(*TAMPERED["what"][0]))
    (fault,) = faults(filled)
    assert "was changed" in fault.what


def test_a_chain_that_was_made_anew_does_not_hold_the_anchor(filled: Database, ada: int) -> None:
    anchor = f"{ROWS}:{rows(filled, AuditEntry)[-1].hash}"
    assert faults(filled, anchor) == []
    by_hand(filled, run("DELETE FROM audit_entry", "DELETE FROM audit_head"))
    for number in range(ROWS + 1):
        with filled.write() as session:
            users.audit(session, "case.claimed", f"case:{number}", user_id=ada, wall=NOW)
    assert faults(filled) == []
    (fault,) = faults(filled, anchor)
    assert anchor.partition(":")[2] in fault.what


def test_rows_that_came_after_the_anchor_do_not_mind_it(filled: Database, ada: int) -> None:
    anchor = rows(filled, AuditEntry)[2].hash
    assert faults(filled, anchor) == []


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_entry SET action = 'x' WHERE number = 3", "DELETE FROM audit_entry"],
)
def test_the_database_itself_refuses_to_change_a_row(filled: Database, statement: str) -> None:
    with pytest.raises(DBAPIError, match="never changed"), filled.engine.begin() as connection:
        connection.execute(text(statement))
    assert faults(filled) == []


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_postgresql_refuses_to_empty_the_table(filled: Database) -> None:
    with pytest.raises(DBAPIError, match="never changed"), filled.engine.begin() as connection:
        connection.execute(text("TRUNCATE audit_entry"))


def test_writers_at_once_make_one_chain(database: Database) -> None:
    def write(number: int) -> None:
        for turn in range(5):
            with database.write() as session:
                users.audit(session, "case.claimed", f"case:{number}", user_id=None, wall=NOW)
                users.audit(session, "case.released", f"case:{turn}", user_id=None, wall=NOW)

    at_once(6, write)
    assert number_of(database, AuditEntry) == 60
    assert faults(database) == []


def test_what_is_rolled_back_leaves_no_row_and_no_gap(filled: Database) -> None:
    with pytest.raises(ZeroDivisionError), filled.write() as session:  # noqa: PT012
        users.audit(session, "case.claimed", "case:1", user_id=None, wall=NOW)
        _ = 1 / 0
    with filled.write() as session:
        users.audit(session, "case.claimed", "case:1", user_id=None, wall=NOW)
    assert number_of(filled, AuditEntry) == ROWS + 1
    assert faults(filled) == []


def test_rows_are_found_by_who_what_whom_and_when(filled: Database, ada: int) -> None:
    def numbers(wanted: AuditFilter) -> list[int]:
        with filled.read() as session:
            return [row.number for row in audit.found(session, wanted, limit=50)]

    assert numbers(AuditFilter()) == [6, 5, 4, 3, 2, 1]
    assert numbers(AuditFilter(user_id=ada)) == [6, 5, 4, 3]
    assert numbers(AuditFilter(what="case")) == [5, 3, 1]
    assert numbers(AuditFilter(what="case.claimed", user_id=ada)) == [5, 3]
    assert numbers(AuditFilter(what="cas")) == []
    either = ("case.claimed", "user.added")
    assert numbers(AuditFilter(actions=either)) == sorted(
        {*numbers(AuditFilter(what=either[0])), *numbers(AuditFilter(what=either[1]))}, reverse=True
    )
    assert numbers(AuditFilter(actions=("case",))) == [], "of several only whole ones"
    assert numbers(AuditFilter(what="%")) == []
    assert numbers(AuditFilter(subject="case:2")) == [2]
    assert numbers(AuditFilter(since=NOW + 2 * DAY, until=NOW + 4 * DAY)) == [3, 2]
    with filled.read() as session:
        page = audit.found(session, AuditFilter(), limit=2, offset=2)
        assert [row.number for row in page] == [4, 3]

"""Rows of the audit from before the chain: chained, marked, and without anybody's words."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import text

from domain.audit import Chain
from storage import audit, migrate, users
from storage.engine import Database, make_database
from storage.models import AuditEntry
from tests.storage.builders import NOW, rows

OLD = (
    "INSERT INTO audit_entry (at, action, subject, detail) VALUES "
    "(:at, :action, 'case:1', CAST(:detail AS {json}))"
)


@pytest.fixture
def old(empty_database_url: str) -> Iterator[Database]:
    """A database of the version before, with two rows."""
    database = make_database(empty_database_url)
    go(database, "0018", up=True)
    kind = "jsonb" if database.engine.dialect.name == "postgresql" else "text"
    with database.engine.begin() as connection:
        for action, detail in (
            ("case.dismissed", {"reason": "Zebulon is known to us"}),
            ("user.role", {"before": "agent", "after": "lead"}),
        ):
            told = {"at": NOW.replace(tzinfo=None), "action": action, "detail": json.dumps(detail)}
            connection.execute(text(OLD.format(json=kind)), told)
    yield database
    database.engine.dispose()


def go(database: Database, revision: str, *, up: bool) -> None:
    with (
        database.engine.connect() as connection,
        migrate._rebuilding(connection),
        connection.begin(),
    ):
        (command.upgrade if up else command.downgrade)(migrate._config(connection), revision)


def holds(database: Database) -> bool:
    with database.read() as session:
        return not list(Chain(head=audit.head(session)).faults(audit.all_entries(session)))


def test_what_was_there_is_chained_and_marked_and_says_no_words(old: Database) -> None:
    migrate.upgrade(old)
    with old.write() as session:
        users.audit(session, "case.claimed", "case:1", user_id=None, wall=NOW)
    found = rows(old, AuditEntry)
    assert [row.before_chain for row in found] == [True, True, False]
    assert [row.detail for row in found][:2] == [
        {"reason": "(22 characters)"},
        {"before": "agent", "after": "lead"},
    ]
    assert holds(old)


def test_it_can_go_down_and_up_again(old: Database) -> None:
    migrate.upgrade(old)
    go(old, "0018", up=False)
    migrate.upgrade(old)
    assert holds(old)
    migrate.check(old)

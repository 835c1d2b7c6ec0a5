"""The triggers that refuse to change or delete a row of the audit, on both engines."""

from __future__ import annotations

from sqlalchemy import Connection, inspect

TABLE = "audit_entry"
_WORDS = "rows of the audit are never changed"
_FUNCTION = "audit_entry_refused"


def follow(connection: Connection) -> None:
    """Make the triggers, once the table has its chain."""
    seen = inspect(connection)
    if not seen.has_table(TABLE) or "hash" not in {one["name"] for one in seen.get_columns(TABLE)}:
        return
    let_go(connection)
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.exec_driver_sql(statement)


def let_go(connection: Connection) -> None:
    """Remove them: a migration may make the table anew."""
    if connection.dialect.name == "sqlite":
        for change in ("update", "delete"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS audit_entry_{change}")
        return
    if inspect(connection).has_table(TABLE):
        for name in ("audit_entry_row", "audit_entry_all"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON {TABLE}")
    connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {_FUNCTION}()")


_SQLITE = tuple(
    f"CREATE TRIGGER audit_entry_{change} BEFORE {change.upper()} ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
    for change in ("update", "delete")
)
_POSTGRESQL = (
    f"CREATE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_WORDS}'; END $$",
    f"CREATE TRIGGER audit_entry_row BEFORE UPDATE OR DELETE ON {TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {_FUNCTION}()",
    f"CREATE TRIGGER audit_entry_all BEFORE TRUNCATE ON {TABLE} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION {_FUNCTION}()",
)

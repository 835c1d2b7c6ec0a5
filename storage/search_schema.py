"""The triggers that feed the search, and the name of its table, which no record describes.

SQLite has an FTS5 table whose rowid is the case's id, PostgreSQL a tsvector with a GIN index; a
migration makes them. The triggers only write down which case changed, so that no way of changing a
text can forget to; they are made anew after each migration.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect

TABLE = "case_search"
PENDING = "search_pending"

_CHANGES = {
    "mention": (("insert", ""), ("update", "case_id, text"), ("delete", "")),
    "case": (("insert", ""), ("update", "customer_id"), ("delete", "")),
    "customer": (("update", "name"),),
}
_CASES = {
    ("mention", "insert"): "SELECT NEW.case_id WHERE NEW.case_id IS NOT NULL",
    ("mention", "update"): "SELECT OLD.case_id WHERE OLD.case_id IS NOT NULL "
    "UNION SELECT NEW.case_id WHERE NEW.case_id IS NOT NULL",
    ("mention", "delete"): "SELECT OLD.case_id WHERE OLD.case_id IS NOT NULL",
    ("case", "insert"): "SELECT NEW.id",
    ("case", "update"): "SELECT NEW.id",
    ("case", "delete"): "SELECT OLD.id",
    ("customer", "update"): 'SELECT id FROM "case" WHERE customer_id = NEW.id',
}


def follow(connection: Connection) -> None:
    """Make the triggers where the schema has the table that they write to."""
    if not inspect(connection).has_table(PENDING):
        return
    let_go(connection)
    for table, changes in _CHANGES.items():
        for change, columns in changes:
            for statement in _trigger(connection.dialect.name, table, change, columns):
                connection.exec_driver_sql(statement)


def let_go(connection: Connection) -> None:
    """Remove the triggers: SQLite renames no table that the trigger of another one speaks of."""
    tables = set(inspect(connection).get_table_names())
    for table, changes in _CHANGES.items():
        for change, _ in changes:
            name = f"search_{table}_{change}"
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
            elif table in tables:
                connection.exec_driver_sql(f'DROP TRIGGER IF EXISTS {name} ON "{table}"')
                connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {name}()")


def _trigger(dialect: str, table: str, change: str, columns: str) -> list[str]:
    """Statements; an UPDATE that leaves the columns as they were pulls nothing."""
    name = f"search_{table}_{change}"
    event = f"{change.upper()} OF {columns}" if columns else change.upper()
    different = "IS NOT" if dialect == "sqlite" else "IS DISTINCT FROM"
    changed = " OR ".join(f"OLD.{c} {different} NEW.{c}" for c in columns.split(", ") if c)
    when = f"WHEN ({changed})" if changed else ""
    insert = f"INSERT INTO {PENDING} (case_id) {_CASES[table, change]};"
    head = f'CREATE TRIGGER {name} AFTER {event} ON "{table}" FOR EACH ROW {when}'
    if dialect == "sqlite":
        return [f"{head} BEGIN {insert} END"]
    body = f"BEGIN {insert} RETURN NULL; END"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"{head} EXECUTE FUNCTION {name}()",
    ]

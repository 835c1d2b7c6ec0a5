"""Whether the database's role may change tables, or only their rows."""

from __future__ import annotations

from sqlalchemy import text

from domain.errors import ConfigurationError
from storage.engine import Database

OWNS = """
SELECT has_schema_privilege(current_schema(), 'CREATE') AND coalesce(
  (SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('alembic_version')),
  true)
"""


def may_change_tables(database: Database) -> bool:
    """Always on SQLite; on PostgreSQL, whoever may make tables and owns those that are there."""
    if database.engine.dialect.name != "postgresql":
        return True
    with database.read() as session:
        return bool(session.execute(text(OWNS)).scalar())


def require_owner(database: Database, what: str) -> None:
    """Raises ConfigurationError where the role may not do `what`, before anything was tried."""
    if not may_change_tables(database):
        raise ConfigurationError(f"{what}, and {owner_needed(database)}")


def owner_needed(database: Database) -> str:
    """Who must do it, and how."""
    return (
        f"{database.engine.url.username} (database.url) may not change tables: stop what runs, say "
        "`listenpost init` with the address of their owner in LISTENPOST_DATABASE__URL, run "
        "deploy/postgresql/roles.sql as that owner, then start again."
    )

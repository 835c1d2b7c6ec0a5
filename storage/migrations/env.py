"""How alembic sees our records; run by storage.migrate, which hands the connection over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlmodel import SQLModel

import storage.models  # noqa: F401  registers the tables
from storage import audit_schema, search_schema
from storage.columns import UtcDateTime, Words


def render_item(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Write our own column types as plain SQLAlchemy, so that old migrations stay readable."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, Words) or type(item).__module__.startswith("sqlmodel"):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if type(item).__name__ == "JSON":
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False


def is_ours(_object: Any, name: str | None, kind: str, *_: Any) -> bool:
    """The search's table has no record: it is made by hand, and SQLite keeps it in several."""
    found = (name or "").removeprefix("ix_")
    return kind not in ("table", "index") or not found.startswith(search_schema.TABLE)


def run() -> None:
    connection = context.config.attributes["connection"]
    changing = not context.config.attributes.get("comparing", False)
    if changing:
        search_schema.let_go(connection)
        audit_schema.let_go(connection)
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render_item,
        compare_type=True,
        compare_server_default=True,
        include_object=is_ours,
    )
    with context.begin_transaction():
        context.run_migrations()
    if changing:
        search_schema.follow(connection)
        audit_schema.follow(connection)


run()

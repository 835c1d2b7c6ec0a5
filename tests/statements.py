"""How many statements some work sends to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from storage.engine import Database


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements, as they are sent; one that writes many rows counts once."""
    sent: list[str] = []

    def built(_connection: Any, statement: Any, *_rest: Any) -> None:
        sent.append(str(statement))

    def written(_connection: Any, _cursor: Any, statement: str, *rest: Any) -> None:
        if rest[1].compiled is None:  # it goes to the driver as it is
            sent.append(statement)

    event.listen(database.engine, "before_execute", built)
    event.listen(database.engine, "before_cursor_execute", written)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_execute", built)
        event.remove(database.engine, "before_cursor_execute", written)

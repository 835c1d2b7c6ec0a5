"""Many rows of one table in one statement, without a record for each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel


def insert_all(session: Session, record: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Store the rows; each names every column that has no default in the database.

    To make, track and flush a record takes several times as long as its INSERT: where hundreds are
    written that nobody looks at again, they are written so.
    """
    if rows:
        table: sa.Table = record.__table__  # type: ignore[attr-defined]
        session.execute(sa.insert(table), [dict(row) for row in rows])

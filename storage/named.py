"""Rows that a platform's own id names: how they are looked for, many at once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, Table, bindparam, select
from sqlmodel import Session

from storage.among import among
from storage.upsert import dialect_of

ExternalKey = tuple[str, str]
"""(platform, external id)"""
UNIQUE = ("platform", "external_id")


def rows_of(
    session: Session, table: Table, keys: Iterable[ExternalKey], *columns: str
) -> list[Row[Any]]:
    """The rows that these name, platform by platform: for pairs SQLite would read all of them."""
    by_platform: dict[str, list[str]] = {}
    for platform, name in keys:
        by_platform.setdefault(platform, []).append(name)
    connection, statement = session.connection(), _named(dialect_of(session), table, columns)
    return [
        row
        for platform, names in sorted(by_platform.items())
        for row in connection.execute(statement, {"of": platform, "names": names})
    ]


@cache
def _named(dialect: str, table: Table, columns: tuple[str, ...]) -> Select[Any]:
    """Built once: to build it takes longer than to find the rows."""
    here = table.c
    return select(*[here[name] for name in columns or here.keys()]).where(
        here.platform == bindparam("of"),
        among(dialect, here.external_id, "names"),
    )

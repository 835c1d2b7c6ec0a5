"""What a record may say, the database of an upgraded installation accepts."""

from __future__ import annotations

import re
from enum import StrEnum

import pytest
from sqlalchemy import Enum, inspect
from sqlmodel import SQLModel

import storage.models  # noqa: F401  the records are known from here on
from storage.engine import Database

CHECKED = [
    (table.name, column.name, column.type.enum_class)
    for table in SQLModel.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, Enum)
]


@pytest.mark.parametrize(("table", "column", "values"), CHECKED)
def test_every_value_of_a_record_is_allowed_by_the_database(
    database: Database, table: str, column: str, values: type[StrEnum]
) -> None:
    allowed = _allowed(database, table, column)
    assert allowed == {member.value for member in values}, (
        f"add the values of {values.__name__} to a migration (0010_enum_values)"
    )


def _allowed(database: Database, table: str, column: str) -> set[str]:
    for check in inspect(database.engine).get_check_constraints(table):
        words = set(re.findall(r"'([^']*)'", check["sqltext"]))
        if re.match(rf'\W*"?{column}\b', check["sqltext"]) and words:
            return words
    raise AssertionError(f"{table}.{column} has no CHECK")

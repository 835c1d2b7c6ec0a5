"""Conditions on many values whose text is the same however many there are.

`IN (?, ?, ...)` is another statement for each number of values: SQLAlchemy and the driver would
write and read it anew each time, which takes longer than to find the rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, ColumnElement, any_, bindparam, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from storage.columns import Several


def among(dialect: str, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether the column has one of the values of the parameter called `name`, which is a list.

    For statements that are built once, for one dialect.
    """
    values = bindparam(name, type_=Several(column.type))
    if dialect == "sqlite":
        return column.in_(select(func.json_each(values).table_valued("value").c.value))
    return column == any_(values)


def within(column: Any, values: Iterable[Any]) -> Any:
    """The same with the values themselves, for whichever database the session is on."""
    given = [value for value in values if value is not None]
    return _Within(column, bindparam(None, given, type_=Several(column.type), unique=True))


class _Within(FunctionElement[bool]):
    name = "within"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        """As it is: SQLite finds nothing by an index in `(column IN (...)) = 1`."""
        return self


@compiles(_Within, "sqlite")
def _in_json(element: Any, compiler: Any, **options: Any) -> str:
    column, values = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - compiled parts


@compiles(_Within)
def _in_array(element: Any, compiler: Any, **options: Any) -> str:
    column, values = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} = ANY ({values})"

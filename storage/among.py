"""A condition on many values whose text is the same however many there are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, any_, bindparam, func, select

from storage.columns import Several


def among(dialect: str, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether the column has one of the values of the parameter called `name`, which is a list.

    `IN (?, ?, ...)` is another statement for each number of values: SQLAlchemy and the driver would
    write and read it anew each time, which takes longer than to find the rows.
    """
    values = bindparam(name, type_=Several(column.type))
    if dialect == "sqlite":
        return column.in_(select(func.json_each(values).table_valued("value").c.value))
    return column == any_(values)

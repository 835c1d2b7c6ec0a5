"""The inbox's list and three charts as a tutorial of Streamlit writes them, for scale."""

from __future__ import annotations

import os
from typing import Any

import sqlalchemy
import streamlit as st

ROWS = 25
LIST = (
    'SELECT c.id, c.title, c.urgency, c.platform, c.due_at, u.name FROM "case" c '
    "JOIN customer u ON u.id = c.customer_id WHERE c.status = 'open' "
    "ORDER BY c.rank DESC LIMIT :most OFFSET :first"
)


@st.cache_resource
def engine() -> sqlalchemy.Engine:
    """One for all sessions."""
    return sqlalchemy.create_engine(os.environ["YEAR"])


def rows(statement: str, **values: int) -> list[dict[str, Any]]:
    """What the database answers."""
    with engine().connect() as connection:
        found = connection.execute(sqlalchemy.text(statement), values)
        return [dict(row) for row in found.mappings()]


@st.cache_data(ttl=30)
def counted(column: str) -> list[dict[str, Any]]:
    """All cases by one of their columns."""
    return rows(f'SELECT {column}, count(*) AS cases FROM "case" GROUP BY {column}')  # noqa: S608


page = int(st.query_params.get("page", 0))
st.title("Inbox")
for place, column in zip(st.columns(3), ("urgency", "platform", "topic"), strict=True):
    place.bar_chart(counted(column), x=column, y="cases")
st.dataframe(rows(LIST, most=ROWS, first=page * ROWS))

"""Moments counted by quarters of an hour, as `domain.pulse` numbers them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, func
from sqlmodel import Session

from domain.pulse import SLOT


def slot_of(session: Session, moment: Any) -> ColumnElement[int]:
    """The number of the quarter of an hour in which a column's moment lies."""
    if session.get_bind().dialect.name == "sqlite":
        return cast(cast(func.strftime("%s", moment), Integer).op("/")(SLOT), Integer)
    return cast(func.floor(func.extract("epoch", moment) / SLOT), Integer)

"""What each listener proved complete, and where it has holes."""

import datetime as dt

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from domain.coverage import HoleState, Proof
from storage.columns import IdColumn, UtcDateTime, Words, enum_column


class Coverage(SQLModel, table=True):
    """A span without a hole; spans that touch are one row. `proof` is that of its newest part."""

    __table_args__ = (Index("ix_coverage_listener", "listener", "until"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    listener: str = Field(max_length=64)
    since: dt.datetime = Field(sa_type=UtcDateTime)
    until: dt.datetime = Field(sa_type=UtcDateTime)
    proof: Proof = Field(sa_column=Column(enum_column(Proof, "coverage_proof"), nullable=False))
    proved_at: dt.datetime = Field(sa_type=UtcDateTime)
    walks: int = 1


class CoverageHole(SQLModel, table=True):
    """A time that a listener has not read, and why; open until a walk has passed over it."""

    __tablename__ = "coverage_hole"
    __table_args__ = (Index("ix_coverage_hole_listener", "listener", "state", "until"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    listener: str = Field(max_length=64)
    since: dt.datetime = Field(sa_type=UtcDateTime)
    until: dt.datetime = Field(sa_type=UtcDateTime)
    state: HoleState = Field(
        sa_column=Column(enum_column(HoleState, "coverage_hole_state"), nullable=False)
    )
    reason: str = Field(sa_type=Words(500))
    opened_at: dt.datetime = Field(sa_type=UtcDateTime)
    closed_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)

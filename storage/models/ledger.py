"""The ledger of requests: one row a judged mention, and the evidence that somebody read a case."""

import datetime as dt

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from domain.ledger import Settlement
from storage.columns import IdColumn, UtcDateTime, enum_column


class LedgerEntry(SQLModel, table=True):
    """One mention of a customer's, as the reports count it.

    A projection of mention, case, events and outbox, made anew for a case whenever something
    happens to it; what depends on the moment (late, seen, under way) is not in it. There is no
    foreign key: counts stay when a customer is erased. `answerable_until` is when the platform's
    rules stop us from answering; null means never. `edited_away_at` is when its author edited the
    post so that it asks nothing: what was judged before stands beside it.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        Index(
            "ix_ledger_entry_rows",
            "settlement",
            "published_at",
            "platform",
            "decided",
            "probability",
        ),
        Index("ix_ledger_entry_case", "case_id"),
    )

    mention_id: int = Field(
        sa_column=Column(IdColumn, primary_key=True, autoincrement=False, nullable=False)
    )
    case_id: int | None = Field(default=None, sa_type=IdColumn)
    platform: str = Field(max_length=24)
    published_at: dt.datetime = Field(sa_type=UtcDateTime)
    judged_at: dt.datetime = Field(sa_type=UtcDateTime)
    due_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    answerable_until: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    edited_away_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    probability: float
    decided: bool
    settlement: Settlement = Field(
        sa_column=Column(enum_column(Settlement, "ledger_entry_settlement"), nullable=False)
    )


class LedgerTouch(SQLModel, table=True):
    """A case to which something happened since the ledger last looked; deleted when it has."""

    __tablename__ = "ledger_touch"

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    case_id: int = Field(sa_type=IdColumn)


class CaseSeen(SQLModel, table=True):
    """A user had this version of the case in front of them, first at this time."""

    __tablename__ = "case_seen"

    case_id: int = Field(foreign_key="case.id", primary_key=True, sa_type=IdColumn)
    user_id: int = Field(foreign_key="user_account.id", primary_key=True, sa_type=IdColumn)
    version: int = Field(primary_key=True)
    at: dt.datetime = Field(sa_type=UtcDateTime)

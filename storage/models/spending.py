"""What listening costs, what was paid for today, and what the platforms allow."""

import datetime as dt

from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime, WholeNumber


class Spending(SQLModel, table=True):
    """One listener on one UTC day; `micro_usd` are millionths of a dollar."""

    listener: str = Field(primary_key=True, max_length=64)
    day: dt.date = Field(primary_key=True)
    requests: int = 0
    reads: int = 0
    micro_usd: int = Field(default=0, sa_type=WholeNumber)


class PaidRead(SQLModel, table=True):
    """Something that was paid for on this UTC day: the same platform charges it once a day."""

    __tablename__ = "paid_read"

    account: str = Field(primary_key=True, max_length=64)
    day: dt.date = Field(primary_key=True)
    what: str = Field(primary_key=True, max_length=24)
    external_id: str = Field(primary_key=True, max_length=255)


class ApiLimit(SQLModel, table=True):
    """What the server last said of one limit of one account; `left` is a share from 0 to 1."""

    __tablename__ = "api_limit"

    account: str = Field(primary_key=True, max_length=64)
    endpoint: str = Field(primary_key=True, max_length=120)
    name: str = Field(primary_key=True, max_length=64)
    left: float
    remaining: int | None = None
    most: int | None = None
    resets_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    seen_at: dt.datetime = Field(sa_type=UtcDateTime)

"""What was erased, so that it stays erased."""

import datetime as dt

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class Tombstone(SQLModel, table=True):
    """An erased account or post, as a keyed hash: nobody can read from it who or what it was."""

    digest: str = Field(primary_key=True, max_length=64)
    erased_at: dt.datetime = Field(sa_type=UtcDateTime)


class SeenSignature(SQLModel, table=True):
    """The signature of a message that a CRM sent: the same one is never taken twice."""

    __tablename__ = "seen_signature"
    __table_args__ = (Index("ix_seen_signature_at", "at"),)

    digest: str = Field(primary_key=True, max_length=64)
    at: dt.datetime = Field(sa_type=UtcDateTime)

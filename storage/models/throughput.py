"""How much was stored and judged lately: what a backlog's end is foretold from."""

import datetime as dt

from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class Throughput(SQLModel, table=True):
    """What one listener stored, or one worker judged, in one minute of real time.

    Each writes a row of its own: nobody waits for another's commit.
    """

    source: str = Field(primary_key=True, max_length=100)
    minute: dt.datetime = Field(primary_key=True, sa_type=UtcDateTime)
    stored: int = 0
    judged: int = 0

"""How many posts came in which hour: what the rhythm of a listener is learned from."""

import datetime as dt

from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class Arrival(SQLModel, table=True):
    """New posts of one listener by the hour in which they were published, as far as we can tell."""

    listener: str = Field(primary_key=True, max_length=64)
    hour: dt.datetime = Field(primary_key=True, sa_type=UtcDateTime)
    posts: int

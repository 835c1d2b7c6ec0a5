"""What people said of a post where the model was wrong."""

import datetime as dt

from sqlmodel import Field, SQLModel

from storage.columns import IdColumn, UtcDateTime


class Correction(SQLModel, table=True):
    """One label of one post, changed by one person; the newest of a head counts.

    `head` is a head of the model or "needs_answer"; `before` is what stood there until then, and
    `model` the version that had said it.
    """

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    mention_id: int = Field(foreign_key="mention.id", index=True, sa_type=IdColumn)
    case_id: int | None = Field(default=None, foreign_key="case.id", sa_type=IdColumn)
    user_id: int = Field(foreign_key="user_account.id", sa_type=IdColumn)
    at: dt.datetime = Field(sa_type=UtcDateTime)
    head: str = Field(max_length=24)
    before: str = Field(max_length=24)
    after: str = Field(max_length=24)
    model: str = Field(max_length=100)

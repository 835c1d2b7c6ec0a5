"""What a post said before it was edited."""

import datetime as dt

from sqlmodel import Field, SQLModel

from storage.columns import IdColumn, UtcDateTime


class MentionRevision(SQLModel, table=True):
    """A former text of a mention, and when we saw that it had changed; purged with the post."""

    __tablename__ = "mention_revision"

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    mention_id: int = Field(foreign_key="mention.id", index=True, sa_type=IdColumn)
    text: str
    replaced_at: dt.datetime = Field(sa_type=UtcDateTime)

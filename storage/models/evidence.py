"""What carried a judgement."""

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from storage.columns import IdColumn, JsonColumn


class Evidence(SQLModel, table=True):
    """Which characters of a mention carried its urgency; holds no text.

    `spans` is a list of [start, end, share]: how many ranks of urgency the text loses without them.
    """

    mention_id: int = Field(foreign_key="mention.id", primary_key=True, sa_type=IdColumn)
    spans: list[list[float]] = Field(
        default_factory=list, sa_column=Column(JsonColumn, nullable=False)
    )
    model: str = Field(max_length=100)

"""What the search has not read yet."""

from sqlmodel import Field, SQLModel

from storage.columns import IdColumn


class SearchPending(SQLModel, table=True):
    """A case whose words may have changed; triggers write it, `storage.search.refresh` takes it.

    No foreign key: it may name a case that is gone, whose words must go too.
    """

    __tablename__ = "search_pending"

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    case_id: int = Field(sa_type=IdColumn)

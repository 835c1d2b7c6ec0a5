"""Wrong passwords, and browsers that somebody has signed in with before. Times are real time."""

import datetime as dt

from sqlmodel import Field, SQLModel

from storage.columns import IdColumn, UtcDateTime


class SignInCount(SQLModel, table=True):
    """Wrong tries from one address: of one account, or of all of them."""

    __tablename__ = "sign_in_count"

    scope: str = Field(primary_key=True, max_length=120)
    user_id: int | None = Field(
        default=None, foreign_key="user_account.id", index=True, sa_type=IdColumn
    )
    wrong: int = 0
    last_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    until: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)


class KnownBrowser(SQLModel, table=True):
    """A browser in which this account was signed in; only the SHA-256 of its token is kept."""

    __tablename__ = "known_browser"

    token_hash: str = Field(primary_key=True, max_length=64)
    user_id: int = Field(foreign_key="user_account.id", index=True, sa_type=IdColumn)
    wrong: int = 0
    seen_at: dt.datetime = Field(sa_type=UtcDateTime, index=True)

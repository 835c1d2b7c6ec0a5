"""Teams, who is in them, what each person can take, and who looks at which case now."""

import datetime as dt

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import IdColumn, JsonColumn, UtcDateTime


class Team(SQLModel, table=True):
    """A group of users that a rule can give cases to."""

    __table_args__ = (UniqueConstraint("name", name="uq_team_name"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    name: str = Field(max_length=64)
    created_at: dt.datetime = Field(sa_type=UtcDateTime)


class TeamMember(SQLModel, table=True):
    """One user in one team."""

    __tablename__ = "team_member"

    team_id: int = Field(foreign_key="team.id", primary_key=True, sa_type=IdColumn)
    user_id: int = Field(foreign_key="user_account.id", primary_key=True, sa_type=IdColumn)


class Staffing(SQLModel, table=True):
    """What a user can take. Nobody is given a case by itself whose capacity is 0.

    Empty lists mean every language, every topic. `turn` grows with each case that the user was
    given: who has the smallest is next. Times are real time.
    """

    user_id: int = Field(foreign_key="user_account.id", primary_key=True, sa_type=IdColumn)
    languages: list[str] = Field(default_factory=list, sa_column=Column(JsonColumn, nullable=False))
    skills: list[str] = Field(default_factory=list, sa_column=Column(JsonColumn, nullable=False))
    capacity: int = 0
    away_until: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    turn: int = 0


class Presence(SQLModel, table=True):
    """Who has a case open, and since when he last typed; real time, soon forgotten."""

    case_id: int = Field(foreign_key="case.id", primary_key=True, sa_type=IdColumn)
    user_id: int = Field(foreign_key="user_account.id", primary_key=True, sa_type=IdColumn)
    seen_at: dt.datetime = Field(sa_type=UtcDateTime, index=True)
    typed_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)


class Asked(SQLModel, table=True):
    """A colleague who was named in a note and has not opened the case since."""

    case_id: int = Field(foreign_key="case.id", primary_key=True, sa_type=IdColumn)
    user_id: int = Field(
        foreign_key="user_account.id", primary_key=True, index=True, sa_type=IdColumn
    )
    at: dt.datetime = Field(sa_type=UtcDateTime)

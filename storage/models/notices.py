"""What somebody was told, or will be, and the messages in which it went out."""

import datetime as dt

from sqlalchemy import Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from domain.notice import NoticeKind
from storage.columns import IdColumn, JsonColumn, UtcDateTime, Words, enum_column

_UNTOLD = text("notification_id IS NULL")
_UNSENT = text("sent_at IS NULL")


class Notice(SQLModel, table=True):
    """One thing for one destination, told once: (destination, kind, subject) is unique.

    `subject_id` is the case, alert, incident, clock, reply or promise that it is about, by kind; of
    a weekly report the day that it is due. No words are kept: the message is made when it goes out.
    """

    __table_args__ = (
        UniqueConstraint("destination", "kind", "subject_id", name="uq_notice"),
        Index("ix_notice_untold", "destination", sqlite_where=_UNTOLD, postgresql_where=_UNTOLD),
        Index("ix_notice_notification", "notification_id"),
        Index("ix_notice_case", "case_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    destination: str = Field(max_length=32)
    kind: NoticeKind = Field(
        sa_column=Column(enum_column(NoticeKind, "notice_kind"), nullable=False)
    )
    subject_id: int = Field(sa_type=IdColumn)
    case_id: int | None = Field(default=None, foreign_key="case.id", sa_type=IdColumn)
    at: dt.datetime = Field(sa_type=UtcDateTime)
    noticed_at: dt.datetime = Field(sa_type=UtcDateTime)
    notification_id: int | None = Field(
        default=None, foreign_key="notification.id", sa_type=IdColumn
    )


class Notification(SQLModel, table=True):
    """One message to a destination. `name` is the same at every attempt and stands in the message.

    `not_before` is on the application's clock, the lease in real time.
    """

    __table_args__ = (
        Index("ix_notification_unsent", "destination", sqlite_where=_UNSENT,
              postgresql_where=_UNSENT),
        Index("ix_notification_sent", "destination", "sent_at"),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True, sa_type=IdColumn)
    destination: str = Field(max_length=32)
    name: str = Field(max_length=32)
    kinds: list[str] = Field(default_factory=list, sa_column=Column(JsonColumn, nullable=False))
    made_at: dt.datetime = Field(sa_type=UtcDateTime)
    not_before: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = 0
    last_error: str | None = Field(default=None, sa_type=Words(300))
    failed_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_owner: str | None = Field(default=None, max_length=100)
    lease_until: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)

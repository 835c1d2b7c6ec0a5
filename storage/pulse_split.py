"""Moods by day and by one label of the posts: a row a day, value and mood, whatever was heard."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, case
from sqlmodel import Session, col, func, select

from domain.classification import Sentiment, Topic
from domain.pulse_days import Stretch
from storage.models import PulseName, PulsePost
from storage.pulse import Wanted, narrowed

Label = Literal["platform", "language", "topic", "brand_topic_id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayGroup:
    """So many posts of one day (by its number), one value and one mood; None is no value."""

    day: int
    value: str | None
    sentiment: Sentiment
    posts: int


def by_label(
    session: Session, wanted: Wanted, days: Sequence[Stretch], label: Label
) -> list[DayGroup]:
    """The posts by one of their columns."""
    return _groups(session, wanted, days, getattr(PulsePost, label))


def by_name(
    session: Session, wanted: Wanted, days: Sequence[Stretch], names: Collection[str]
) -> list[DayGroup]:
    """The posts by what they name; one that names two counts for both."""
    return _groups(session, wanted, days, PulseName.name, names=names)


def _groups(
    session: Session,
    wanted: Wanted,
    days: Sequence[Stretch],
    value: Any,
    *,
    names: Collection[str] | None = None,
) -> list[DayGroup]:
    keys: tuple[Any, ...] = (
        _day(days).label("day"),
        value.label("value"),
        col(PulsePost.sentiment).label("mood"),
    )
    statement = narrowed(select(*keys, func.count()), wanted)  # type: ignore[call-overload]
    if names is not None:
        statement = statement.join(
            PulseName, col(PulseName.mention_id) == col(PulsePost.mention_id)
        ).where(
            col(PulseName.name).in_(names),
            col(PulseName.slot) >= wanted.since,
            col(PulseName.slot) < wanted.until,
        )
    return [
        DayGroup(day=day, value=_text(found), sentiment=Sentiment(mood), posts=posts)
        for day, found, mood, posts in session.execute(statement.group_by("day", "value", "mood"))
    ]


def _day(days: Sequence[Stretch]) -> ColumnElement[int]:
    """The day's number: few branches, for clocks change twice a year."""
    slot = col(PulsePost.slot)
    branches = [
        (slot < one.until, (slot - one.since) // one.length + one.first) for one in days[:-1]
    ]
    last = days[-1]
    rest = (slot - last.since) // last.length + last.first
    return case(*branches, else_=rest) if branches else rest


def _text(value: Any) -> str | None:
    if isinstance(value, Topic):
        return value.value
    return None if value is None else str(value)

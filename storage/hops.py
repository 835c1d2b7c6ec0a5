"""Hops: those of a case, what ended them, and what a report counts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, exists, select

from domain.case import CaseStatus
from domain.channel import Place, place_of
from domain.classification import Topic
from domain.hop import UNFINISHED, HopOutcome
from domain.mention import Platform
from storage.among import within
from storage.ids import key
from storage.models import Case, Hop, Mention


def origin(hop: Hop) -> Place:
    """Where she was."""
    return _place(hop.from_kind, hop.from_platform)


def target(hop: Hop) -> Place:
    """Where she went, or was sent."""
    return _place(hop.to_kind, hop.to_platform)


def _place(kind: str, platform: str | None) -> Place:
    return Place(kind=kind, platform=Platform(platform) if platform else None)  # type: ignore[arg-type]


def of_case(session: Session, case_id: int) -> Sequence[Hop]:
    """All hops of a case, oldest first."""
    return session.exec(select(Hop).where(Hop.case_id == case_id).order_by(col(Hop.id))).all()


def not_returned(session: Session, case_ids: Collection[int]) -> dict[int, list[Hop]]:
    """By case: hops from which the customer has not come back, oldest first."""
    found: dict[int, list[Hop]] = defaultdict(list)
    rows = session.exec(
        select(Hop)
        .where(within(col(Hop.case_id), case_ids), col(Hop.outcome) != HopOutcome.RETURNED)
        .order_by(col(Hop.id))
    ).all()
    for hop in rows:
        found[hop.case_id].append(hop)
    return found


def places_before(
    session: Session, case_ids: Collection[int], *, but: Collection[int]
) -> dict[int, Place]:
    """By case: where its customer wrote last, these posts not counted."""
    rows = session.exec(
        select(Mention.case_id, Mention.platform, Mention.kind)
        .where(
            within(col(Mention.case_id), case_ids),
            col(Mention.by_brand).is_(False),
            col(Mention.id).not_in(but),
        )
        .order_by(col(Mention.published_at), col(Mention.id))
    ).all()
    return {key(case_id): place_of(platform, kind) for case_id, platform, kind in rows}


def settled(session: Session, *, limit: int) -> Sequence[Hop]:
    """Unfinished hops of cases that are resolved."""
    return session.exec(
        select(Hop)
        .join(Case, col(Case.id) == col(Hop.case_id))
        .where(col(Hop.outcome).in_(UNFINISHED), col(Case.status) == CaseStatus.RESOLVED)
        .order_by(col(Hop.id))
        .limit(limit)
    ).all()


def silent(session: Session, *, before: dt.datetime, limit: int) -> Sequence[Hop]:
    """Open hops that began before this moment, and no word of the customer's in the case since."""
    spoke = exists().where(
        col(Mention.case_id) == col(Hop.case_id),
        col(Mention.by_brand).is_(False),
        col(Mention.published_at) > col(Hop.at),
    )
    return session.exec(
        select(Hop)
        .where(col(Hop.outcome) == HopOutcome.OPEN, col(Hop.at) < before, ~spoke)
        .order_by(col(Hop.id))
        .limit(limit)
    ).all()


def answered(
    session: Session, *, since: dt.datetime, until: dt.datetime
) -> list[tuple[int, Topic, str]]:
    """Cases whose first answer came in a period: number, topic, network."""
    rows = session.exec(
        select(Case.id, Case.topic, Case.platform).where(*_answered_in(since, until))
    ).all()
    return [(key(number), Topic(topic), platform) for number, topic, platform in rows]


def of_answered(session: Session, *, since: dt.datetime, until: dt.datetime) -> Sequence[Hop]:
    """All hops of these cases, oldest first."""
    return session.exec(
        select(Hop)
        .join(Case, col(Case.id) == col(Hop.case_id))
        .where(*_answered_in(since, until))
        .order_by(col(Hop.id))
    ).all()


def _answered_in(since: dt.datetime, until: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Case.first_replied_at) >= since,
        col(Case.first_replied_at) < until,
        col(Case.status) != CaseStatus.MERGED,
    )

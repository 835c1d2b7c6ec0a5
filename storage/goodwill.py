"""Gestures of goodwill, and the purses that their sums come out of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session, col, select, update

from domain.goodwill import OfferStatus
from storage.models import GoodwillOffer, GoodwillPurse
from storage.upsert import insert_into


def of_case(session: Session, case_id: int) -> Sequence[GoodwillOffer]:
    """What was proposed, granted or declined in the case, oldest first."""
    return session.exec(
        select(GoodwillOffer)
        .where(GoodwillOffer.case_id == case_id)
        .order_by(col(GoodwillOffer.id))
    ).all()


def asked_for(session: Session, *, limit: int = 50) -> Sequence[GoodwillOffer]:
    """What waits for a lead, oldest first."""
    return session.exec(
        select(GoodwillOffer)
        .where(GoodwillOffer.status == OfferStatus.PROPOSED)
        .order_by(col(GoodwillOffer.id))
        .limit(limit)
    ).all()


def between(session: Session, *, since: dt.datetime, until: dt.datetime) -> Sequence[GoodwillOffer]:
    """What was proposed in a period."""
    return session.exec(
        select(GoodwillOffer).where(
            col(GoodwillOffer.proposed_at) >= since, col(GoodwillOffer.proposed_at) < until
        )
    ).all()


def take(session: Session, purse: str, cents: int, *, limit: int) -> bool:
    """Set a sum aside, if that much is left: one statement decides, whoever asks at once."""
    session.exec(
        insert_into(session, GoodwillPurse)
        .values(name=purse, cents=0)
        .on_conflict_do_nothing(index_elements=["name"])
    )
    taken = session.exec(
        update(GoodwillPurse)
        .where(col(GoodwillPurse.name) == purse, col(GoodwillPurse.cents) + cents <= limit)
        .values(cents=col(GoodwillPurse.cents) + cents)
        .execution_options(synchronize_session=False)
    )
    return taken.rowcount == 1


def put_back(session: Session, purse: str, cents: int) -> None:
    """A sum that was set aside is free again."""
    session.exec(
        update(GoodwillPurse)
        .where(col(GoodwillPurse.name) == purse)
        .values(cents=col(GoodwillPurse.cents) - cents)
        .execution_options(synchronize_session=False)
    )


def spent(session: Session, purse: str) -> int:
    """What was set aside out of this purse."""
    return session.exec(select(GoodwillPurse.cents).where(GoodwillPurse.name == purse)).first() or 0

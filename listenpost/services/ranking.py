"""Where a case stands in the inbox: what its rank is made of, and when that changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from domain.case import CaseStatus
from domain.classification import Classification, Urgency
from domain.priority import PriorityWeights, Standing, rank
from domain.sla import SlaMetric
from listenpost.services.app import App
from storage import incidents, threads
from storage.ids import key
from storage.models import Case, Customer, Mention, SlaClock

LOOK_BACK = dt.timedelta(days=365)
"""How long a customer's ignored case is held against us."""


def standing_of(case: Case, *, in_incident: bool = False) -> Standing | None:
    """What the priority of the case is made of; None while no answer is owed."""
    if case.due_at is None:
        return None
    return Standing(
        urgency=case.urgency,
        waiting_since=case.waiting_since or case.due_at,
        due_at=case.due_at,
        overdue=case.overdue,
        followers=case.followers,
        unanswered_posts=case.unanswered_posts,
        ignored_before=case.ignored_before,
        tier=case.tier,
        in_incident=in_incident,
        certainty=case.certainty,
    )


def heard(case: Case, found: Classification, *, asks: bool) -> None:
    """A post was judged: how sure it is by now that the case is owed an answer.

    Several posts that ask make it surer; an answered case begins anew.
    """
    if asks:
        before = 0.0 if case.unanswered_posts <= 1 else case.certainty
        case.certainty = _surer(before, round(found.answer_probability, 4))


def certainty_of(session: Session, posts: Sequence[Mention]) -> float:
    """The same from stored judgements, for a case that is put together anew."""
    certainty = 0.0
    for post in posts:
        found = threads.judgement(session, key(post.id))
        none = found.scores.get("urgency", {}).get(Urgency.NONE, 0.0) if found else 0.0
        certainty = _surer(certainty, 1.0 - none)
    return certainty


def _surer(certainty: float, probability: float) -> float:
    return round(1.0 - (1.0 - certainty) * (1.0 - probability), 4)


def rerank(session: Session, case: Case, *, weights: PriorityWeights, now: dt.datetime) -> None:
    """Compute the case's place in the inbox anew, with what is known of its customer."""
    if case.due_at is None:
        return
    is_new = case.rank == 0.0
    case.overdue = now > case.due_at
    case.tier, case.ignored_before = _of_customer(session, case, now=now)
    place = None if is_new else incidents.membership(session, key(case.id))
    standing = standing_of(case, in_incident=place is not None and place.left_at is None)
    if standing is not None:
        case.rank = rank(standing, weights)


def tier_of(session: Session, customer_id: int) -> str | None:
    """The customer's tier, as somebody imported it; None where nobody did."""
    return session.exec(select(Customer.tier).where(Customer.id == customer_id)).one()


def _of_customer(session: Session, case: Case, *, now: dt.datetime) -> tuple[str | None, int]:
    """The customer's tier, and how many earlier cases ended past their deadline, unanswered."""
    ignored = (
        select(func.count(func.distinct(Case.id)))
        .join(SlaClock, col(SlaClock.case_id) == col(Case.id))
        .where(
            Case.customer_id == case.customer_id,
            Case.id != key(case.id),
            col(Case.last_activity_at) >= now - LOOK_BACK,
            col(SlaClock.answered).is_(False),
            col(SlaClock.metric) != SlaMetric.RESOLUTION,
            col(SlaClock.stopped_at) > col(SlaClock.due_at),
        )
        .scalar_subquery()
    )
    return session.exec(select(Customer.tier, ignored).where(Customer.id == case.customer_id)).one()


def note_overdue(app: App, *, limit: int = 500) -> int:
    """Rank the open cases anew whose deadline has passed since the last look; returns how many."""
    now = app.clock.now()
    with app.database.write() as session:
        late = session.exec(
            select(Case)
            .where(
                Case.status == CaseStatus.OPEN,
                col(Case.overdue).is_(False),
                col(Case.due_at) < now,
            )
            .order_by(col(Case.due_at))
            .limit(limit)
            .with_for_update(key_share=True, skip_locked=True)
        ).all()
        for case in late:
            rerank(session, case, weights=app.weights, now=now)
    return len(late)

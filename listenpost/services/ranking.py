"""Where a case stands in the inbox: what its rank is made of, and when that changes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import Session, col, select

from domain.case import CARRIES_ON_SURE, CaseStatus, wants_more
from domain.classification import Urgency
from domain.intake import Intake
from domain.ledger import Settlement
from domain.priority import PriorityWeights, Standing, rank
from domain.sla import SlaMetric
from listenpost.services.app import App
from storage import corrections, incidents, threads
from storage.among import within
from storage.ids import key
from storage.models import Case, Classification, Customer, LedgerEntry, Mention, SlaClock
from storage.opening import AnyCase, NewCase

LOOK_BACK = dt.timedelta(days=365)
"""How long a customer's ignored case is held against us."""
_ANSWERED = (
    Settlement.ANSWERED_HERE,
    Settlement.ANSWERED_NATIVELY,
    Settlement.NOT_FOR_US,
    Settlement.CORRECTED,
    Settlement.NOT_NEEDED,
)


def standing_of(case: AnyCase, *, in_incident: bool = False) -> Standing | None:
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


def heard(case: AnyCase, intake: Intake) -> None:
    """A post was judged: how sure it is by now that the case is owed an answer.

    Several posts that ask make it surer; an answered case begins anew.
    """
    if intake.needs_answer:
        before = 0.0 if case.unanswered_posts <= 1 else case.certainty
        case.certainty = _surer(before, round(intake.certainty, 4))


def certainty_of(session: Session, posts: Sequence[Mention]) -> float:
    """The same from stored judgements of posts that are owed an answer, for a case that is put
    together anew.

    What a person corrected is sure, and so is what a rule takes for a request under a case.
    """
    ids = [key(post.id) for post in posts]
    judged, corrected = threads.judgements(session, ids), corrections.corrected(session, ids)
    certainty = 0.0
    for post in posts:
        number = key(post.id)
        sure = number in corrected or wants_more(CaseStatus.OPEN, post.text)
        certainty = _surer(certainty, 1.0 if sure else _probability(judged.get(number)))
    return certainty


def _probability(found: Classification | None) -> float:
    """That an answer is owed; where the model was sure of none, it was found by `carries_on`."""
    if found is None:
        return 1.0
    asked = 1.0 - float(found.scores.get("urgency", {}).get(Urgency.NONE, 0.0))
    by_rule = found.urgency is Urgency.NONE and not found.abstained
    return max(asked, CARRIES_ON_SURE) if by_rule else asked


def _surer(certainty: float, probability: float) -> float:
    return round(1.0 - (1.0 - certainty) * (1.0 - probability), 4)


def rerank(session: Session, case: Case, *, weights: PriorityWeights, now: dt.datetime) -> None:
    """Compute the case's place in the inbox anew, with what is known of its customer."""
    rerank_all(session, [case], weights=weights, now=now)


def rerank_all(
    session: Session,
    cases: Sequence[AnyCase],
    *,
    weights: PriorityWeights,
    now: dt.datetime,
    tiers: Mapping[int, str | None] | None = None,
) -> None:
    """The same for many, new ones among them; those that wait for no answer keep their place."""
    waiting = {key(case.id): case for case in cases if case.due_at is not None}
    if not waiting:
        return
    customer_ids = {case.customer_id for case in waiting.values()}
    tiers = tiers_of(session, customer_ids) if tiers is None else tiers
    ignored = _ignored(session, customer_ids, now=now)
    stored = [number for number, case in waiting.items() if not isinstance(case, NewCase)]
    placed = incidents.of_cases(session, stored) if stored else {}
    for number, case in waiting.items():
        case.overdue = case.due_at is not None and now > case.due_at
        case.tier = tiers[case.customer_id]
        case.ignored_before = len(ignored[case.customer_id] - {number})
        standing = standing_of(case, in_incident=number in placed)
        if standing is not None:
            case.rank = rank(standing, weights)


def tiers_of(session: Session, customer_ids: Iterable[int]) -> dict[int, str | None]:
    """Each customer's tier, as somebody imported it; None where nobody did."""
    rows = session.exec(
        select(Customer.id, Customer.tier).where(within(col(Customer.id), customer_ids))
    ).all()
    return {key(number): tier for number, tier in rows}


def _ignored(
    session: Session, customer_ids: Iterable[int], *, now: dt.datetime
) -> Mapping[int, set[int]]:
    """Each customer's cases that ended past their deadline, unanswered.

    What the ledger says was answered, or owed no answer, was not ignored, whatever its clock says;
    a correction counts before the ledger has heard of it.
    """
    left = (
        select(LedgerEntry.mention_id)
        .join(Mention, col(Mention.id) == col(LedgerEntry.mention_id))
        .where(
            col(LedgerEntry.case_id) == col(Case.id),
            col(LedgerEntry.settlement).not_in(_ANSWERED),
            col(Mention.needs_answer).is_(True),
        )
        .exists()
    )
    rows = session.exec(
        select(Case.customer_id, Case.id)
        .join(SlaClock, col(SlaClock.case_id) == col(Case.id))
        .where(
            within(col(Case.customer_id), customer_ids),
            col(Case.last_activity_at) >= now - LOOK_BACK,
            col(SlaClock.answered).is_(False),
            col(SlaClock.metric) != SlaMetric.RESOLUTION,
            col(SlaClock.stopped_at) > col(SlaClock.due_at),
            left,
        )
    ).all()
    found: dict[int, set[int]] = defaultdict(set)
    for customer_id, number in rows:
        found[customer_id].add(key(number))
    return found


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
        rerank_all(session, late, weights=app.weights, now=now)
    return len(late)

"""Who still waits for an answer, and where the case stands in the inbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session

from domain.case import CaseStatus
from domain.errors import BadInput
from domain.intake import waiting_from
from domain.priority import PriorityWeights
from domain.sla import SlaPolicy
from listenpost.services import ranking
from storage.models import Case, Mention

LOCK = {"key_share": True}
"""FOR NO KEY UPDATE: others may still refer to the row. SQLite has one writer anyhow."""


def locked(session: Session, case_id: int) -> Case:
    """The case as it is now; no other worker or agent changes it before this transaction ends."""
    session.flush()  # what is read anew below must not forget what this transaction did
    case = session.get(Case, case_id, with_for_update=LOCK, populate_existing=True)
    if case is None:
        raise BadInput(f"There is no case {case_id}.")
    return case


def among(owed: Sequence[Mention], since: dt.datetime | None) -> list[Mention]:
    """Those of the posts with which a case waits since then; none where it does not wait."""
    return [
        post
        for post in owed
        if since is not None and waiting_from(post.published_at, post.stored_at) >= since
    ]


def answered(
    session: Session,
    case: Case,
    *,
    at: dt.datetime,
    now: dt.datetime,
    later: Sequence[Mention],
    policy: SlaPolicy,
    weights: PriorityWeights,
) -> None:
    """An answer is public since `at`; those who wrote the `later` posts still wait."""
    case.attention = None
    case.first_replied_at = case.first_replied_at or at
    case.last_activity_at = now
    case.version += 1
    if later and case.waiting_since is not None:
        _wait_again(case, later, policy)
        ranking.rerank(session, case, weights=weights, now=now)
        return
    if case.status is not CaseStatus.RESOLVED:
        case.status, case.snoozed_until = CaseStatus.WAITING, None
    case.waiting_since, case.due_at, case.unanswered_posts = None, None, 0


def _wait_again(case: Case, later: Sequence[Mention], policy: SlaPolicy) -> None:
    since = min(waiting_from(post.published_at, post.stored_at) for post in later)
    case.status, case.snoozed_until = CaseStatus.OPEN, None
    case.waiting_since, case.due_at = since, policy.due_at(case.urgency, since)
    case.unanswered_posts = len(later)

"""Posts that came while accounts were linked go with their author when the link is gone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, delete, select

from domain.case import CaseEventKind, CaseStatus, title_of
from domain.errors import Conflict
from domain.intake import waiting_from
from domain.priority import PriorityWeights
from domain.sla import SlaPolicy
from listenpost.services import case_state, ranking, waiting
from storage import cases, snapshots
from storage.ids import key
from storage.models import Author, Case, CaseEvent, Mention, Reply, SlaClock

Change = dict[str, Any]


def separate(
    session: Session,
    author_ids: Collection[int],
    *,
    policy: SlaPolicy,
    weights: PriorityWeights,
    now: dt.datetime,
) -> list[Change]:
    """Give each of these accounts' posts that lie in another one's case a case of its own.

    Call it after `identities.settle`; cases of strangers, whom nobody linked, stay as they are.
    Returns what `rejoin` needs to put everything back.
    """
    owners = select(Author.customer_id).where(col(Author.id).in_(author_ids))
    strayed: dict[tuple[int, int], list[Mention]] = defaultdict(list)
    rows = session.exec(
        select(Mention, Author.customer_id)
        .join(Author, col(Author.id) == col(Mention.author_id))
        .join(Case, col(Case.id) == col(Mention.case_id))
        .where(
            col(Mention.author_id).in_(author_ids),
            col(Mention.by_brand).is_(False),
            col(Case.customer_id) != col(Author.customer_id),
            col(Case.customer_id).in_(owners),
        )
        .order_by(col(Mention.published_at), col(Mention.id))
    ).all()
    for post, customer_id in rows:
        strayed[key(post.case_id), key(customer_id)].append(post)
    return [
        _part(session, case_id, customer_id, posts, policy=policy, weights=weights, now=now)
        for (case_id, customer_id), posts in strayed.items()
    ]


def _part(
    session: Session,
    case_id: int,
    customer_id: int,
    posts: Sequence[Mention],
    *,
    policy: SlaPolicy,
    weights: PriorityWeights,
    now: dt.datetime,
) -> Change:
    case = waiting.locked(session, case_id)
    if case.reply_pending:
        raise Conflict(
            f"A reply to case {case_id}, in which both accounts have written, is on its way: "
            "wait until it has arrived."
        )
    before = _state(session, case)
    made = _own_case(session, case, customer_id, posts)
    answers = _move(session, case, made, posts)
    owed = _owed(session, case), _owed(session, made)
    since = case.waiting_since
    _wait_for(session, made, [post for post in owed[1] if _counts(post, since)], policy, now)
    ranking.rerank(session, made, weights=weights, now=now)
    _wait_for(session, case, [post for post in owed[0] if _counts(post, since)], policy, now)
    ranking.rerank(session, case, weights=weights, now=now)
    case.version += 1
    cases.add_event(
        session,
        key(made.id),
        CaseEventKind.OPENED,
        at=now,
        mention_id=posts[0].id,
        detail={"from_case": case_id, **case_state.note_state(made)},
    )
    session.flush()
    return {
        "case": case_id,
        "made": key(made.id),
        "posts": [key(post.id) for post in (*posts, *answers)],
        "before": before,
        "after": _state(session, case),
        "made_state": _state(session, made),
    }


def _own_case(session: Session, case: Case, customer_id: int, posts: Sequence[Mention]) -> Case:
    """A case like the one that the posts were in."""
    made = Case(
        customer_id=customer_id,
        platform=posts[0].platform,
        title=title_of(posts[0].text),
        status=CaseStatus.RESOLVED,
        urgency=case.urgency,
        topic=case.topic,
        sentiment=case.sentiment,
        private=case.private,
        language=posts[0].language or case.language,
        followers=case.followers,
        opened_at=min(post.stored_at for post in posts),
        last_activity_at=case.last_activity_at,
        waiting_since=case.waiting_since,
        assignee_id=case.assignee_id,
    )
    session.add(made)
    session.flush()
    return made


def _move(session: Session, case: Case, made: Case, posts: Sequence[Mention]) -> Sequence[Mention]:
    """The posts, our replies to them and their echoes; returns the echoes."""
    names = [post.external_id for post in posts]
    echoes = session.exec(
        select(Mention).where(
            Mention.case_id == case.id,
            col(Mention.by_brand).is_(True),
            col(Mention.in_reply_to).in_(names),
        )
    ).all()
    for post in (*posts, *echoes):
        post.case_id = made.id
    replies = session.exec(
        select(Reply).where(
            Reply.case_id == case.id, col(Reply.mention_id).in_([key(post.id) for post in posts])
        )
    ).all()
    for reply in replies:
        reply.case_id = key(made.id)
        if reply.sent_at is not None:
            made.first_replied_at = min(made.first_replied_at or reply.sent_at, reply.sent_at)
    session.flush()
    return echoes


def _owed(session: Session, case: Case) -> Sequence[Mention]:
    return session.exec(
        select(Mention).where(Mention.case_id == case.id, col(Mention.needs_answer).is_(True))
    ).all()


def _counts(post: Mention, since: dt.datetime | None) -> bool:
    """Whether this post is among those that the case waits with."""
    return since is not None and waiting_from(post.published_at, post.stored_at) >= since


def _wait_for(
    session: Session, case: Case, owed: Sequence[Mention], policy: SlaPolicy, now: dt.datetime
) -> None:
    """Let the case wait since the first of these posts, or not at all."""
    if not owed:
        if case.waiting_since is not None:
            cases.stop_clock(session, key(case.id), at=now, answered=False)
            replied = case.first_replied_at is not None
            case.status = CaseStatus.WAITING if replied else CaseStatus.RESOLVED
        case.waiting_since, case.due_at, case.unanswered_posts = None, None, 0
        return
    since = min(waiting_from(post.published_at, post.stored_at) for post in owed)
    case.unanswered_posts = len(owed)
    case.certainty = ranking.certainty_of(session, owed)
    running = cases.running_clock(session, key(case.id))
    if running is None or since != case.waiting_since or case.due_at is None:
        cases.stop_clock(session, key(case.id), at=now, answered=False)
        session.flush()
        case.status, case.snoozed_until = CaseStatus.OPEN, None
        case.waiting_since, case.due_at = since, policy.due_at(case.urgency, since)
        waiting.start_clock(session, case)


def _state(session: Session, case: Case) -> dict[str, Any]:
    session.flush()
    rows = cases.clocks(session, key(case.id))
    return {"case": snapshots.take(case), "clocks": [snapshots.take(row) for row in rows]}


def rejoin(session: Session, change: Mapping[str, Any]) -> bool:
    """Put back what `separate` took apart; False where somebody has worked on it since."""
    case = session.get(Case, change["case"])
    made = session.get(Case, change["made"])
    if case is None or made is None or not _untouched(session, case, made, change):
        return False
    posts = session.exec(select(Mention).where(Mention.case_id == made.id)).all()
    replies = session.exec(select(Reply).where(Reply.case_id == made.id)).all()
    for item in (*posts, *replies):
        item.case_id = key(case.id)
    for table in (CaseEvent, SlaClock):
        session.exec(delete(table).where(col(table.case_id) == made.id))
    session.flush()
    session.delete(made)
    _restore(session, case, change["before"])
    session.flush()
    return True


def _untouched(session: Session, case: Case, made: Case, change: Mapping[str, Any]) -> bool:
    events = session.exec(select(CaseEvent.id).where(CaseEvent.case_id == made.id)).all()
    posts = session.exec(select(Mention.id).where(Mention.case_id == made.id)).all()
    return (
        len(events) == 1
        and sorted(key(post) for post in posts) == sorted(change["posts"])
        and _same(_state(session, case), change["after"])
        and _same(_state(session, made), change["made_state"])
    )


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whose case it is and where it stands follow by themselves and are nobody's work."""
    loose = dict.fromkeys(("customer_id", "rank", "overdue", "tier", "ignored_before"))
    return bool(one["clocks"] == other["clocks"] and one["case"] | loose == other["case"] | loose)


def _restore(session: Session, case: Case, before: Mapping[str, Any]) -> None:
    known = {key(clock.id): clock for clock in cases.clocks(session, key(case.id))}
    kept = {values["id"]: values for values in before["clocks"]}
    for number, clock in known.items():
        if number in kept:
            snapshots.put_back(clock, kept[number])
        else:
            session.delete(clock)
    snapshots.put_back(case, before["case"] | {"customer_id": case.customer_id})

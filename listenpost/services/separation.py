"""Posts that came while accounts were linked go with their author when the link is gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, delete, select

from domain.case import CaseEventKind, CaseStatus, title_of
from domain.errors import Conflict
from domain.intake import waiting_from
from listenpost.services import case_state, clocks, ranking, waiting
from listenpost.services.app import App
from storage import cases, ledger_story, snapshots, traces
from storage.ids import key
from storage.models import Author, Case, CaseEvent, Mention, Reply, SlaClock

Change = dict[str, Any]


def separate(app: App, session: Session, author_ids: Collection[int]) -> list[Change]:
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
        _part(app, session, case_id, customer_id, posts)
        for (case_id, customer_id), posts in strayed.items()
    ]


def _part(
    app: App, session: Session, case_id: int, customer_id: int, posts: Sequence[Mention]
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
    _wait_for(app, session, case, waiting.among(owed[0], since))
    _wait_for(app, session, made, waiting.among(owed[1], since))
    case.version += 1
    parted = _note(app, session, case, CaseEventKind.SPLIT, {"case": str(made.id)})
    _note(app, session, made, CaseEventKind.OPENED, {"from_case": case_id})
    ledger_story.touch(session, key(made.id))  # an opened case is new to the ledger only here
    return {
        "case": case_id,
        "made": key(made.id),
        "event": parted,
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
        claimed_until=case.claimed_until,
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
    traces.move(session, [key(post.id) for post in posts], to=key(made.id))
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


def _wait_for(app: App, session: Session, case: Case, owed: Sequence[Mention]) -> None:
    """Let the case wait since the first of these posts, or not at all."""
    if owed:
        since = min(waiting_from(post.published_at, post.stored_at) for post in owed)
        case.certainty = ranking.certainty_of(session, owed)
        if since != case.waiting_since or case.status is CaseStatus.RESOLVED:
            case.status, case.snoozed_until = CaseStatus.OPEN, None
            policy = clocks.facing(
                session, app.policy, platform=case.platform, customer_id=case.customer_id
            )
            case.waiting_since, case.due_at = since, policy.due_at(case.urgency, since)
    elif case.waiting_since is not None:
        replied = case.first_replied_at is not None
        case.status = CaseStatus.WAITING if replied else CaseStatus.RESOLVED
        case.waiting_since, case.due_at = None, None
    case.unanswered_posts = len(owed)
    ranking.rerank(session, case, weights=app.weights, now=app.clock.now())


def _note(app: App, session: Session, case: Case, kind: CaseEventKind, detail: Change) -> int:
    """Write down what has become of the case; its clocks follow. Returns the event."""
    told = detail | case_state.note_state(case)
    event = cases.add_event(session, key(case.id), kind, at=app.clock.now(), detail=told)
    clocks.project(session, case, app)
    return key(event.id)


def _state(session: Session, case: Case) -> dict[str, Any]:
    session.flush()
    rows = cases.clocks(session, key(case.id))
    return {"case": snapshots.take(case), "clocks": [snapshots.take(row) for row in rows]}


def rejoin(app: App, session: Session, change: Mapping[str, Any]) -> bool:
    """Put back what `separate` took apart; False where somebody has worked on it since."""
    case = session.get(Case, change["case"])
    made = session.get(Case, change["made"])
    if case is None or made is None or not _untouched(session, case, made, change):
        return False
    posts = session.exec(select(Mention).where(Mention.case_id == made.id)).all()
    replies = session.exec(select(Reply).where(Reply.case_id == made.id)).all()
    for item in (*posts, *replies):
        item.case_id = key(case.id)
    traces.move(session, [key(post.id) for post in posts], to=key(case.id))
    for table in (CaseEvent, SlaClock):
        session.exec(delete(table).where(col(table.case_id) == made.id))
    session.flush()
    session.delete(made)
    _restore(session, case, change["before"])
    told = {**case_state.note_state(case), **case_state.note_taken_back(change["event"])}
    cases.add_event(session, key(case.id), CaseEventKind.UNDONE, at=app.clock.now(), detail=told)
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

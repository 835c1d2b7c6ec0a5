"""Merging two cases, and giving chosen posts a case of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlmodel import Session

from domain.case import CaseChangeKind, CaseEventKind, CaseStatus, title_of
from domain.classification import Urgency
from domain.errors import BadInput, Conflict
from domain.intake import CaseFacts
from domain.regrouping import joined, standing, unanswered
from domain.role import Actor, Permission, require
from listenpost.services import clocks, ranking, waiting
from listenpost.services.app import App
from listenpost.services.case_actions import note_standing, require_free, require_own_posts
from listenpost.services.case_state import note_asks
from storage import cases, changes, threads
from storage import standing as standings
from storage.ids import key
from storage.models import Author, Case, CaseChange, Mention

CLOSED = (CaseStatus.RESOLVED, CaseStatus.NOT_ACTIONABLE)


def merge(app: App, actor: Actor, *, kept_id: int, other_id: int) -> int:
    """Empty the other case into the kept one; returns the change, which can be undone.

    Posts, replies and clocks follow. Raises BadInput for cases of two customers: link the accounts
    first; Conflict while a colleague works on either, or a reply is on its way.
    """
    require(actor.role, Permission.ANSWER)
    with app.database.write() as session:
        kept, other = both(session, kept_id, other_id)
        for case in (kept, other):
            require_still(app, actor, case)
        if kept.customer_id != other.customer_id:
            raise BadInput("These are two customers' cases: link their accounts first.")
        before = picture_of(session, kept, other)
        moved = changes.all_of(session, other_id, beside=kept_id)
        facts = joined(facts_of(kept), facts_of(other))
        changes.move(session, moved, to=kept_id)
        _take_over(session, app, kept, other, facts)
        empty(other)
        return _remember(
            session,
            app,
            actor,
            (kept, other),
            CaseChange(
                kind=CaseChangeKind.MERGE,
                case_id=kept_id,
                other_id=other_id,
                at=app.clock.now(),
                user_id=actor.id,
                moved=moved,
                before=before,
            ),
        )


def split(app: App, actor: Actor, case_id: int, *, mention_ids: Sequence[int]) -> int:
    """Give these posts of a case, with our answers to them, a case of their own; returns its id.

    Raises BadInput for posts that are not in the case, or for all of them.
    """
    require(actor.role, Permission.ANSWER)
    with app.database.write() as session:
        case = waiting.locked(session, case_id)
        require_still(app, actor, case)
        chosen = _chosen(session, case_id, mention_ids)
        before = picture_of(session, case)
        settled = case.status if case.status in CLOSED else None
        moved = changes.with_answers(session, case_id, chosen)
        own = _own_case(session, case, chosen, app.clock.now())
        changes.move(session, moved, to=key(own.id))
        asks = {
            key(part.id): stand_anew(session, app, part, settled=settled) for part in (own, case)
        }
        _remember(
            session,
            app,
            actor,
            (case, own),
            CaseChange(
                kind=CaseChangeKind.SPLIT,
                case_id=case_id,
                other_id=key(own.id),
                at=app.clock.now(),
                user_id=actor.id,
                moved=moved,
                before=before,
            ),
            asks,
        )
        return key(own.id)


def both(session: Session, kept_id: int, other_id: int) -> tuple[Case, Case]:
    """Both cases, locked in one order, so that two merges never wait for each other."""
    if kept_id == other_id:
        raise BadInput("A case cannot be merged into itself.")
    found = {number: waiting.locked(session, number) for number in sorted((kept_id, other_id))}
    return found[kept_id], found[other_id]


def require_still(app: App, actor: Actor, case: Case) -> None:
    """Raise Conflict where somebody works on the case, it was merged, or a reply is on its way."""
    require_own_posts(case)
    require_free(case, actor, wall=app.clock.wall())
    if case.reply_pending:
        raise Conflict("A reply is on its way: wait until it has arrived.")


def _chosen(session: Session, case_id: int, mention_ids: Sequence[int]) -> list[Mention]:
    posts = standings.customer_posts(session, case_id)
    chosen = [post for post in posts if post.id in set(mention_ids)]
    if not chosen or len(chosen) != len(set(mention_ids)):
        raise BadInput(f"Choose posts of the customer that are in case {case_id}.")
    if len(chosen) == len(posts):
        raise BadInput("Leave at least one post: these are all posts of this case.")
    return chosen


def facts_of(case: Case) -> CaseFacts:
    """The part of a case that posts decide."""
    return CaseFacts(
        status=case.status,
        urgency=case.urgency,
        waiting_since=case.waiting_since,
        due_at=case.due_at,
        unanswered_posts=case.unanswered_posts,
    )


def _take_over(session: Session, app: App, kept: Case, other: Case, facts: CaseFacts) -> None:
    kept.certainty = max(kept.certainty, other.certainty)
    set_facts(session, app, kept, facts)
    snoozes = [case.snoozed_until for case in (kept, other) if case.snoozed_until]
    kept.snoozed_until = min(snoozes) if snoozes and facts.status is CaseStatus.SNOOZED else None
    kept.private = kept.private or other.private
    kept.followers = max(kept.followers or 0, other.followers or 0) or None
    kept.opened_at = min(kept.opened_at, other.opened_at)
    kept.last_activity_at = max(kept.last_activity_at, other.last_activity_at)
    first = [case.first_replied_at for case in (kept, other) if case.first_replied_at]
    kept.first_replied_at = min(first, default=None)
    kept.attention = kept.attention or other.attention


def set_facts(session: Session, app: App, case: Case, facts: CaseFacts) -> None:
    """Write what posts decide into the case; its place in the inbox follows."""
    case.status, case.urgency = facts.status, facts.urgency
    case.waiting_since, case.due_at = facts.waiting_since, facts.due_at
    case.unanswered_posts = facts.unanswered_posts
    case.version += 1
    ranking.rerank(session, case, weights=app.weights, now=app.clock.now())


def empty(case: Case) -> None:
    """A case without posts asks nobody for anything."""
    case.status, case.waiting_since, case.due_at = CaseStatus.MERGED, None, None
    case.snoozed_until, case.attention, case.unanswered_posts = None, None, 0
    case.assignee_id, case.claimed_until = None, None
    case.version += 1


def _own_case(session: Session, case: Case, chosen: Sequence[Mention], now: dt.datetime) -> Case:
    first, newest = chosen[0], chosen[-1]
    author = session.get_one(Author, first.author_id)
    own = Case(
        customer_id=author.customer_id or case.customer_id,
        platform=first.platform,
        title=title_of(first.text),
        status=CaseStatus.OPEN,
        urgency=case.urgency,
        topic=case.topic,
        sentiment=case.sentiment,
        private=case.private,
        language=newest.language,
        followers=case.followers,
        opened_at=now,
        last_activity_at=case.last_activity_at,
        team_id=case.team_id,
        version=0,
    )
    session.add(own)
    session.flush()
    return own


def stand_anew(
    session: Session, app: App, case: Case, *, settled: CaseStatus | None
) -> dict[str, Any]:
    """Work out from the case's posts and answers who waits, since when and until when.

    A case that a person reopened waits on. Returns what the event must note for the clocks.
    """
    case_id = key(case.id)
    answers = standings.answers(session, case_id)
    case.first_replied_at = case.first_replied_at or min(answers, default=None)
    ended = standings.endings(session, case_id)
    posts = standings.customer_posts(session, case_id)
    describe(session, case, posts)
    left = [post for post in posts if post.deleted_at is None]
    there = [post for post in left if post.id not in ended.closed]
    found = standings.post_facts(session, left)
    owed = unanswered(
        standings.post_facts(session, there),
        answered_at=max((*answers, *filter(None, [ended.thanks_at])), default=None),
        reopened_at=ended.reopened_at,
        waiting_since=case.waiting_since,
    )
    policy = clocks.facing(
        session, app.policy, platform=case.platform, customer_id=case.customer_id
    )
    quiet = _quiet(case, answered=bool(answers or ended.thanks_at))
    facts = standing(found, owed, quiet=quiet, settled=settled, due_at=policy.due_at)
    snoozed = case.status is CaseStatus.SNOOZED and facts.waiting_since is not None
    asking = waiting.among([post for post in there if post.needs_answer], facts.waiting_since)
    case.certainty = ranking.certainty_of(session, asking) if asking else case.certainty
    set_facts(session, app, case, facts)
    if snoozed:
        case.status = CaseStatus.SNOOZED
    else:
        case.snoozed_until = None
    return note_asks(found, owed)


def _quiet(case: Case, *, answered: bool) -> CaseStatus:
    """What the case is where nobody waits: closed as it was, answered, or in need of no answer."""
    if case.status in CLOSED:
        return case.status
    return CaseStatus.WAITING if answered else CaseStatus.RESOLVED


def describe(session: Session, case: Case, posts: Sequence[Mention]) -> None:
    """The case is about what its newest post with words says."""
    judged = threads.judgements(session, [key(post.id) for post in posts])
    telling = [
        judged[key(post.id)]
        for post in posts
        if key(post.id) in judged and judged[key(post.id)].urgency is not Urgency.NONE
    ]
    if telling:
        newest = telling[-1]
        case.topic, case.sentiment, case.private = newest.topic, newest.sentiment, newest.private


def picture_of(session: Session, *parts: Case) -> dict[str, dict[str, object]]:
    """The cases and their clocks, as JSON."""
    session.flush()
    return {
        "case": {str(case.id): changes.picture(case) for case in parts},
        "sla_clock": {
            str(clock.id): changes.picture(clock)
            for case in parts
            for clock in cases.clocks(session, key(case.id))
        },
    }


def _remember(
    session: Session,
    app: App,
    actor: Actor,
    parts: tuple[Case, Case],
    change: CaseChange,
    asks: Mapping[int, Mapping[str, Any]] = MappingProxyType({}),
) -> int:
    """Write the change down, in the history of both cases too; their clocks follow from it."""
    session.add(change)
    session.flush()
    merged = change.kind is CaseChangeKind.MERGE
    kind = CaseEventKind.MERGED if merged else CaseEventKind.SPLIT
    for case, beside in (parts, parts[::-1]):
        told = {"case": str(beside.id), "change": str(change.id)}
        note_standing(session, app, actor, case, kind, told, asks.get(key(case.id)))
    change.after = picture_of(session, *parts)
    return key(change.id)

"""Judged posts open, extend or settle cases, a batch at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from domain.case import (
    CaseEventKind,
    CaseStatus,
    Happened,
    KnownCase,
    clear_topic,
    matching_case,
    title_of,
)
from domain.classification import Classification, Urgency
from domain.intake import CaseFacts, Intake, take_in, waiting_from
from domain.mention import MentionKind, X
from domain.relevance import is_for_others
from listenpost.services import (
    assignment,
    clocks,
    evidence,
    explain,
    hops,
    incidents,
    judgements,
    ledger_rows,
    native,
    pulse_rows,
    ranking,
    retracting,
    surveys,
    topic_naming,
    waiting,
)
from listenpost.services.app import App
from storage import bulk, cases, known, opening
from storage.ids import key
from storage.known import Candidate, Known
from storage.models import Author, LedgerEntry, Mention, MentionTrace, SlaClock
from storage.models import Classification as ClassificationRow
from storage.opening import AnyCase, NewCase


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """A customer's post, and what was decided about it; `case` is None where it is in none."""

    post: Mention
    author: Author
    found: Classification
    intake: Intake
    case: AnyCase | None
    opened: bool
    edited: bool
    taken_back: bool = False

    @property
    def retracted(self) -> bool:
        """It was edited so that it asks nothing, and says nothing else of its case either."""
        return self.taken_back and self.intake.event is CaseEventKind.CUSTOMER_WROTE


def take_in_all(
    app: App,
    session: Session,
    posts: Sequence[Mention],
    verdicts: Mapping[int, Classification],
    *,
    now: dt.datetime,
) -> None:
    """Do to cases what these posts, in their order, ask for; our own posts have no verdict.

    Customers' posts are decided in memory and written together. Before one of ours, which changes
    cases by itself, and where accounts seem to be one person's, what was decided is written.
    """
    there = known.of_batch(session, posts, now=now)
    heard: list[_Heard] = []
    judged = [post for post in posts if not post.by_brand and key(post.id) in verdicts]
    about = topic_naming.note(session, judged, verdicts)
    bulk.insert_all(session, ClassificationRow, judgements.rows_of(judged, verdicts, about, now))
    noted = evidence.note(app, session, judged)
    for post in posts:
        found = verdicts.get(key(post.id))
        if post.by_brand or found is None:
            _write(app, session, there, heard, now)
            known.read_opened(session, there)
            post.triaged_at, post.needs_answer = now, False
            native.recognise(session, post, app=app, now=now)
            there.answered.add(post.conversation_id)
            continue
        author = there.authors[post.author_id]
        _note(session, post, found, now)
        seen = evidence.look(app, session, post, author, noted=noted)
        if seen:
            _write(app, session, there, heard, now)
            evidence.keep(app, session, post, author, seen, now=now)
            there = known.of_batch(session, posts, now=now)
        heard.append(_decide(app, session, there, post, author, found, now))
        if heard[-1].retracted:
            _write(app, session, there, heard, now)
            retracting.edited_away(app, session, post, now=now)
            there = known.of_batch(session, posts, now=now)
        if post.needs_answer and post.conversation_id in there.answered:
            _write(app, session, there, heard, now)
            known.read_opened(session, there)
            native.catch_up(session, post, app=app, now=now)
    _write(app, session, there, heard, now)
    topic_naming.on_cases(session, judged, about)
    pulse_rows.note(app, session, [key(post.id) for post in judged])


def _note(session: Session, post: Mention, found: Classification, now: dt.datetime) -> None:
    if found.urgency in explain.EXPLAINED:
        explain.ask(session, post, now=now)
    bulk.note(post, triaged_at=now, language=found.language or post.language)


def _decide(
    app: App,
    session: Session,
    there: Known,
    post: Mention,
    author: Author,
    found: Classification,
    now: dt.datetime,
) -> _Heard:
    edited = post.case_id is not None
    counted = edited and bool(post.needs_answer)
    case = _case_for(session, there, post, author, found, now)
    found = surveys.take(app, session, case, post, found)
    tier = there.tiers[key(author.customer_id)]
    intake = take_in(
        found,
        _facts(case),
        text=post.text,
        since=waiting_from(post.published_at, post.stored_at),
        policy=app.policy.facing(platform=post.platform, tier=tier),
        for_others=_is_for_others(app, there, post, author),
        counted=counted,
    )
    bulk.note(post, needs_answer=intake.needs_answer)
    opened = case is None and intake.facts is not None
    if intake.facts is not None:
        case = case or _open(there, post, author, found, now)
        _apply(case, author, found, intake, intake.facts, now)
        _joined(there, case, post)
    return _Heard(
        post=post,
        author=author,
        found=found,
        intake=intake,
        case=case if intake.facts is not None else None,
        opened=opened,
        edited=edited,
        taken_back=counted and not post.needs_answer,
    )


def _case_for(
    session: Session,
    there: Known,
    post: Mention,
    author: Author,
    found: Classification,
    now: dt.datetime,
) -> AnyCase | None:
    if post.case_id is not None:  # it was edited, and stays where it is
        return waiting.locked(session, post.case_id)
    candidates = there.candidates[key(author.customer_id)]
    match = matching_case(
        [_seen(there, post, place, one) for place, one in enumerate(candidates)],
        conversation_id=post.conversation_id,
        topic=clear_topic(found),
        now=now,
    )
    return None if match is None else candidates[match.id].case


def _seen(there: Known, post: Mention, place: int, one: Candidate) -> KnownCase:
    """By its place among the candidates: a case that this batch opened has no number yet.

    A case in which we wrote to the customer in private runs in her private thread as well.
    """
    begun = there.privately.get(post.author_id, frozenset())
    here = post.kind is MentionKind.MESSAGE and one.case.id in begun
    return KnownCase(
        id=place,
        status=one.case.status,
        topic=one.case.topic,
        conversation_ids=frozenset(one.threads | ({post.conversation_id} if here else set())),
        last_activity_at=one.case.last_activity_at,
    )


def _is_for_others(app: App, there: Known, post: Mention, author: Author) -> bool:
    if post.in_reply_to is None:
        return False
    above = there.parents.get((post.platform, post.in_reply_to))
    return is_for_others(
        to_another_customer=above is not None and above != author.customer_id,
        addressed=post.platform == X and post.summoned,
        text=post.text,
        brand=app.brand,
    )


def _facts(case: AnyCase | None) -> CaseFacts | None:
    if case is None:
        return None
    return CaseFacts(
        status=case.status,
        urgency=case.urgency,
        waiting_since=case.waiting_since,
        due_at=case.due_at,
        unanswered_posts=case.unanswered_posts,
    )


def _open(
    there: Known, post: Mention, author: Author, found: Classification, now: dt.datetime
) -> NewCase:
    """A new case, which gets its number when what was decided is written."""
    case = NewCase(
        customer_id=key(author.customer_id),
        platform=post.platform,
        title=title_of(post.text),
        status=CaseStatus.OPEN,
        urgency=found.urgency,
        topic=found.topic,
        sentiment=found.sentiment,
        private=found.private,
        language=found.language,
        opened_at=now,
        last_activity_at=now,
    )
    there.candidates[case.customer_id].append(Candidate(case))
    return case


def _apply(
    case: AnyCase,
    author: Author,
    found: Classification,
    intake: Intake,
    facts: CaseFacts,
    now: dt.datetime,
) -> None:
    case.status, case.urgency = facts.status, facts.urgency
    case.waiting_since, case.due_at = facts.waiting_since, facts.due_at
    case.unanswered_posts = facts.unanswered_posts
    if facts.status is not CaseStatus.SNOOZED:
        case.snoozed_until = None
    if found.urgency is not Urgency.NONE:  # a bare "?" says nothing of the matter
        case.topic, case.sentiment, case.private = found.topic, found.sentiment, found.private
    case.followers = max(case.followers or 0, author.followers or 0) or None
    case.last_activity_at = now
    case.version += 1
    ranking.heard(case, intake)


def _joined(there: Known, case: AnyCase, post: Mention) -> None:
    for one in there.candidates[case.customer_id]:
        if one.case is case:
            one.threads.add(post.conversation_id)


def _write(app: App, session: Session, there: Known, heard: list[_Heard], now: dt.datetime) -> None:
    """Store what was decided, each table at once, and empty the list."""
    if not heard:
        return
    joined = [(one, one.case) for one in heard if one.case is not None]
    changed = list({id(case): case for _, case in joined}.values())
    new = [case for case in changed if isinstance(case, NewCase)]
    opening.number(session, new)
    told = _told(joined, assignment.route(session, app, new, now=now), now)
    made = _placed(app, session, there, changed, told, now)
    opening.store(session, new)
    for one, case in joined:
        bulk.note(one.post, case_id=case.id)
    bulk.store_noted(session, [one.post for one in heard], *_NOTED)
    cases.add_events(session, told, {key(case.id): case for case in changed})
    came = [(one.post, case) for one, case in joined if not one.edited]
    hops.heard(session, came, new={key(case.id) for case in new}, now=now)
    bulk.insert_all(session, SlaClock, made)
    bulk.insert_all(session, LedgerEntry, _entries(app, session, there, heard, now))
    bulk.insert_all(session, MentionTrace, _traces(there, heard))
    session.flush()
    heard.clear()


_NOTED = ("triaged_at", "language", "needs_answer", "case_id")


def _placed(
    app: App,
    session: Session,
    there: Known,
    changed: Sequence[AnyCase],
    told: Sequence[Happened],
    now: dt.datetime,
) -> list[dict[str, Any]]:
    """Each case gets its deadline and its rank; returns the clocks that are new."""
    others = {case.customer_id for case in changed}.difference(there.tiers)
    tiers = there.tiers | (ranking.tiers_of(session, others) if others else {})
    stored = [key(case.id) for case in changed if not isinstance(case, NewCase)]
    before = cases.events_of(session, stored) if stored else {}
    whole: dict[int, list[clocks.Event]] = {
        key(case.id): [*before.get(key(case.id), [])] for case in changed
    }
    for event in told:
        whole[event.case_id].append(event)
    made = clocks.project_all(session, changed, app, whole, tiers)
    ranking.rerank_all(session, changed, weights=app.weights, now=now, tiers=tiers)
    return made


def _told(
    joined: Sequence[tuple[_Heard, AnyCase]], routed: Mapping[int, Happened], now: dt.datetime
) -> list[Happened]:
    """What happened to the cases, in its order."""
    found: list[Happened] = []
    for one, case in joined:
        case_id = key(case.id)
        if one.intake.event is not None:
            detail = _noted(one.post, one.intake)
            found.append(
                Happened(
                    case_id=case_id,
                    kind=one.intake.event,
                    at=now,
                    mention_id=one.post.id,
                    detail=detail,
                )
            )
        if one.opened and case_id in routed:
            found.append(routed[case_id])
    return found


def _entries(
    app: App, session: Session, there: Known, heard: Sequence[_Heard], now: dt.datetime
) -> list[dict[str, Any]]:
    rows = [
        ledger_rows.enter(
            session,
            there.entries.get(key(one.post.id)),
            one.post,
            one.found,
            due_at=one.case.due_at if one.case else None,
            templates=bool(app.message_templates),
            taken_back=one.taken_back,
            now=now,
        )
        for one in heard
    ]
    return [row for row in rows if row is not None]


def _traces(there: Known, heard: Sequence[_Heard]) -> list[dict[str, Any]]:
    rows = []
    for one in heard:
        if one.intake.needs_answer and not one.edited:
            customer_id = key(one.author.customer_id)
            head = there.heads.get(one.post.conversation_id) if one.post.in_reply_to else None
            rows.append(
                incidents.trace_of(one.post, one.found, customer_id=customer_id, under=head)
            )
    return rows


def _noted(post: Mention, intake: Intake) -> dict[str, Any]:
    """What the case's history must know of a post."""
    found: dict[str, Any] = {}
    if intake.facts is not None:
        found["urgency"] = intake.facts.urgency.value
    if intake.needs_answer:
        found["since"] = waiting_from(post.published_at, post.stored_at).isoformat()
    if intake.again:
        found["again"] = True
    return found

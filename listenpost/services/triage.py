"""Judge stored mentions and open, extend or settle cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import structlog
from sqlmodel import Session, col, select

from classifier.base import Classifier
from domain.case import CaseStatus, KnownCase, clear_topic, matching_case, title_of
from domain.classification import Classification, Intent, Sentiment, Topic, Urgency
from domain.errors import ConfigurationError, ListenpostError
from domain.intake import CaseFacts, Intake, take_in, waiting_from
from domain.mention import MentionKind, X
from domain.relevance import is_for_others
from listenpost.services import (
    assignment,
    clocks,
    evidence,
    explain,
    incidents,
    ledger_rows,
    native,
    ranking,
    waiting,
)
from listenpost.services.app import App
from listenpost.services.ingest import TRIAGE
from storage import cases, replies, tasks
from storage.ids import key
from storage.models import Author, Case, Customer, Mention, Task
from storage.models import Classification as ClassificationRow

log = structlog.get_logger(__name__)
RETRY_AFTER = dt.timedelta(seconds=30)
UNREADABLE = Classification(
    sentiment=Sentiment.NEUTRAL,
    intent=Intent.OTHER,
    urgency=Urgency.NORMAL,
    private=False,
    topic=Topic.OTHER,
    language=None,
    abstained=True,
    model="none",
)


def run(app: App) -> int:
    """Judge what waits, up to about one batch; returns how many mentions were judged.

    The model runs outside the transaction. Where a batch fails, its tasks are tried one by one and
    their mentions alone from then on, so that one text never stops the others. Without a model
    nothing is taken: mentions are stored and wait.
    """
    classifier = _classifier(app)
    if classifier is None:
        return 0
    with app.database.write() as session:
        taken = tasks.take(
            session,
            TRIAGE,
            limit=8,
            owner=app.owner,
            now=app.clock.now(),
            wall=app.clock.wall(),
            lease=app.lease,
        )
    return _try(app, classifier, taken) if taken else 0


def _try(app: App, classifier: Classifier, taken: Sequence[Task]) -> int:
    ids = [mention_id for task in taken for mention_id in task.payload["mentions"]]
    try:
        return _judge(app, classifier, taken, ids)
    except Exception as error:
        if len(taken) > 1:
            return sum(_try(app, classifier, [task]) for task in taken)
        expected = isinstance(error, ListenpostError)
        log.log(30 if expected else 40, "triage.failed", mentions=len(ids), exc_info=not expected)
        _give_back(app, taken[0], str(error) or type(error).__name__)
        return 0


def _classifier(app: App) -> Classifier | None:
    try:
        return app.classifier()
    except ConfigurationError as error:
        log.error("triage.no_model", error=str(error))
        return None


def _judge(app: App, classifier: Classifier, taken: Sequence[Task], ids: Sequence[int]) -> int:
    with app.database.read() as session:
        waiting = _untriaged(session, ids)
    heard = [mention for mention in waiting if not mention.by_brand]
    if _is_last_chance(taken):
        found = [UNREADABLE for _ in heard]
    else:
        found = classifier.classify([mention.text for mention in heard]) if heard else []
    verdicts = {key(mention.id): verdict for mention, verdict in zip(heard, found, strict=True)}
    now = app.clock.now()
    with app.database.write() as session:
        mine = _untriaged(session, ids, lock=True)
        _lock_customers(session, mine)
        for mention in mine:
            _triage(app, session, mention, verdicts.get(key(mention.id)), now)
        tasks.finish(session, taken, owner=app.owner)
    return len(waiting)


def _is_last_chance(taken: Sequence[Task]) -> bool:
    """A mention on which the model keeps failing goes to a person unjudged."""
    return len(taken) == 1 and taken[0].attempts >= tasks.MAX_ATTEMPTS


def _untriaged(session: Session, ids: Sequence[int], *, lock: bool = False) -> Sequence[Mention]:
    """The mentions that nobody judged yet, in the order in which they were posted."""
    statement = (
        select(Mention)
        .where(col(Mention.id).in_(ids), col(Mention.triaged_at).is_(None))
        .order_by(col(Mention.published_at), col(Mention.id))
    )
    return session.exec(statement.with_for_update(key_share=True) if lock else statement).all()


def _lock_customers(session: Session, mentions: Sequence[Mention]) -> None:
    """Two workers never open two cases for one person."""
    authors = {mention.author_id for mention in mentions}
    session.exec(
        select(Customer.id)
        .join(Author, col(Author.customer_id) == col(Customer.id))
        .where(col(Author.id).in_(authors))
        .order_by(col(Customer.id))
        .with_for_update(key_share=True, of=Customer)
    ).all()


def _triage(
    app: App, session: Session, mention: Mention, found: Classification | None, now: dt.datetime
) -> None:
    mention.triaged_at = now
    if mention.by_brand or found is None:
        mention.needs_answer = False
        native.recognise(session, mention, app=app, now=now)
        return
    session.add(_row(mention, found, now))
    if found.urgency in explain.EXPLAINED:
        explain.ask(session, mention, now=now)
    mention.language = found.language or mention.language
    author = session.get_one(Author, mention.author_id)
    is_edit = mention.case_id is not None
    evidence.look(app, session, mention, author, now=now)
    case = _case_for(session, mention, author, found, now)
    intake = take_in(
        found,
        _facts(case),
        text=mention.text,
        since=waiting_from(mention.published_at, mention.stored_at),
        policy=clocks.facing(
            session, app.policy, platform=mention.platform, customer_id=key(author.customer_id)
        ),
        for_others=_is_for_others(session, app, mention, author),
    )
    mention.needs_answer = intake.needs_answer
    is_new = case is None
    if intake.facts is not None:
        case = case or _new_case(session, mention, author, found, now)
        _apply(app, session, case, mention, author, found, intake, intake.facts, now)
        if is_new:
            assignment.route(session, app, case, now=now)
        clocks.project(session, case, app)
    due_at = case.due_at if case and intake.facts else None
    ledger_rows.enter(session, mention, found, due_at=due_at, now=now)
    if intake.needs_answer and not is_edit:
        incidents.remember(session, mention, found, customer_id=key(author.customer_id))
    if intake.needs_answer:
        native.catch_up(session, mention, app=app, now=now)


def _is_for_others(session: Session, app: App, mention: Mention, author: Author) -> bool:
    if mention.in_reply_to is None:
        return False
    above = session.exec(
        select(Author.customer_id)
        .join(Mention, col(Mention.author_id) == col(Author.id))
        .where(
            Mention.platform == mention.platform,
            Mention.external_id == mention.in_reply_to,
            col(Mention.by_brand).is_(False),
        )
    ).first()
    return is_for_others(
        to_another_customer=above is not None and above != author.customer_id,
        addressed=mention.platform == X and mention.summoned,
        text=mention.text,
        brand=app.brand,
    )


def _case_for(
    session: Session, mention: Mention, author: Author, found: Classification, now: dt.datetime
) -> Case | None:
    if mention.case_id is not None:  # it was edited, and stays where it is
        return waiting.locked(session, mention.case_id)
    match = matching_case(
        _known_cases(session, mention, author, now),
        conversation_id=mention.conversation_id,
        topic=clear_topic(found),
        now=now,
    )
    return None if match is None else waiting.locked(session, match.id)


def _known_cases(
    session: Session, mention: Mention, author: Author, now: dt.datetime
) -> list[KnownCase]:
    """The customer's cases; one in which we wrote to her in private runs in that thread as well."""
    known = cases.known_to(session, key(author.customer_id), now=now)
    if mention.kind is not MentionKind.MESSAGE:
        return known
    begun = replies.written_privately(session, mention.author_id)
    here = frozenset({mention.conversation_id})
    return [
        replace(case, conversation_ids=case.conversation_ids | here) if case.id in begun else case
        for case in known
    ]


def _facts(case: Case | None) -> CaseFacts | None:
    if case is None:
        return None
    return CaseFacts(
        status=case.status,
        urgency=case.urgency,
        waiting_since=case.waiting_since,
        due_at=case.due_at,
        unanswered_posts=case.unanswered_posts,
    )


def _apply(
    app: App,
    session: Session,
    case: Case,
    mention: Mention,
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
    ranking.heard(case, found, asks=intake.needs_answer)
    ranking.rerank(session, case, weights=app.weights, now=now)
    mention.case_id = key(case.id)
    if intake.event is not None:
        cases.add_event(
            session,
            key(case.id),
            intake.event,
            at=now,
            mention_id=mention.id,
            detail=_noted(mention, facts, intake),
        )


def _noted(mention: Mention, facts: CaseFacts, intake: Intake) -> dict[str, Any]:
    """What the case's history must know of a post."""
    found: dict[str, Any] = {"urgency": facts.urgency.value}
    if intake.needs_answer:
        found["since"] = waiting_from(mention.published_at, mention.stored_at).isoformat()
    return found


def _new_case(
    session: Session, mention: Mention, author: Author, found: Classification, now: dt.datetime
) -> Case:
    case = Case(
        customer_id=key(author.customer_id),
        platform=mention.platform,
        title=title_of(mention.text),
        status=CaseStatus.OPEN,
        urgency=found.urgency,
        topic=found.topic,
        sentiment=found.sentiment,
        private=found.private,
        language=found.language,
        opened_at=now,
        last_activity_at=now,
        version=0,
    )
    session.add(case)
    session.flush()
    return case


def _row(mention: Mention, found: Classification, now: dt.datetime) -> ClassificationRow:
    return ClassificationRow(
        mention_id=key(mention.id),
        sentiment=found.sentiment,
        intent=found.intent,
        urgency=found.urgency,
        topic=found.topic,
        private=found.private,
        language=found.language,
        abstained=found.abstained,
        model=found.model,
        scores={
            head: {label: round(value, 4) for label, value in labels.items()}
            for head, labels in found.scores.items()
        },
        created_at=now,
    )


def _give_back(app: App, task: Task, error: str) -> None:
    """Return a failed task; one with several mentions is split, so that the culprit is alone."""
    now = app.clock.now()
    mentions = task.payload["mentions"]
    with app.database.write() as session:
        if len(mentions) == 1:
            retry_at = now + RETRY_AFTER
            tasks.fail(session, task, error=error, owner=app.owner, retry_at=retry_at, now=now)
            return
        for mention_id in mentions:
            tasks.put(session, TRIAGE, {"mentions": [mention_id]}, run_at=now, now=now)
        tasks.finish(session, [task], owner=app.owner)

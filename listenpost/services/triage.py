"""Judge stored mentions; their cases follow from what was found (`case_intake`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from classifier.base import Classifier
from domain.classification import Classification, Intent, Sentiment, Topic, Urgency
from domain.errors import ConfigurationError, ListenpostError
from listenpost.services import case_intake
from listenpost.services.app import App
from listenpost.services.ingest import TRIAGE
from listenpost.services.taking import take
from storage import tasks
from storage.ids import key
from storage.models import Mention, Task

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unread:
    id: int
    text: str
    by_brand: bool


def run(app: App) -> int:
    """Judge what waits, up to about one batch; returns how many mentions were judged.

    The model runs outside the transaction. Where a batch fails, its tasks are tried one by one and
    their mentions alone from then on, so that one text never stops the others. Without a model
    nothing is taken: mentions are stored and wait.
    """
    classifier = _classifier(app)
    if classifier is None:
        return 0
    taken = take(app, TRIAGE, limit=8)
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
    waiting = _unread(app, ids)
    heard = [one for one in waiting if not one.by_brand]
    if _is_last_chance(taken):
        found = [UNREADABLE for _ in heard]
    else:
        found = classifier.classify([one.text for one in heard]) if heard else []
    verdicts = {one.id: verdict for one, verdict in zip(heard, found, strict=True)}
    read = {one.id: one.text for one in waiting}
    now = app.clock.now()
    with app.database.write() as session:
        there = _untriaged(session, ids)
        mine = [mention for mention in there if mention.text == read.get(key(mention.id))]
        other = {key(mention.id) for mention in there}.difference(key(one.id) for one in mine)
        case_intake.take_in_all(app, session, mine, verdicts, now=now)
        _judge_anew(session, sorted(other), now)
        tasks.finish(session, taken, owner=app.owner)
    return len(waiting)


def _judge_anew(session: Session, mention_ids: Sequence[int], now: dt.datetime) -> None:
    """What was edited or withdrawn while the model read it: its verdict is of other words."""
    if mention_ids:
        tasks.put(session, TRIAGE, {"mentions": list(mention_ids)}, run_at=now, now=now)


def _is_last_chance(taken: Sequence[Task]) -> bool:
    """A mention on which the model keeps failing goes to a person unjudged."""
    return len(taken) == 1 and taken[0].attempts >= tasks.MAX_ATTEMPTS


def _unread(app: App, ids: Sequence[int]) -> list[_Unread]:
    """What the model has to read; of our own posts nothing."""
    with app.database.read() as session:
        rows = session.exec(
            select(Mention.id, Mention.text, Mention.by_brand)
            .where(*_waits(ids))
            .order_by(col(Mention.published_at), col(Mention.id))
        ).all()
    return [_Unread(id=key(number), text=text, by_brand=ours) for number, text, ours in rows]


def _untriaged(session: Session, ids: Sequence[int]) -> Sequence[Mention]:
    """The mentions that nobody judged yet, locked, in the order in which they were posted."""
    return session.exec(
        select(Mention)
        .where(*_waits(ids))
        .order_by(col(Mention.published_at), col(Mention.id))
        .with_for_update(key_share=True)
    ).all()


def _waits(ids: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    return col(Mention.id).in_(ids), col(Mention.triaged_at).is_(None)


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

"""Judge stored mentions; their cases follow from what was found (`case_intake`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import structlog
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from classifier.base import Classifier
from domain.classification import Classification, Intent, Sentiment, Topic, Urgency
from domain.errors import ConfigurationError, ListenpostError
from listenpost.services import case_intake, traces
from listenpost.services.app import App
from listenpost.services.metrics import timed
from listenpost.services.queueing import TRIAGE
from listenpost.services.taking import take
from storage import tasks, throughput
from storage.among import within
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
    author_id: int
    published_at: dt.datetime


def run(app: App) -> int:
    """Judge the most urgent of what waits, one batch; returns how many mentions were judged.

    What their authors wrote besides and nobody has judged yet comes along, so that each author's
    posts are judged in their order; one batch more at most. The model runs outside the transaction.
    Where a batch fails, its tasks are tried one by one and their mentions alone from then on, so
    that one text never stops the others. Without a model nothing is taken: mentions are stored and
    wait.
    """
    classifier = _classifier(app)
    if classifier is None:
        return 0
    while taken := take(app, TRIAGE, limit=app.batch, size=_size):
        fresh = all(task.attempts == 1 for task in taken)
        if waiting := _unread(app, taken, most_besides=app.batch if fresh else 0):
            return _try(app, classifier, taken, waiting, alone=not fresh)
        with app.database.write() as session:  # all came along with others
            tasks.finish(session, taken, owner=app.owner)
    return 0


def _size(payload: Mapping[str, Any]) -> int:
    return len(payload["mentions"])


def _try(
    app: App,
    classifier: Classifier,
    taken: Sequence[Task],
    waiting: Sequence[_Unread],
    *,
    alone: bool = True,
) -> int:
    try:
        with timed(app.metrics.triage_seconds):
            judged = _judge(app, classifier, taken, waiting)
        app.metrics.triaged.inc(judged)
        return judged
    except Exception as error:
        if len(taken) > 1 or not alone:
            return sum(_try(app, classifier, [task], _unread(app, [task])) for task in taken)
        expected, number = isinstance(error, ListenpostError), len(waiting)
        log.log(30 if expected else 40, "triage.failed", mentions=number, exc_info=not expected)
        _give_back(app, taken[0], str(error) or type(error).__name__)
        return 0


def _classifier(app: App) -> Classifier | None:
    try:
        found = app.classifier()
    except ConfigurationError as error:
        app.beats.has_model = False
        log.error("triage.no_model", error=str(error))
        return None
    app.beats.has_model = True
    return found


def _judge(
    app: App, classifier: Classifier, taken: Sequence[Task], waiting: Sequence[_Unread]
) -> int:
    began = app.clock.now()
    heard = [one for one in waiting if not one.by_brand]
    if _is_last_chance(taken):
        found = [UNREADABLE for _ in heard]
    else:
        found = classifier.classify([one.text for one in heard]) if heard else []
    verdicts = {one.id: verdict for one, verdict in zip(heard, found, strict=True)}
    read = {one.id: one.text for one in waiting}
    now = app.clock.now()
    with app.database.write() as session:
        there = _untriaged(session, list(read))
        mine = [mention for mention in there if mention.text == read.get(key(mention.id))]
        other = {key(mention.id) for mention in there}.difference(key(one.id) for one in mine)
        case_intake.take_in_all(app, session, mine, verdicts, now=now)
        traces.judged(app.traces, session, mine, began=began)
        _judge_anew(session, sorted(other), now, turn_at=taken[0].turn_at)
        tasks.finish(session, taken, owner=app.owner)
        throughput.count(session, app.owner, wall=app.clock.wall(), judged=len(mine))
    return len(waiting)


def _judge_anew(
    session: Session, mention_ids: Sequence[int], now: dt.datetime, *, turn_at: dt.datetime
) -> None:
    """What was edited or withdrawn while the model read it: its verdict is of other words."""
    if mention_ids:
        payload = {"mentions": list(mention_ids)}
        tasks.put(session, TRIAGE, payload, run_at=now, now=now, turn_at=turn_at)


def _is_last_chance(taken: Sequence[Task]) -> bool:
    """A mention on which the model keeps failing goes to a person unjudged."""
    return len(taken) == 1 and taken[0].attempts >= tasks.MAX_ATTEMPTS


def _unread(app: App, taken: Sequence[Task], *, most_besides: int = 0) -> list[_Unread]:
    """What the tasks ask to read and nobody has judged yet, in the order in which it was posted.

    With it so many other posts of the same authors that wait, the earliest of them.
    """
    ids = [mention_id for task in taken for mention_id in task.payload["mentions"]]
    with app.database.read() as session:
        found = _read(session, *_waits(ids))
        authors = {one.author_id for one in found if not one.by_brand}
        if authors and most_besides:
            theirs, others = within(col(Mention.author_id), authors), col(Mention.id).not_in(ids)
            found += _read(session, theirs, _UNJUDGED, others, most=most_besides)
    return sorted(found, key=lambda one: (one.published_at, one.id))


def _read(session: Session, *which: ColumnElement[bool], most: int | None = None) -> list[_Unread]:
    names = [field.name for field in fields(_Unread)]
    rows = session.execute(
        select(*[col(getattr(Mention, name)) for name in names])
        .where(*which)
        .order_by(col(Mention.published_at), col(Mention.id))
        .limit(most)
    )
    return [_Unread(**dict(zip(names, row, strict=True))) for row in rows]


def _untriaged(session: Session, ids: Sequence[int]) -> Sequence[Mention]:
    """The mentions that nobody judged yet, locked, in the order in which they were posted."""
    return session.exec(
        select(Mention)
        .where(*_waits(ids))
        .order_by(col(Mention.published_at), col(Mention.id))
        .with_for_update(key_share=True)
    ).all()


_UNJUDGED = col(Mention.triaged_at).is_(None)


def _waits(ids: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    return within(col(Mention.id), ids), _UNJUDGED


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
            payload = {"mentions": [mention_id]}
            tasks.put(session, TRIAGE, payload, run_at=now, now=now, turn_at=task.turn_at)
        tasks.finish(session, [task], owner=app.owner)

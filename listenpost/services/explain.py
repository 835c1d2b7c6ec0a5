"""Find the words that carried an urgent judgement, once everything that waits has been judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import structlog
from sqlmodel import Session, col, select

from classifier.base import Classifier
from classifier.evidence import Span, evidence
from domain.classification import Urgency
from domain.errors import ConfigurationError
from listenpost.services.app import App
from listenpost.services.taking import take
from storage import tasks
from storage.among import within
from storage.ids import key
from storage.models import Evidence, Mention, Task

log = structlog.get_logger(__name__)
EXPLAIN = "explain"
EXPLAINED = frozenset({Urgency.CRITICAL, Urgency.HIGH})
"""Where an agent asks why: a pass over some twenty texts is not spent on the others."""


def ask(session: Session, mention: Mention, *, now: dt.datetime) -> None:
    """Put the mention down to be explained; exists when the transaction commits."""
    tasks.put(session, EXPLAIN, {"mention": key(mention.id)}, run_at=now, now=now)


def run(app: App) -> int:
    """Explain one mention; returns 0 where none waits or there is no model."""
    try:
        classifier = app.classifier()
    except ConfigurationError:
        return 0  # triage has said so
    taken = take(app, EXPLAIN)
    for task in taken:
        _explain(app, classifier, task)
    return len(taken)


def spans_of(session: Session, mention_id: int) -> tuple[Span, ...]:
    """What was found; empty where nothing stood out or nothing was looked for."""
    found = session.get(Evidence, mention_id)
    return tuple(
        Span(start=int(start), end=int(end), share=share)
        for start, end, share in (found.spans if found else ())
    )


def words_of(session: Session, case_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The words that carried the urgency of these cases' newest posts, where some stood out."""
    found = session.exec(
        select(Mention.case_id, Mention.text, Evidence.spans)
        .join(Evidence, col(Evidence.mention_id) == col(Mention.id))
        .where(within(col(Mention.case_id), case_ids))
        .order_by(col(Mention.published_at), col(Mention.id))
    ).all()
    told = {
        case_id: tuple(filter(None, (text[int(start) : int(end)] for start, end, _share in spans)))
        for case_id, text, spans in found
        if case_id is not None and spans
    }
    return {case_id: words for case_id, words in told.items() if words}


def _explain(app: App, classifier: Classifier, task: Task) -> None:
    mention_id = int(task.payload["mention"])
    with app.database.read() as session:
        mention = session.get(Mention, mention_id)
    spans = _spans(classifier, mention)
    with app.database.write() as session:
        if session.get(Mention, mention_id) is not None:
            session.merge(
                Evidence(
                    mention_id=mention_id,
                    spans=[[span.start, span.end, span.share] for span in spans],
                    model=classifier.version,
                )
            )
        tasks.finish(session, [task], owner=app.owner)


def _spans(classifier: Classifier, mention: Mention | None) -> tuple[Span, ...]:
    """What carried it; nothing where the model fails on a part: the judgement stands without."""
    if mention is None:
        return ()
    try:
        return evidence(classifier, mention.text)
    except Exception as error:
        log.warning("explain.failed", mention=mention.id, error=type(error).__name__, exc_info=True)
        return ()

"""A person says what the model got wrong: the case follows at once, the word is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlmodel import Session

from domain.case import CaseEventKind
from domain.correction import NO, YES, Head, check, implied
from domain.errors import BadInput
from domain.role import Actor, Permission, require
from listenpost.services import pulse_rows, regrouping, waiting
from listenpost.services.app import App
from listenpost.services.case_actions import note, note_standing, require_own_posts
from storage import corrections, standing, threads, webhooks
from storage.ids import key
from storage.models import Case, Classification, Correction, Mention

_DECIDING = frozenset({Head.URGENCY, Head.NEEDS_ANSWER})
"""Labels that say who waits, and until when; the others say what it is about."""
LEARNED = (Head.SENTIMENT, Head.INTENT, Head.URGENCY, Head.TOPIC)


def correct(app: App, actor: Actor, mention_id: int, head: Head, value: str) -> None:
    """Change one label of a post; urgency and "needs an answer" follow each other.

    These two rank the case and set its clocks anew. A case that a person closed stays closed; one
    that was closed by the customer's words, or by a correction, comes back where an answer is owed.
    Raises BadInput for a value that there is not, or a post that is in no case.
    """
    require(actor.role, Permission.ANSWER)
    check(head, value)
    now = app.clock.now()
    with app.database.write() as session:
        mention = session.get(Mention, mention_id)
        labels = threads.judgement(session, mention_id)
        if mention is None or mention.case_id is None or labels is None:
            raise BadInput(f"There is no judged post {mention_id} in a case.")
        case = waiting.locked(session, mention.case_id)
        require_own_posts(case)
        changed = {
            one: (before, wanted)
            for one, wanted in {head: value, **implied(head, value)}.items()
            if (before := label_of(one, mention, labels)) != wanted
        }
        for one, (before, wanted) in changed.items():
            session.add(_row(actor, mention, labels, one, before, wanted, now))
            _set(one, wanted, mention, labels)
        if not changed:
            return
        pulse_rows.note(app, session, [mention_id])
        words = {one.value: f"{before} > {wanted}" for one, (before, wanted) in changed.items()}
        if changed.keys() & _DECIDING:
            stood = case.status
            asks = _stand_anew(session, app, case)
            kind = CaseEventKind.CORRECTED
            webhooks.turned(session, case, kind, before=stood, at=now, user_id=actor.id)
            note_standing(session, app, actor, case, CaseEventKind.CORRECTED, words, asks)
            return
        regrouping.describe(session, case, standing.customer_posts(session, key(case.id)))
        case.version += 1
        note(session, app, actor, key(case.id), CaseEventKind.CORRECTED, None, **words)


def _stand_anew(session: Session, app: App, case: Case) -> dict[str, Any]:
    """What the case is by its posts as they are judged now; who closed it by hand had read them."""
    by_hand = standing.endings(session, key(case.id)).by_hand
    settled = case.status if case.status in regrouping.CLOSED and by_hand else None
    return regrouping.stand_anew(session, app, case, settled=settled)


def labels_of(app: App, actor: Actor, mention_id: int) -> dict[Head, str]:
    """Every label of a judged post as it stands."""
    require(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        mention, labels = session.get(Mention, mention_id), threads.judgement(session, mention_id)
        if mention is None or labels is None:
            raise BadInput(f"There is no judged post {mention_id}.")
        return {head: label_of(head, mention, labels) for head in Head}


def label_of(head: Head, mention: Mention, labels: Classification) -> str:
    """The label as it stands."""
    if head is Head.NEEDS_ANSWER:
        return YES if mention.needs_answer else NO
    if head is Head.PRIVATE:
        return YES if labels.private else NO
    return str(getattr(labels, head.value).value)


def _set(head: Head, value: str, mention: Mention, labels: Classification) -> None:
    if head is Head.NEEDS_ANSWER:
        mention.needs_answer = value == YES
    elif head is Head.PRIVATE:
        labels.private = value == YES
    else:
        kind = type(getattr(labels, head.value))
        setattr(labels, head.value, kind(value))


def _row(
    actor: Actor,
    mention: Mention,
    labels: Classification,
    head: Head,
    before: str,
    after: str,
    now: dt.datetime,
) -> Correction:
    return Correction(
        mention_id=key(mention.id),
        case_id=mention.case_id,
        user_id=actor.id,
        at=now,
        head=head.value,
        before=before,
        after=after,
        model=labels.model,
    )


def training_rows(app: App) -> Iterator[dict[str, Any]]:
    """The corrected posts as classifier.training reads them; "corrected" names the heads."""
    with app.database.read() as session:
        heads = corrections.heads_by_mention(session)
        yield from _rows(session, heads)


def _rows(session: Session, heads: dict[int, tuple[str, ...]]) -> Iterator[dict[str, Any]]:
    for mention, labels in corrections.labelled(session, list(heads)):
        yield {
            "id": f"{mention.platform}-{mention.external_id}",
            "text": mention.text,
            "lang": mention.language or "und",
            **{head.value: label_of(head, mention, labels) for head in LEARNED},
            "private": labels.private,
            "corrected": list(heads[key(mention.id)]),
            "model": labels.model,
        }

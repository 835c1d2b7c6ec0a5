"""Taking a post's words out of everything that was made of them; the rows and the counts stay."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlmodel import Session, col, delete, or_, select

from domain.case import NAMELESS, title_of
from domain.incident import nameless
from storage import topics, traces
from storage.ids import key
from storage.models import (
    Case,
    CaseChange,
    Incident,
    IncidentCase,
    KnownAddress,
    Mention,
    MentionRevision,
    NamedIdentifier,
)

GONE = ""
"""The text of a post that was deleted, or kept long enough."""


def forget(session: Session, posts: Sequence[Mention]) -> None:
    """Empty these posts; forget their former words, what they named and titles made of them."""
    ids = [key(post.id) for post in posts]
    if not ids:
        return
    texts = {post.text for post in posts} | set(
        session.exec(
            select(MentionRevision.text).where(col(MentionRevision.mention_id).in_(ids))
        ).all()
    )
    for post in posts:
        post.text, post.raw, post.attachments = GONE, {}, []
        session.add(post)
    for table in (MentionRevision, NamedIdentifier, KnownAddress):
        session.exec(delete(table).where(col(table.mention_id).in_(ids)))
    traces.forget(session, ids)
    topics.forget(session, ids, texts=texts)
    session.flush()
    _retitle(session, {post.case_id for post in posts if post.case_id is not None}, texts)


def _retitle(session: Session, case_ids: Collection[int], texts: Iterable[str]) -> None:
    """Cases and incidents called by these words are called by what is left."""
    titles = {title_of(text) for text in texts if text}
    changes = session.exec(
        select(CaseChange).where(
            or_(col(CaseChange.case_id).in_(case_ids), col(CaseChange.other_id).in_(case_ids))
        )
    ).all()
    for change in changes:
        change.before = _without(change.before, titles)
        change.after = _without(change.after, titles)
        session.add(change)
    known = {*case_ids, *(one for change in changes for one in (change.case_id, change.other_id))}
    for case in session.exec(select(Case).where(col(Case.id).in_(known))).all():
        if case.title in titles:
            case.title = _title(session, key(case.id))
            session.add(case)
    members = select(IncidentCase.incident_id).where(col(IncidentCase.case_id).in_(known))
    for incident in session.exec(select(Incident).where(col(Incident.id).in_(members))).all():
        incident.title = nameless(incident.title, texts)
        session.add(incident)


def _title(session: Session, case_id: int) -> str:
    """By the first of its posts that still has words."""
    first = session.exec(
        select(Mention.text)
        .where(Mention.case_id == case_id, Mention.text != GONE)
        .order_by(col(Mention.published_at), col(Mention.id))
    ).first()
    return title_of(first) if first else NAMELESS


def _without(value: Any, titles: Collection[str]) -> Any:
    """The same snapshot without the titles in it."""
    if isinstance(value, dict):
        return {name: _without(part, titles) for name, part in value.items()}
    if isinstance(value, list):
        return [_without(part, titles) for part in value]
    return NAMELESS if isinstance(value, str) and value in titles else value

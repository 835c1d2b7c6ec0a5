"""Traces of recent posts, by which incidents are found, and how many came in each minute."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import delete, func
from sqlmodel import Session, col, select, update

from storage import bulk
from storage.models import IncidentCase, MentionTrace, TopicArrival


def count(session: Session, topic: str, posts: int, *, minute: dt.datetime) -> None:
    """So many more posts of this topic in this minute."""
    row = {"minute": minute, "topic": topic, "posts": posts}
    bulk.add_up(session, TopicArrival, [row], counts=("posts",))


def move(session: Session, mention_ids: Collection[int], *, to: int) -> None:
    """The posts belong to this case now."""
    session.exec(
        update(MentionTrace).where(col(MentionTrace.mention_id).in_(mention_ids)).values(case_id=to)
    )


def unplaced(session: Session, *, limit: int) -> Sequence[MentionTrace]:
    """Posts that nobody compared with others yet, oldest first; locked for this worker."""
    return session.exec(
        select(MentionTrace)
        .where(col(MentionTrace.placed_at).is_(None))
        .order_by(col(MentionTrace.at), col(MentionTrace.mention_id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def alone_since(session: Session, since: dt.datetime, *, limit: int) -> Sequence[MentionTrace]:
    """The newest posts since then whose case never was in an incident."""
    return session.exec(
        select(MentionTrace)
        .outerjoin(IncidentCase, col(IncidentCase.case_id) == col(MentionTrace.case_id))
        .where(col(MentionTrace.at) >= since, col(IncidentCase.case_id).is_(None))
        .order_by(col(MentionTrace.at).desc(), col(MentionTrace.mention_id).desc())
        .limit(limit)
    ).all()


def of_incident(session: Session, incident_id: int, *, limit: int) -> Sequence[MentionTrace]:
    """The newest traces of an incident's members."""
    return session.exec(
        select(MentionTrace)
        .join(IncidentCase, col(IncidentCase.case_id) == col(MentionTrace.case_id))
        .where(IncidentCase.incident_id == incident_id, col(IncidentCase.left_at).is_(None))
        .order_by(col(MentionTrace.at).desc(), col(MentionTrace.mention_id).desc())
        .limit(limit)
    ).all()


def arrivals(session: Session, *, since: dt.datetime, until: dt.datetime) -> dict[str, int]:
    """How many posts of each topic came in the minutes from `since` up to `until`."""
    rows = session.exec(
        select(TopicArrival.topic, func.sum(TopicArrival.posts))
        .where(TopicArrival.minute > since, TopicArrival.minute <= until)
        .group_by(TopicArrival.topic)
    ).all()
    return {topic: int(posts) for topic, posts in rows}


def first_minute(session: Session) -> dt.datetime | None:
    """When counting began."""
    return session.exec(select(func.min(TopicArrival.minute))).first()


def forget(session: Session, mention_ids: Collection[int]) -> int:
    """Erase what these mentions are recognised by; returns how many there were."""
    gone = session.exec(delete(MentionTrace).where(col(MentionTrace.mention_id).in_(mention_ids)))
    return gone.rowcount


def purge(session: Session, *, before: dt.datetime, limit: int) -> int:
    """Erase traces that no incident can need any more, but none that another worker has at hand."""
    old = (
        select(MentionTrace.mention_id)
        .where(col(MentionTrace.at) < before, col(MentionTrace.placed_at).is_not(None))
        .order_by(col(MentionTrace.at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = session.exec(old).all()
    return forget(session, ids) if ids else 0

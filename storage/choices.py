"""Channels that were chosen: what waits for an outcome, and what is known of earlier ones."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, exists, select

from domain.case import CaseStatus
from domain.channel import ChannelKind
from domain.classification import Topic
from domain.outcome import ChoiceOutcome
from domain.recommend import Experience
from storage.models import Case, Mention, Reply, RouteChoice


def of_reply(session: Session, reply_id: int) -> RouteChoice | None:
    """What was chosen for a reply."""
    return session.get(RouteChoice, reply_id)


def waiting(session: Session, *, limit: int) -> Sequence[tuple[RouteChoice, bool, bool]]:
    """Sent choices without an outcome: (choice, asked again since, case resolved), oldest first."""
    asked = exists().where(
        col(Mention.case_id) == col(Reply.case_id),
        col(Mention.needs_answer).is_(True),
        col(Mention.published_at) > col(RouteChoice.sent_at),
    )
    rows = session.exec(
        select(RouteChoice, asked, col(Case.status) == CaseStatus.RESOLVED)
        .join(Reply, col(Reply.id) == col(RouteChoice.reply_id))
        .join(Case, col(Case.id) == col(Reply.case_id))
        .where(
            col(RouteChoice.outcome) == ChoiceOutcome.OPEN, col(RouteChoice.sent_at).is_not(None)
        )
        .order_by(col(RouteChoice.sent_at))
        .limit(limit)
    ).all()
    return [(choice, bool(again), bool(resolved)) for choice, again, resolved in rows]


def experience(
    session: Session, *, since: dt.datetime
) -> dict[tuple[Topic, ChannelKind], Experience]:
    """By topic and kind of channel: what became of it, and what agents took instead."""
    found: dict[tuple[Topic, ChannelKind], Experience] = defaultdict(Experience)
    parts = (
        col(RouteChoice.topic),
        col(RouteChoice.chosen_kind),
        col(RouteChoice.recommended_kind),
        col(RouteChoice.outcome),
    )
    counted = sa.select(*parts, sa.func.count()).where(col(RouteChoice.sent_at) >= since)
    rows = session.execute(counted.group_by(*parts)).all()
    for topic, chosen, recommended, outcome, number in rows:
        settled = number if outcome is ChoiceOutcome.SETTLED else 0
        tried = number if outcome is not ChoiceOutcome.OPEN else 0
        other = number if recommended not in (None, chosen) else 0
        found[topic, chosen] += Experience(tried=tried, solved=settled, taken_instead=other)
        if other and recommended is not None:
            found[topic, recommended] += Experience(passed_over=other)
    return dict(found)

"""How customers' posts sounded: counts for reports, nothing is changed."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session, col, func, select

from domain.classification import Sentiment
from storage.models import Classification, Mention


def sentiments(
    session: Session, *, since: dt.datetime, until: dt.datetime
) -> list[tuple[str, str | None, Sentiment, int]]:
    """(platform, language, sentiment, posts) of what customers published from `since` to `until`.

    The newest judgement of each post counts.
    """
    newest = (
        select(func.max(Classification.id))
        .join(Mention, col(Mention.id) == col(Classification.mention_id))
        .where(Mention.published_at >= since, Mention.published_at < until)
        .group_by(col(Classification.mention_id))
    )
    found = session.exec(
        select(Mention.platform, Mention.language, Classification.sentiment, func.count())
        .join(Classification, col(Classification.mention_id) == col(Mention.id))
        .where(col(Classification.id).in_(newest), col(Mention.by_brand).is_(False))
        .group_by(Mention.platform, col(Mention.language), col(Classification.sentiment))
    ).all()
    return [
        (platform, language, Sentiment(mood), number) for platform, language, mood, number in found
    ]

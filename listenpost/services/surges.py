"""Which topics are asked about more than usual at this moment."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from sqlmodel import Session

from domain import surge
from storage import traces
from storage.models import MentionTrace


def count(session: Session, posts: Sequence[MentionTrace]) -> None:
    """Add posts to their minutes, each by its likeliest topic."""
    found = Counter(
        (post.at.replace(second=0, microsecond=0), max(post.topics, key=post.topics.__getitem__))
        for post in posts
        if post.topics
    )
    for (minute, topic), number in sorted(found.items()):
        traces.count(session, topic, number, minute=minute)


def topics(session: Session, *, now: dt.datetime) -> frozenset[str]:
    """Topics with more posts in the last hour than this minute of the week usually has."""
    counted = traces.arrivals(session, since=now - surge.WINDOW, until=now)
    striking = {topic: posts for topic, posts in counted.items() if posts >= surge.LEAST}
    began = traces.first_minute(session)
    if not striking or began is None:
        return frozenset()
    ends = surge.compared_with(now)
    earlier = [
        traces.arrivals(session, since=end - surge.WINDOW, until=end)
        if end - surge.WINDOW >= began
        else None
        for end in ends
    ]
    before = traces.arrivals(session, since=began, until=now - surge.WINDOW)
    hours = max((now - surge.WINDOW - began) / dt.timedelta(hours=1), 24.0)
    found = set()
    for topic, posts in striking.items():
        known = [None if counts is None else counts.get(topic, 0) for counts in earlier]
        expected = surge.usual(
            known[: surge.WEEKS], known[surge.WEEKS :], before.get(topic, 0) / hours
        )
        if surge.is_surge(posts, expected):
            found.add(topic)
    return frozenset(found)

"""Which topics are asked about more than usual at this moment; begun and ended as alerts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from sqlmodel import Session

from domain import surge
from domain.role import Actor, Permission, require
from domain.silence import AlertKind
from domain.surge import Surge
from listenpost.services.app import App
from storage import alerts, traces
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


def now_running(session: Session, *, now: dt.datetime) -> list[Surge]:
    """Topics with more posts in the last hour than this minute of the week usually has."""
    counted = traces.arrivals(session, since=now - surge.WINDOW, until=now)
    striking = {topic: posts for topic, posts in counted.items() if posts >= surge.LEAST}
    began = traces.first_minute(session)
    if not striking or began is None:
        return []
    ends = surge.compared_with(now)
    earlier = [
        traces.arrivals(session, since=end - surge.WINDOW, until=end)
        if end - surge.WINDOW >= began
        else None
        for end in ends
    ]
    before = traces.arrivals(session, since=began, until=now - surge.WINDOW)
    hours = max((now - surge.WINDOW - began) / dt.timedelta(hours=1), 24.0)
    found = []
    for topic, posts in striking.items():
        known = [None if counts is None else counts.get(topic, 0) for counts in earlier]
        expected = surge.usual(
            known[: surge.WEEKS], known[surge.WEEKS :], before.get(topic, 0) / hours
        )
        if surge.is_surge(posts, expected):
            found.append(Surge(topic=topic, posts=posts, usual=expected))
    return found


def topics(session: Session, *, now: dt.datetime) -> frozenset[str]:
    """The names of those topics."""
    return frozenset(one.topic for one in now_running(session, now=now))


def wrong(session: Session, *, now: dt.datetime) -> alerts.Wrong:
    """The surges as alerts; where a listener's name stands, theirs have the topic's."""
    return {(one.topic, AlertKind.SURGE): _in_words(one) for one in now_running(session, now=now)}


def _in_words(found: Surge) -> str:
    return (
        f"{found.posts} posts about {found.topic} that want an answer came in the last hour, where "
        f"about {found.usual:,.1f} are usual at this time of the week."
    )


def shown(app: App, actor: Actor) -> dict[str, str]:
    """Topic -> what is said of its surge, for the inbox; as old as the worker's last look."""
    require(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        return of_alerts(session)


def of_alerts(session: Session) -> dict[str, str]:
    """What the alerts that stand say of surges, by topic."""
    found = [one for one in alerts.open_alerts(session) if one.kind is AlertKind.SURGE]
    return {one.listener: one.detail for one in found}

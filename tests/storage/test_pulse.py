"""How customers' posts sounded."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session

from domain.classification import Intent, Sentiment, Topic, Urgency
from storage import pulse
from storage.engine import Database
from storage.models import Classification
from tests.storage.builders import DAY, NOW, SECOND, add_mention

Counts = set[tuple[str, str | None, Sentiment, int]]


def hear(session: Session, *moods: Sentiment, platform: str = "x", by_brand: bool = False) -> int:
    """A post that was judged once for each mood."""
    number = add_mention(session, platform=platform, by_brand=by_brand)
    for mood in moods:
        session.add(
            Classification(
                mention_id=number,
                sentiment=mood,
                intent=Intent.OTHER,
                urgency=Urgency.NONE,
                topic=Topic.OTHER,
                private=False,
                abstained=False,
                model="test",
                created_at=NOW,
            )
        )
    session.flush()
    return number


def counts(database: Database, since: dt.datetime = NOW, until: dt.datetime = NOW + DAY) -> Counts:
    with database.read() as session:
        return set(pulse.sentiments(session, since=since, until=until))


def test_posts_are_counted_by_platform_language_and_mood(database: Database) -> None:
    with database.write() as session:
        for _ in range(2):
            hear(session, Sentiment.NEGATIVE)
        hear(session, Sentiment.POSITIVE)
        hear(session, Sentiment.NEGATIVE, platform="facebook")
    assert counts(database) == {
        ("x", "en", Sentiment.NEGATIVE, 2),
        ("x", "en", Sentiment.POSITIVE, 1),
        ("facebook", "en", Sentiment.NEGATIVE, 1),
    }


def test_a_post_that_was_judged_again_counts_once_as_the_newest_says(database: Database) -> None:
    with database.write() as session:
        hear(session, Sentiment.NEGATIVE, Sentiment.NEUTRAL)
    assert counts(database) == {("x", "en", Sentiment.NEUTRAL, 1)}


def test_our_own_posts_and_those_nobody_judged_do_not_count(database: Database) -> None:
    with database.write() as session:
        hear(session, Sentiment.POSITIVE, by_brand=True)
        hear(session)
    assert counts(database) == set()


def test_a_stretch_begins_with_its_first_second_and_ends_before_its_last(
    database: Database,
) -> None:
    with database.write() as session:
        hear(session, Sentiment.NEUTRAL)
    assert counts(database, NOW, NOW + SECOND)
    assert not counts(database, NOW - DAY, NOW)
    assert not counts(database, NOW + SECOND, NOW + DAY)

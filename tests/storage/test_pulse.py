"""How customers' posts sounded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, select

from domain.classification import Intent, Sentiment, Topic, Urgency
from domain.pulse import slot_of
from storage import pulse, pulse_names
from storage.engine import Database
from storage.models import Classification
from storage.pulse import Group, Wanted
from tests.storage.builders import NOW, add_mention

SLOT = slot_of(NOW)
DAY = 96


def hear(
    session: Session,
    *moods: Sentiment,
    platform: str = "x",
    by_brand: bool = False,
    topic: Topic = Topic.OTHER,
) -> int:
    """A post that was judged once for each mood."""
    number = add_mention(session, platform=platform, by_brand=by_brand)
    for mood in moods:
        session.add(
            Classification(
                mention_id=number,
                sentiment=mood,
                intent=Intent.OTHER,
                urgency=Urgency.NONE,
                topic=topic,
                private=False,
                abstained=False,
                model="test",
                created_at=NOW,
            )
        )
    pulse.note(session, [number], edition=0)
    return number


def wanted(**more: Any) -> Wanted:
    return Wanted(**{"since": SLOT, "until": SLOT + DAY, **more})


def counted(database: Database, asked: Wanted) -> set[tuple[str, str, str, Sentiment, int]]:
    def told(one: Group) -> tuple[str, str, str, Sentiment, int]:
        return one.platform, one.language, one.topic, one.sentiment, one.posts

    with database.read() as session:
        return {told(one) for one in pulse.groups(session, asked)}


def slots(database: Database, asked: Wanted) -> Sequence[tuple[int, Sentiment, int]]:
    with database.read() as session:
        return pulse.moods(session, asked)


def test_posts_are_counted_by_network_language_topic_and_mood(database: Database) -> None:
    with database.write() as session:
        for _ in range(2):
            hear(session, Sentiment.NEGATIVE)
        hear(session, Sentiment.POSITIVE, topic=Topic.BILLING)
        hear(session, Sentiment.NEGATIVE, platform="facebook")
    assert counted(database, wanted()) == {
        ("x", "en", "other", Sentiment.NEGATIVE, 2),
        ("x", "en", "billing", Sentiment.POSITIVE, 1),
        ("facebook", "en", "other", Sentiment.NEGATIVE, 1),
    }
    assert slots(database, wanted()) == [
        (SLOT, Sentiment.NEGATIVE, 3),
        (SLOT, Sentiment.POSITIVE, 1),
    ]


def test_each_filter_leaves_out_what_it_does_not_name(database: Database) -> None:
    with database.write() as session:
        hear(session, Sentiment.NEGATIVE, topic=Topic.BILLING)
        hear(session, Sentiment.NEGATIVE, platform="facebook")
    only_x = {("x", "en", "billing", Sentiment.NEGATIVE, 1)}
    for narrowed in ({"platforms": ("x",)}, {"topics": ("billing",)}):
        assert counted(database, wanted(**narrowed)) == only_x
    assert counted(database, wanted(languages=("de",))) == set()
    assert counted(database, wanted(sentiments=(Sentiment.POSITIVE,))) == set()
    assert len(counted(database, wanted(languages=("en", "de")))) == 2


def test_a_post_that_was_judged_again_counts_once_as_the_newest_says(database: Database) -> None:
    with database.write() as session:
        number = hear(session, Sentiment.NEGATIVE)
        hear(session, Sentiment.NEUTRAL)
        (judged,) = session.exec(select(Classification).filter_by(mention_id=number)).all()
        judged.sentiment = Sentiment.POSITIVE
        pulse.note(session, [number], edition=0)
    moods = {mood for _, mood, _ in slots(database, wanted())}
    assert moods == {Sentiment.POSITIVE, Sentiment.NEUTRAL}
    with database.write() as session:
        hear(session, Sentiment.NEGATIVE, Sentiment.NEUTRAL)
    assert (SLOT, Sentiment.NEUTRAL, 2) in slots(database, wanted())


def test_our_own_posts_and_those_nobody_judged_do_not_count(database: Database) -> None:
    with database.write() as session:
        hear(session, Sentiment.POSITIVE, by_brand=True)
        hear(session)
    assert counted(database, wanted()) == set()


def test_a_stretch_begins_with_its_first_slot_and_ends_before_its_last(database: Database) -> None:
    with database.write() as session:
        hear(session, Sentiment.NEUTRAL)
    assert slots(database, wanted(until=SLOT + 1))
    assert not slots(database, wanted(since=SLOT - DAY, until=SLOT))
    assert not slots(database, wanted(since=SLOT + 1))


def test_each_account_reaches_its_followers_once(database: Database) -> None:
    with database.write() as session:
        for _ in range(3):
            hear(session, Sentiment.NEUTRAL)
    with database.read() as session:
        assert pulse.reach(session, wanted()) == (10, 1, 1)
        assert pulse.reach(session, wanted(languages=("de",))) == (0, 0, 0)
        ((_, who, mood), *more) = pulse.posts(session, wanted(), limit=10)
        assert (who.handle, mood, len(more)) == ("anna", Sentiment.NEUTRAL, 2)
        ((author, _, posts),) = pulse.accounts(session, wanted(), limit=5)
        assert (author, posts) == (who.id, 3)


def test_names_are_looked_for_once_for_each_edition(database: Database) -> None:
    with database.write() as session:
        first, second = hear(session, Sentiment.NEGATIVE), hear(session, Sentiment.POSITIVE)
        there = pulse_names.waiting(session, edition=7, limit=9)
        assert [one.mention_id for one in there] == [second, first]
        found = [("competitor:Acme", SLOT, first)] * 2
        pulse_names.keep(session, [first, second], found, edition=7)
        assert pulse_names.waiting(session, edition=7, limit=9) == []
    with database.read() as session:
        named = pulse.named(session, wanted())
        assert named == [("competitor:Acme", Sentiment.NEGATIVE, 1)]
    assert slots(database, wanted(name="competitor:Acme")) == [(SLOT, Sentiment.NEGATIVE, 1)]
    with database.write() as session:
        pulse_names.keep(session, [first], [], edition=8)
    assert slots(database, wanted(name="competitor:Acme")) == []

"""Moods by day and by what the posts are told apart by."""

from __future__ import annotations

from domain.classification import Sentiment, Topic
from domain.pulse_days import stretches
from storage import pulse_names, pulse_split
from storage.engine import Database
from tests.storage.test_pulse import DAY, SLOT, hear, wanted

NEG, POS = Sentiment.NEGATIVE, Sentiment.POSITIVE
DAYS = stretches([SLOT - DAY, SLOT - 1, SLOT + DAY])
"""Two days of unlike length; what is heard now is of the second."""


def test_posts_are_told_apart_by_a_label_and_by_day(database: Database) -> None:
    with database.write() as session:
        hear(session, NEG, topic=Topic.BILLING)
        hear(session, NEG, platform="facebook")
        hear(session, POS, platform="facebook")
    asked = wanted(since=SLOT - DAY)
    with database.read() as session:
        networks = pulse_split.by_label(session, asked, DAYS, "platform")
        topics = pulse_split.by_label(session, asked, DAYS, "topic")
        nobody = pulse_split.by_label(session, asked, DAYS, "brand_topic_id")
        only = pulse_split.by_label(session, wanted(platforms=("x",)), DAYS, "platform")
    assert {(one.day, one.value, one.sentiment, one.posts) for one in networks} == {
        (1, "x", NEG, 1),
        (1, "facebook", NEG, 1),
        (1, "facebook", POS, 1),
    }
    assert {(one.value, one.posts) for one in topics if one.sentiment is NEG} == {
        ("billing", 1),
        ("other", 1),
    }
    assert {one.value for one in nobody} == {None}
    assert [one.value for one in only] == ["x"]


def test_a_post_of_two_campaigns_counts_for_both_and_other_names_for_none(
    database: Database,
) -> None:
    with database.write() as session:
        first, second = hear(session, NEG), hear(session, POS)
        found = [
            ("campaign:Spring", SLOT, first),
            ("campaign:Summer", SLOT, first),
            ("competitor:Acme", SLOT, second),
        ]
        pulse_names.keep(session, [first, second], found, edition=1)
    asked = ["campaign:Spring", "campaign:Summer"]
    with database.read() as session:
        rows = pulse_split.by_name(session, wanted(), DAYS, asked)
    assert {(one.day, one.value, one.posts) for one in rows} == {
        (1, "campaign:Spring", 1),
        (1, "campaign:Summer", 1),
    }

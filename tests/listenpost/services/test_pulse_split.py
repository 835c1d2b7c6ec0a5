"""Mood over time by network, language, topic, own topic and campaign."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from domain.classification import Sentiment
from domain.errors import NotAllowed
from domain.mention import FACEBOOK, Platform
from domain.role import Actor, Role
from listenpost.services import brand_topics, pulse, pulse_rows, pulse_split
from listenpost.services.pulse import PulseFilter
from listenpost.services.pulse_split import MOST, SplitBy
from storage.models import BrandTopic, PulsePost
from tests.fakes import Office
from tests.listenpost.services.test_pulse import NAMED

DAY = dt.timedelta(days=1)


@pytest.fixture
def mia(office: Office) -> Actor:
    return office.user("mia", Role.MARKETING)


def test_each_network_has_its_days_and_together_they_are_the_whole(
    office: Office, mia: Actor
) -> None:
    office.arrive(office.says("Ann", "broken"), office.says("Cy", "thanks"))
    office.arrive(office.says("Bo", "broken", platform=FACEBOOK, ago=DAY))
    zone = ZoneInfo("Pacific/Chatham")
    found = pulse_split.read(office.app, mia, PulseFilter(), SplitBy.NETWORK, zone=zone)
    whole = pulse.read(office.app, mia, PulseFilter(), zone=zone)
    assert [one.name for one in found.lines] == ["x", "facebook"], "the largest first"
    assert found.dates == tuple(day.date for day in whole.days)
    for place, day in enumerate(whole.days):
        both = sum(sum(line.days[place].values()) for line in found.lines)
        assert both == sum(day.counts.values())
    assert found.lines[0].days[-1][Sentiment.NEGATIVE] == 1
    assert found.lines[1].days[-2][Sentiment.NEGATIVE] == 1


@pytest.mark.parametrize("by", SplitBy)
def test_the_filter_holds_however_it_is_split(office: Office, mia: Actor, by: SplitBy) -> None:
    office.app = replace(office.app, named=NAMED)
    office.arrive(office.says("Ann", "broken #spring"))
    office.arrive(office.says("Bo", "thanks #spring", platform=FACEBOOK))
    pulse_rows.search(office.app)
    wanted = PulseFilter(platforms=("x",), campaign="Spring")
    (only,) = pulse_split.read(office.app, mia, wanted, by).lines
    assert sum(only.counts.values()) == 1


def test_beyond_the_largest_the_rest_is_one_line_and_nothing_is_lost(
    office: Office, mia: Actor
) -> None:
    for number in range(MOST + 3):
        for _ in range(2 if number < MOST else 1):
            office.arrive(office.says("Ann", "thanks", platform=Platform(f"net{number}")))
    found = pulse_split.read(office.app, mia, PulseFilter(), SplitBy.NETWORK)
    assert [one.rest for one in found.lines] == [False] * MOST + [True]
    assert sum(found.lines[-1].counts.values()) == 3
    assert {one.name for one in found.lines[:-1]} == {f"net{number}" for number in range(MOST)}


def test_campaigns_are_lines_by_their_names(office: Office, mia: Actor) -> None:
    assert pulse_split.read(office.app, mia, PulseFilter(), SplitBy.CAMPAIGN).lines == ()
    office.app = replace(office.app, named=NAMED)
    office.arrive(office.says("Ann", "acme #spring broken"), office.says("Bo", "acme thanks"))
    pulse_rows.search(office.app)
    (spring,) = pulse_split.read(office.app, mia, PulseFilter(), SplitBy.CAMPAIGN).lines
    assert (spring.name, spring.counts[Sentiment.NEGATIVE]) == ("Spring", 1)
    assert sum(spring.counts.values()) == 1


def test_a_topic_of_ones_own_counts_what_was_merged_into_it(office: Office, mia: Actor) -> None:
    lea = office.user("lea", Role.LEAD)
    seats = brand_topics.save(office.app, lea, name="Seats")
    legroom = brand_topics.save(office.app, lea, name="Legroom")
    office.arrive(*(office.says(name, "broken") for name in ("Ann", "Bo", "Cy")))
    with office.app.database.write() as session:
        for row, topic in zip(office.rows(PulsePost), (seats, legroom, None), strict=True):
            session.get_one(PulsePost, row.mention_id).brand_topic_id = topic
        session.get_one(BrandTopic, legroom).merged_into = seats
        session.get_one(BrandTopic, legroom).removed_at = office.time.now
    found = pulse_split.read(office.app, mia, PulseFilter(), SplitBy.BRAND_TOPIC)
    assert [(one.name, sum(one.counts.values())) for one in found.lines] == [("Seats", 2), ("", 1)]
    named = pulse.read(office.app, mia, PulseFilter(brand_topics=(seats, legroom)))
    assert named.about == ("Legroom", "Seats")


def test_who_may_not_read_reports_reads_none_of_it(office: Office) -> None:
    with pytest.raises(NotAllowed):
        pulse_split.read(office.app, office.user("ann"), PulseFilter(), SplitBy.TOPIC)

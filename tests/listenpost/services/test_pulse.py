"""The trends count what was heard, as it is judged now, for the reader's days and filters."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.classification import Sentiment
from domain.correction import Head
from domain.errors import BadInput, NotAllowed
from domain.mention import FACEBOOK, MentionKind
from domain.pulse_name import Named, NameKind
from domain.role import Actor, Role
from listenpost.services import (
    corrections,
    erase,
    pulse,
    pulse_change,
    pulse_rows,
    pulse_voice,
    saved_views,
)
from listenpost.services.pulse import PulseFilter
from listenpost.services.pulse_change import DriverKind
from listenpost.services.tombstones import Tombstones
from storage.models import Customer, PulseName, PulsePost
from tests.fakes import Office


def _key(one: PulsePost) -> int:
    return one.mention_id


DAY = dt.timedelta(days=1)
NAMED = (
    Named(kind=NameKind.US, name="Kestrelia", words=("kestrelia",)),
    Named(kind=NameKind.COMPETITOR, name="Acme", words=("acme",)),
    Named(kind=NameKind.CAMPAIGN, name="Spring", words=("#spring",)),
)


@pytest.fixture
def mia(office: Office) -> Actor:
    return office.user("mia", Role.MARKETING)


def test_a_corrected_label_counts_as_corrected(office: Office, mia: Actor) -> None:
    heard = office.says("Ann", "my parcel is broken")
    office.arrive(heard)
    before = pulse.read(office.app, mia)
    assert before.counts[Sentiment.NEGATIVE] == 1
    ann, mention = office.user(), office.mention(heard)
    corrections.correct(office.app, ann, mention.id or 0, Head.SENTIMENT, "positive")
    corrections.correct(office.app, ann, mention.id or 0, Head.TOPIC, "billing")
    after = pulse.read(office.app, mia)
    assert (after.counts[Sentiment.NEGATIVE], after.counts[Sentiment.POSITIVE]) == (0, 1)
    assert list(after.topics) == ["billing"]


def test_days_are_those_of_the_reader(office: Office, mia: Actor) -> None:
    office.arrive(office.says("Ann", "broken"))
    office.arrive(office.says("Bo", "thanks", ago=DAY))
    zones = (dt.UTC, ZoneInfo("Asia/Kathmandu"), ZoneInfo("Pacific/Chatham"))
    for zone in zones:
        found = pulse.read(office.app, mia, zone=zone)
        today = office.time.now.astimezone(zone).date()
        assert [day.date for day in found.days] == [today - DAY * back for back in range(6, -1, -1)]
        assert [sum(day.counts.values()) for day in found.days][-2:] == [1, 1]


def test_filters_hold_for_every_figure(office: Office, mia: Actor) -> None:
    office.arrive(
        office.says("Ann", "broken", followers=500), office.says("Ann", "parcel", followers=500)
    )
    office.arrive(office.says("Bo", "thanks", platform=FACEBOOK))
    only = PulseFilter(platforms=("x",))
    found = pulse.read(office.app, mia, only)
    assert sum(found.counts.values()) == 2
    assert set(found.platforms) == {"x"}
    assert (found.reach.followers, found.reach.accounts) == (500, 1)
    assert sum(pulse.read(office.app, mia, PulseFilter(topics=("order",))).counts.values()) == 1


def test_what_changed_names_its_drivers_and_shows_their_posts(office: Office, mia: Actor) -> None:
    today = office.time.now.date()
    office.arrive(*(office.says(f"Y{n}", "thanks", ago=DAY) for n in range(4)))
    office.arrive(*(office.says(f"T{n}", "my router is broken", followers=n) for n in range(3)))
    office.arrive(office.says("Zed", "thanks"))
    found = pulse_change.read(office.app, mia, PulseFilter(), today, today - DAY)
    assert (found.before.part, found.after.part, found.after.whole) == (0, 3, 4)
    assert found.moved is not None
    assert found.moved[0] == pytest.approx(0.75)
    first = found.drivers[DriverKind.TOPIC][0]
    assert first.name == "product"
    assert first.points == pytest.approx(0.75)
    people = found.drivers[DriverKind.ACCOUNT]
    assert {found.accounts[one.name].name for one in people} == {"T0", "T1", "T2"}
    posts = pulse_change.evidence(
        office.app, mia, PulseFilter(), today, kind=DriverKind.TOPIC, name="product"
    )
    assert [one.author for one in posts] == ["T2", "T1", "T0"], "those with most readers first"
    assert posts[0].case_id is None, "marketing is led to no case"
    one = pulse_change.evidence(
        office.app, mia, PulseFilter(), today, kind=DriverKind.ACCOUNT, name=people[0].name
    )
    assert len(one) == 1


@pytest.mark.parametrize(
    "hidden",
    [
        {"kind": MentionKind.MESSAGE},
        {"raw": {"visibility": "direct"}},
        {"raw": {"visibility": "private"}},
    ],
)
def test_who_reads_no_cases_is_shown_nothing_that_was_written_in_private(
    office: Office, mia: Actor, hidden: dict[str, Any]
) -> None:
    today = office.time.now.date()
    office.arrive(office.says("Bo", "thanks", ago=DAY))
    heard = office.says("Ann", "broken"), office.says("Pia", "my router is broken, ring me")
    office.arrive(heard[0], replace(heard[1], **hidden))
    seen = {}
    for one in (mia, office.user("max", Role.MANAGER)):
        found = pulse_change.read(office.app, one, PulseFilter(), today, today - DAY)
        posts = pulse_change.evidence(office.app, one, PulseFilter(), today)
        assert found.after.part == 2, "the figures are everybody's"
        seen[one.role] = (
            {account.name for account in found.accounts.values()},
            {who.name for who in found.drivers[DriverKind.ACCOUNT]} == set(found.accounts),
            {post.author for post in posts},
            any(post.case_id for post in posts),
        )
    assert seen[Role.MARKETING] == ({"Ann"}, True, {"Ann"}, False)
    assert seen[Role.MANAGER] == ({"Ann", "Pia"}, True, {"Ann", "Pia"}, True)


def test_voices_are_counted_where_people_speak_for_themselves(office: Office, mia: Actor) -> None:
    app = office.app = replace(office.app, named=NAMED)
    first = office.says("Ann", "kestrelia is broken, acme is not #spring")
    office.arrive(first, office.says("Bo", "acme thanks"), office.says("Cy", "acme broken"))
    office.arrive(office.says("Di", "acme everywhere", under=first))
    assert pulse_rows.search(app) == 4
    assert pulse_rows.search(app) == 0
    rival, ours = pulse_voice.read(app, mia, PulseFilter())
    assert (rival.name, rival.share.part, rival.negative.part) == ("Acme", 3, 2)
    assert (ours.name, ours.share.part, ours.share.whole) == ("Kestrelia", 1, 4)
    assert pulse.campaigns(app) == ["Spring"]
    assert sum(pulse.read(app, mia, PulseFilter(campaign="Spring")).counts.values()) == 1


def test_after_a_change_of_the_settings_old_posts_are_searched_again(
    office: Office, mia: Actor
) -> None:
    office.arrive(office.says("Bo", "acme thanks"))
    assert pulse_rows.search(office.app) == 0, "there is nobody to look for"
    named = replace(office.app, named=NAMED)
    assert pulse_rows.search(named) == 1
    assert pulse_voice.read(named, mia, PulseFilter())[0].share.part == 1
    assert pulse_rows.search(office.app) == 1
    assert office.rows(PulseName) == []


def test_of_an_erased_customer_the_trends_keep_a_count_and_nothing_else(
    office: Office, tmp_path: Path
) -> None:
    remembered = Tombstones(file=tmp_path / "erased.jsonl")
    app = office.app = replace(office.app, named=NAMED, tombstones=remembered)
    both = [office.says(name, "acme broken", followers=9) for name in ("Ann", "Bo")]
    office.arrive(*both)
    pulse_rows.search(app)
    ann = next(one for one in office.rows(Customer) if one.name == "Ann")
    erase.erase(app, office.user("lea", Role.LEAD), ann.id or 0)
    assert [one.followers for one in sorted(office.rows(PulsePost), key=_key)] == [None, 9]
    assert [one.mention_id for one in office.rows(PulseName)] == [office.mention(both[1]).id]


def test_a_view_is_kept_replaced_and_nobody_elses(office: Office, mia: Actor) -> None:
    app, max_ = office.app, office.user("max", Role.MANAGER)
    first = saved_views.save(app, mia, "pulse", " Billing ", "topic=billing")
    assert saved_views.save(app, mia, "pulse", "Billing", "topic=billing&days=30") == first
    (view,) = saved_views.listed(app, mia, "pulse")
    assert (view.name, view.query) == ("Billing", "topic=billing&days=30")
    assert saved_views.listed(app, max_, "pulse") == []
    with pytest.raises(BadInput):
        saved_views.remove(app, max_, first)
    saved_views.remove(app, mia, first)
    assert saved_views.listed(app, mia, "pulse") == []


@pytest.mark.parametrize(("name", "query"), [("", "a=b"), ("x" * 61, "a=b"), ("ok", "q" * 1001)])
def test_a_view_that_cannot_be_kept_is_refused(
    office: Office, mia: Actor, name: str, query: str
) -> None:
    with pytest.raises(BadInput):
        saved_views.save(office.app, mia, "pulse", name, query)


def test_agents_read_no_reports(office: Office) -> None:
    with pytest.raises(NotAllowed):
        saved_views.listed(office.app, office.user(), "pulse")

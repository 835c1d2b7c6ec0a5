"""The benchmark of incidents: repeatable weeks that share nothing, and all that was planted."""

from __future__ import annotations

from benchmarks.incidents import START, WEEK, built_in, planted_week
from benchmarks.incidents_planted import OUTAGES

TEXTS = [f"text {number}" for number in range(60)]


def test_a_week_is_repeatable_and_the_two_share_no_text() -> None:
    weeks = {name: planted_week(TEXTS, name, posts=20, seed=1) for name in OUTAGES}
    assert weeks["tune"] == planted_week(TEXTS, "tune", posts=20, seed=1)
    said = {name: {post.text for post in week} for name, (week, _) in weeks.items()}
    assert not said["tune"] & said["report"]


def test_every_planted_post_is_in_its_week_and_ordinary_weeks_lie_before() -> None:
    for name, outages in OUTAGES.items():
        week, before = planted_week(TEXTS, name, posts=20, seed=1)
        planted = [post for post in week if post.outage]
        assert len(planted) == sum(map(len, outages.values()))
        assert all(START <= post.at < START + WEEK for post in week)
        assert all(post.at < START for post in before)
        assert [post.at for post in week] == sorted(post.at for post in week)


def test_the_scenarios_own_outage_is_what_its_key_calls_one() -> None:
    assert {post.outage for post in built_in()} == {"", "fibre"}

"""Which channel is recommended: possible first, then likely, then wanted by the brand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.channel import ChannelKind
from domain.classification import Sentiment, Topic, Urgency
from domain.mention import FACEBOOK
from domain.recommend import (
    PREFERENCE,
    PRIOR,
    Channel,
    Door,
    Experience,
    Matter,
    Recommendation,
    chance_of,
    recommend,
)
from domain.route import Policy, RouteFacts
from domain.sla_calendar import Calendar, Shift, week_of
from domain.wish import Wish

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)  # a Monday
OFFICE = Calendar(
    week=week_of({0: [Shift(begins=dt.timedelta(hours=9), ends=dt.timedelta(hours=17))]})
)
REPLY = Channel(name="public reply", kind=ChannelKind.REPLY, personal_data=False)
MESSAGE = Channel(name="private message", kind=ChannelKind.MESSAGE)
PHONE = Channel(name="support line", kind=ChannelKind.PHONE, hours=OFFICE, price=4_000_000)
STORE = Channel(name="store", kind=ChannelKind.STORE)
ALL = (REPLY, MESSAGE, PHONE, STORE)
FACTS = RouteFacts(
    topic=Topic.BILLING,
    platform=FACEBOOK,
    urgency=Urgency.NORMAL,
    sentiment=Sentiment.NEGATIVE,
    private=True,
    language="de",
)
MATTER = Matter(
    facts=FACTS,
    now=NOON,
    public=Door(allowed=True),
    private=Door(allowed=True, closes_at=NOON + dt.timedelta(hours=22)),
)
OPEN_MATTER = replace(MATTER, facts=replace(FACTS, private=False))


def best(found: Recommendation) -> str:
    assert found.best is not None
    return found.best.channel.name


def obstacles(found: Recommendation, channel: Channel) -> str:
    return "; ".join(next(one for one in found.candidates if one.channel == channel).obstacles)


def test_account_data_go_where_they_may_be_given_and_the_reason_says_how_long() -> None:
    found = recommend(MATTER, ALL, Policy(), {})
    assert best(found) == "private message"
    assert found.best is not None
    assert "needs account data" in found.best.reasons
    assert "private message open for 22 h more" in found.best.reasons
    assert obstacles(found, REPLY) == "needs account data, which must not be given here"


def test_who_needs_no_account_data_is_answered_where_she_asked() -> None:
    assert best(recommend(OPEN_MATTER, ALL, Policy(), {})) == "public reply"


def test_what_the_customer_asks_for_comes_first_and_what_she_declines_not_at_all() -> None:
    wants = replace(OPEN_MATTER, wish=Wish(wanted=frozenset({ChannelKind.PHONE})))
    assert best(recommend(wants, ALL, Policy(), {})) == "support line"
    declines = replace(MATTER, wish=Wish(declined=frozenset({ChannelKind.MESSAGE})))
    found = recommend(declines, ALL, Policy(), {})
    assert best(found) != "private message"
    assert obstacles(found, MESSAGE) == "the customer does not want that"


def test_nobody_is_sent_to_a_closed_line_a_full_queue_or_a_foreign_language() -> None:
    evening = replace(OPEN_MATTER, now=NOON + dt.timedelta(hours=6))
    assert "closed until" in obstacles(recommend(evening, ALL, Policy(), {}), PHONE)
    full = replace(PHONE, queue=12, queue_limit=10)
    assert "12 are waiting" in obstacles(recommend(OPEN_MATTER, (full,), Policy(), {}), full)
    english = replace(PHONE, languages=frozenset({"en"}))
    assert "speaks" in obstacles(recommend(OPEN_MATTER, (english,), Policy(), {}), english)


def test_a_line_is_closed_from_the_very_second_on() -> None:
    last = NOON.replace(hour=16, minute=59, second=59)
    at = replace(OPEN_MATTER, now=last)
    assert obstacles(recommend(at, (PHONE,), Policy(), {}), PHONE) == ""
    after = replace(at, now=last + dt.timedelta(seconds=1))
    assert obstacles(recommend(after, (PHONE,), Policy(), {}), PHONE).startswith("closed until Mon")


def test_the_brands_rule_decides_between_what_does_about_as_well() -> None:
    policy = Policy(path=("gold",), prefer=("store",))
    assert best(recommend(OPEN_MATTER, (REPLY, STORE), policy, {})) == "store"
    never = Policy(path=("gold",), never=("store",), prefer=("store",))
    found = recommend(OPEN_MATTER, (REPLY, STORE), never, {})
    assert (best(found), obstacles(found, STORE)) == ("public reply", "the rule gold leaves it out")
    only = recommend(OPEN_MATTER, (REPLY, STORE), Policy(path=("gold",), only=("store",)), {})
    assert best(only) == "store"


def test_a_preferred_channel_that_fails_is_not_recommended_for_long() -> None:
    failing = {(Topic.BILLING, ChannelKind.STORE): Experience(tried=60, solved=6)}
    policy = Policy(path=("gold",), prefer=("store",))
    assert best(recommend(OPEN_MATTER, (REPLY, STORE), policy, failing)) == "public reply"


def test_one_good_day_is_no_evidence() -> None:
    lucky = {(Topic.BILLING, ChannelKind.STORE): Experience(tried=1, solved=1)}
    assert chance_of(lucky, Topic.BILLING, ChannelKind.STORE) < 0.75
    assert best(recommend(OPEN_MATTER, (REPLY, STORE), Policy(), lucky)) == "public reply"


def test_a_topic_that_was_never_tried_leans_on_the_others() -> None:
    past = {(Topic.ORDER, ChannelKind.STORE): Experience(tried=100, solved=95)}
    assert chance_of(past, Topic.BILLING, ChannelKind.STORE) > 0.9
    assert chance_of({}, Topic.BILLING, ChannelKind.STORE) == PRIOR[ChannelKind.STORE]


def test_what_agents_take_instead_is_learned_from() -> None:
    past = {
        (Topic.BILLING, ChannelKind.REPLY): Experience(passed_over=30),
        (Topic.BILLING, ChannelKind.STORE): Experience(taken_instead=30),
    }
    assert best(recommend(OPEN_MATTER, (REPLY, STORE), Policy(), past)) == "store"


def test_where_nothing_is_possible_something_is_said_and_called_a_stopgap() -> None:
    shut = replace(MATTER, private=Door(allowed=False, problem="too late"))
    found = recommend(shut, (REPLY, MESSAGE), Policy(), {})
    assert (best(found), found.stopgap) == ("public reply", True)
    silent = replace(shut, public=Door(allowed=False))
    nothing = recommend(silent, (REPLY, MESSAGE), Policy(), {})
    assert (nothing.best, nothing.stopgap) == (None, False)


def test_who_wrote_in_private_stays_there() -> None:
    inside = replace(OPEN_MATTER, in_private=True, public=Door(allowed=False, problem="no"))
    assert best(recommend(inside, ALL, Policy(), {})) == "private message"


@given(
    tried=st.integers(0, 500),
    share=st.floats(0, 1),
    private=st.booleans(),
    doors=st.tuples(st.booleans(), st.booleans()),
    wanted=st.frozensets(st.sampled_from(list(ChannelKind)), max_size=3),
)
def test_nothing_impossible_is_ever_recommended_and_nothing_is_hidden(
    tried: int,
    share: float,
    private: bool,
    doors: tuple[bool, bool],
    wanted: frozenset[ChannelKind],
) -> None:
    solved = int(tried * share)
    past = {(Topic.BILLING, ChannelKind.PHONE): Experience(tried=tried, solved=solved)}
    matter = replace(
        MATTER,
        facts=replace(FACTS, private=private),
        public=Door(allowed=doors[0]),
        private=Door(allowed=doors[1]),
        wish=Wish(wanted=wanted),
    )
    found = recommend(matter, ALL, Policy(prefer=("phone",)), past)
    assert {one.channel for one in found.candidates} == set(ALL)
    assert found.best is None or found.best.feasible or found.stopgap
    assert all(0 <= one.chance <= 1 for one in found.candidates)
    assert all(one.score <= one.chance + PREFERENCE for one in found.candidates)

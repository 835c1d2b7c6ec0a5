"""The flood guard: budgets, quiet hours and loops, at their edges and in any order."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.bot_loop import LoopRules, Said, alike, is_loop
from domain.classification import Urgency
from domain.flood import DAY, HOUR, WEEK, FloodRules, Hold, Planned, Purpose, check
from domain.identity import components
from domain.quiet_hours import QuietHours, ZoneRules, zone_of
from tests.domain.builders import NOW, SECOND

MINUTE = dt.timedelta(minutes=1)
TIGHT = FloodRules(per_hour=2, per_day=3, per_week=5)
NIGHT = QuietHours(begins=dt.time(22), ends=dt.time(7))
ATHENS, BERLIN = ZoneInfo("Europe/Athens"), ZoneInfo("Europe/Berlin")


# --- the budget


@pytest.mark.parametrize(
    ("span", "most"), [(HOUR, "per_hour"), (DAY, "per_day"), (WEEK, "per_week")]
)
def test_a_budget_is_free_again_when_its_span_is_over_and_no_second_before(
    span: dt.timedelta, most: str
) -> None:
    budget: dict[str, int | None] = {"per_hour": None, "per_day": None, "per_week": None, most: 2}
    rules = FloodRules(**budget)  # type: ignore[arg-type]
    first, second = NOW - span, NOW - MINUTE
    assert check(rules, Planned(), [first, second], zone=dt.UTC, now=NOW).allowed
    verdict = check(rules, Planned(), [first + SECOND, second], zone=dt.UTC, now=NOW)
    assert (verdict.hold, verdict.until) == (Hold.BUDGET, NOW + SECOND)
    assert "2 of 2" in verdict.reason
    assert check(rules, Planned(), [NOW], zone=dt.UTC, now=NOW).allowed


def test_the_longest_wait_of_all_budgets_counts() -> None:
    sent = [NOW - 5 * HOUR, NOW - 4 * HOUR, NOW - MINUTE]
    verdict = check(TIGHT, Planned(), sent, zone=dt.UTC, now=NOW)
    assert verdict.until == NOW - 5 * HOUR + DAY
    assert "a day" in verdict.reason


Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["send", "send", "send", "link", "unlink", "wait"]),
        st.integers(0, 4),
        st.integers(0, 4),
    ),
    max_size=60,
)


@given(STEPS, st.integers(1, 90))
@settings(max_examples=80, deadline=None)
def test_no_interleaving_of_customers_accounts_and_links_exceeds_a_budget(
    steps: list[Step], minutes: int
) -> None:
    """What is counted is counted for whoever is one customer at that moment."""
    now, links = NOW, set[tuple[int, int]]()
    sent: dict[int, list[dt.datetime]] = defaultdict(list)
    for what, one, other in steps:
        now += SECOND if what != "wait" else minutes * (one + 1) * MINUTE
        if what == "link" and one != other:
            links.add((one, other))
        elif what == "unlink":
            links -= {(one, other), (other, one)}
        elif what == "send":
            person = next(group for group in components(range(5), sorted(links)) if one in group)
            told = [at for account in person for at in sent[account]]
            verdict = check(TIGHT, Planned(), told, zone=dt.UTC, now=now)
            if verdict.allowed:
                sent[one].append(now)
                told.append(now)
                for most, span in ((2, HOUR), (3, DAY), (5, WEEK)):
                    assert sum(now - at < span for at in told) <= most
            else:
                assert verdict.until is not None
                assert verdict.until > now
                then = check(TIGHT, Planned(), told, zone=dt.UTC, now=verdict.until)
                assert then.allowed


def test_accounts_that_are_taken_apart_have_their_own_budgets_again() -> None:
    mine, hers = [NOW - MINUTE] * 2, [NOW - 2 * MINUTE]
    assert not check(TIGHT, Planned(), mine + hers, zone=dt.UTC, now=NOW).allowed
    assert check(TIGHT, Planned(), hers, zone=dt.UTC, now=NOW).allowed


# --- quiet hours


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-11-21T21:59:59", None),
        ("2026-11-21T22:00:00", "2026-11-22T07:00:00"),
        ("2026-11-22T06:59:59", "2026-11-22T07:00:00"),
        ("2026-11-22T07:00:00", None),
    ],
)
def test_the_night_begins_and_ends_on_the_customers_clock(at: str, until: str | None) -> None:
    local = dt.datetime.fromisoformat(at).replace(tzinfo=ATHENS)
    ends = dt.datetime.fromisoformat(until).replace(tzinfo=ATHENS) if until else None
    assert NIGHT.until(local.astimezone(dt.UTC), ATHENS) == ends


def test_quiet_hours_may_lie_within_a_day() -> None:
    noon = QuietHours(begins=dt.time(12), ends=dt.time(14))
    assert noon.until(NOW, dt.UTC) == NOW + 2 * HOUR
    assert noon.until(NOW - SECOND, dt.UTC) is None
    assert noon.until(NOW + 2 * HOUR, dt.UTC) is None


@given(st.integers(0, 366 * 24 * 60), st.sampled_from([ATHENS, BERLIN, dt.UTC]))
@settings(max_examples=100, deadline=None)
def test_quiet_hours_always_end_in_the_future_and_are_then_over(
    minute: int, zone: dt.tzinfo
) -> None:
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + minute * MINUTE
    for quiet in (NIGHT, QuietHours(begins=dt.time(1), ends=dt.time(2, 30))):
        until = quiet.until(now, zone)
        if until is not None:
            assert now < until <= now + DAY
            assert quiet.until(until, zone) is None


@pytest.mark.parametrize(
    ("planned", "held"),
    [
        (Planned(purpose=Purpose.SURVEY), True),
        (Planned(purpose=Purpose.FOLLOW_UP, urgency=Urgency.CRITICAL), True),
        (Planned(purpose=Purpose.ANSWER), False),
        (Planned(purpose=Purpose.STATEMENT), True),
        (Planned(purpose=Purpose.STATEMENT, wrote_at=NOW - 9 * HOUR), True),
        (Planned(purpose=Purpose.STATEMENT, wrote_at=NOW - HOUR), False),
        (
            Planned(purpose=Purpose.STATEMENT, wrote_at=NOW - 9 * HOUR, urgency=Urgency.CRITICAL),
            False,
        ),
    ],
)
def test_quiet_hours_hold_back_what_nobody_asked_for(planned: Planned, held: bool) -> None:
    all_day = QuietHours(begins=dt.time(0), ends=dt.time(23, 59))
    rules = FloodRules(quiet=all_day)
    assert check(rules, planned, [], zone=dt.UTC, now=NOW).allowed is not held


def test_answers_are_held_back_where_that_is_set_and_urgent_ones_never() -> None:
    rules = FloodRules(quiet=QuietHours(begins=dt.time(0), ends=dt.time(23)), hold_answers=True)
    old = Planned(wrote_at=NOW - 9 * HOUR)
    verdict = check(rules, old, [], zone=dt.UTC, now=NOW)
    assert (verdict.hold, verdict.until) == (Hold.QUIET, NOW.replace(hour=23))
    for urgency in (Urgency.CRITICAL, Urgency.HIGH):
        assert check(rules, replace(old, urgency=urgency), [], zone=dt.UTC, now=NOW).allowed
    assert check(rules, replace(old, wrote_at=NOW - 2 * HOUR), [], zone=dt.UTC, now=NOW).allowed
    late = replace(old, wrote_at=NOW - 2 * HOUR - SECOND)
    assert not check(rules, late, [], zone=dt.UTC, now=NOW).allowed


def test_a_budget_that_is_free_again_at_night_waits_for_the_morning() -> None:
    evening = NOW.replace(hour=21, minute=30)
    rules = FloodRules(per_hour=1, quiet=NIGHT)
    survey = Planned(purpose=Purpose.SURVEY)
    verdict = check(rules, survey, [evening - MINUTE], zone=dt.UTC, now=evening)
    assert verdict.until == (evening + DAY).replace(hour=7, minute=0)
    assert verdict.hold is Hold.BUDGET
    assert "07:00" in verdict.reason


# --- where the customer lives


def test_a_zone_is_what_the_crm_says_then_country_then_language_then_the_brands() -> None:
    rules = ZoneRules(by_place={"JP": "Asia/Tokyo", "el": "Europe/Athens"})
    known = {"time_zone": "America/Lima", "country": "jp"}
    assert zone_of(rules, known, "el", BERLIN) == ZoneInfo("America/Lima")
    assert zone_of(rules, {"country": "jp"}, "el", BERLIN) == ZoneInfo("Asia/Tokyo")
    assert zone_of(rules, {}, "el-GR", BERLIN) == ATHENS
    assert zone_of(rules, {}, "de", BERLIN) is BERLIN
    assert zone_of(ZoneRules(), {"country": "jp"}, "el", BERLIN) is BERLIN


@given(st.dictionaries(st.sampled_from(["time_zone", "country"]), st.text() | st.integers()))
def test_nonsense_from_a_crm_is_no_zone(attributes: dict[str, object]) -> None:
    assert zone_of(ZoneRules(), attributes, None, BERLIN) is not None


# --- two programs that answer each other


def talk(
    exchanges: int,
    *,
    theirs: str = "Your request {} was received.",
    ours: str = "We look into {}.",
    automatic: bool = False,
    every: dt.timedelta = MINUTE,
) -> list[Said]:
    """They write, we answer; the last word is ours and is said now."""
    said = []
    for n in range(exchanges):
        at = NOW - every * (exchanges - 1 - n)
        said.append(Said(at=at - SECOND, ours=False, text=theirs.format(f"No. {n}")))
        said.append(Said(at=at, ours=True, text=ours.format(n), automatic=automatic))
    return said


LOOP = LoopRules(exchanges=4, within=10 * MINUTE)


@pytest.mark.parametrize("automatic", [True, False])
def test_four_hasty_exchanges_of_alike_words_are_a_loop_and_three_are_none(automatic: bool) -> None:
    assert is_loop(LOOP, talk(4, automatic=automatic), NOW)
    assert not is_loop(LOOP, talk(3, automatic=automatic), NOW)


def test_what_a_program_says_to_another_in_other_words_is_a_loop_too() -> None:
    said = [replace(one, text=f"{word} only") for one, word in zip(
        talk(4, automatic=True), ("apple", "pear", "plum", "fig", "nut", "oat", "rye", "pea"),
        strict=True,
    )]  # fmt: skip
    assert is_loop(LOOP, said, NOW)
    by_people = [replace(one, automatic=False) for one in said]
    assert not is_loop(LOOP, by_people, NOW)


def test_slow_exchanges_are_no_loop() -> None:
    assert not is_loop(LOOP, talk(4, automatic=True, every=4 * MINUTE), NOW)


def test_a_customer_who_writes_much_while_we_say_little_is_no_loop() -> None:
    asked = [Said(at=NOW - n * MINUTE, ours=False, text="hello?") for n in range(9)]
    assert not is_loop(LOOP, [*asked, Said(at=NOW, ours=True, text="Hi!", automatic=True)], NOW)


def test_a_person_who_says_something_else_ends_the_loop() -> None:
    said = talk(5)
    other = replace(said[-1], text="A human here: what is it about?")
    assert not is_loop(LOOP, [*said[:-1], other], NOW)


def test_texts_are_alike_where_numbers_and_one_word_in_five_differ() -> None:
    assert alike("Ticket 4711 was received, thank you", "Ticket 99 was received, thank you")
    assert not alike("Ticket was received, thank you", "Your kettle is on its way to you")
    assert alike("👍", "👍")
    assert not alike("👍", "👎")

"""A budget ends a day, lasts it where it can, and tells what the month will cost."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.budget import DAY, Budget, Spent, day_of, forecast, next_day
from domain.prices import PRICES
from tests.domain.builders import NOW

MINUTE = dt.timedelta(minutes=1)


def test_the_tighter_of_the_two_counts() -> None:
    budget = Budget(requests=100, usd=1.0)
    assert budget.share_used(Spent(requests=50, micro_usd=900_000)) == pytest.approx(0.9)
    assert not budget.is_spent(Spent(requests=99, micro_usd=999_999))
    assert budget.is_spent(Spent(requests=100))
    assert budget.is_spent(Spent(micro_usd=1_000_000))


def test_without_a_budget_nothing_is_ever_spent() -> None:
    assert not Budget().is_spent(Spent(requests=10**9, micro_usd=10**12))


def test_what_is_left_is_spread_over_the_rest_of_the_day() -> None:
    half_day = Spent(requests=50)
    assert Budget(requests=100).spread(MINUTE, half_day, polls=50, now=NOW) == 12 * 60 * MINUTE / 50
    assert Budget(requests=10**6).spread(MINUTE, half_day, polls=50, now=NOW) == MINUTE


@given(requests=st.integers(1, 5000), used=st.integers(0, 6000), minutes=st.integers(0, 1439))
def test_the_spread_never_polls_faster_than_usual_nor_waits_past_midnight(
    requests: int, used: int, minutes: int
) -> None:
    now = NOW.replace(hour=0, minute=0) + minutes * MINUTE
    found = Budget(requests=requests).spread(MINUTE, Spent(requests=used), polls=used, now=now)
    assert MINUTE <= found <= max(next_day(now) - now, MINUTE)


def test_the_forecast_goes_on_like_the_last_full_days() -> None:
    today = day_of(NOW)  # 21 November, noon
    days = {today - DAY * back: 1_000 for back in range(1, 8)} | {today: 400}
    assert forecast(days, NOW) == 7 * 1_000 + 400 + 500 + 9 * 1_000


def test_on_the_first_day_the_forecast_takes_what_has_passed_of_it() -> None:
    assert forecast({day_of(NOW): 500}, NOW) == 500 + 500 + 9 * 1_000


def test_every_price_list_says_where_and_when_it_was_read() -> None:
    for prices in PRICES.values():
        assert prices.source
        assert prices.seen_on <= dt.datetime.now(dt.UTC).date()
        assert all(price > 0 for price in prices.micro_usd.values())

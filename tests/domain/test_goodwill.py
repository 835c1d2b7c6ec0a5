"""What rules propose, and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from domain.goodwill import (
    Gesture,
    GoodwillRule,
    Purse,
    Standing,
    money,
    propose,
    purse_key,
)

CASE = Standing(
    tier="gold",
    topic="order",
    sentiment="negative",
    urgency="high",
    ignored_before=2,
    breached=True,
    followers=1200,
)
RULE = GoodwillRule(
    name="Late gold",
    gesture=Gesture.VOUCHER,
    cents=1000,
    tiers=frozenset({"gold"}),
    ignored_before=2,
    breached=True,
    followers=1000,
)


def test_a_rule_that_fits_gives_all_its_reasons() -> None:
    (offer,) = propose((RULE,), CASE)
    assert offer.reasons == (
        "tier gold",
        "ignored 2 times before",
        "we are late",
        "1,200 followers",
    )


@pytest.mark.parametrize(
    "case",
    [
        replace(CASE, tier="silver"),
        replace(CASE, tier=None),
        replace(CASE, ignored_before=1),
        replace(CASE, breached=False),
        replace(CASE, followers=999),
    ],
)
def test_what_it_names_must_all_fit(case: Standing) -> None:
    assert propose((RULE,), case) == ()


def test_of_each_gesture_the_first_rule_that_fits_is_taken() -> None:
    other = replace(RULE, name="Other", cents=5000)
    senior = GoodwillRule(name="Senior", gesture=Gesture.SENIOR)
    assert [one.rule for one in propose((RULE, other, senior), CASE)] == ["Late gold", "Senior"]


def test_each_day_month_and_customer_has_a_purse_of_its_own() -> None:
    today = dt.date(2026, 11, 22)
    names = [purse_key(purse, today=today, customer_id=7) for purse in Purse]
    assert names == ["day:2026-11-22", "month:2026-11", "customer:7"]


def test_money_is_written_shortly() -> None:
    assert [money(1000, "EUR"), money(1250, "EUR")] == ["10 EUR", "12.50 EUR"]

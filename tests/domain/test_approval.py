"""Which replies a second person must see, and the sums that stand in them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.approval import ApprovalRule, Proposed, amounts_in, reasons
from domain.reply import ReplyKind

REPLY = Proposed(
    text="We pay you back 45 €.",
    about="my lawyer will call",
    topic="billing",
    urgency="high",
    platform="x",
    kind=ReplyKind.PUBLIC,
    author_replies=5,
    author_days=3,
)


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (ApprovalRule(name="All"), ("All",)),
        (ApprovalRule(name="Safety", topics=frozenset({"safety"})), ()),
        (ApprovalRule(name="Money", topics=frozenset({"billing"})), ("Money",)),
        (ApprovalRule(name="Legal", words=("court", "lawyer")), ("Legal: “lawyer”",)),
        (ApprovalRule(name="Legal", words=("law",)), ()),
        (ApprovalRule(name="Sum", amount_from=Decimal(45)), ("Sum: 45 is 45 or more",)),
        (ApprovalRule(name="Sum", amount_from=Decimal(46)), ()),
        (ApprovalRule(name="New", new_agent_replies=5), ()),
        (ApprovalRule(name="New", new_agent_replies=6), ("New: 5 of 6 replies sent",)),
        (ApprovalRule(name="New", new_agent_days=14), ("New: here for 3 of 14 days",)),
        (ApprovalRule(name="Private", kinds=frozenset({ReplyKind.PRIVATE})), ()),
        (ApprovalRule(name="Offers", offers=True), ()),
        (ApprovalRule(name="Rewritten", rewritten=True), ()),
        (ApprovalRule(name="Many", bulk=True), ()),
    ],
)
def test_a_rule_asks_for_all_that_it_names(rule: ApprovalRule, why: tuple[str, ...]) -> None:
    assert reasons((rule,), REPLY) == why


def test_each_rule_that_fits_says_why() -> None:
    rules = (ApprovalRule(name="A"), ApprovalRule(name="B", offers=True), ApprovalRule(name="C"))
    assert reasons(rules, replace(REPLY, offers=True)) == ("A", "B", "C")
    assert reasons((), REPLY) == ()


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("45 €", ["45"]),
        ("€1,299.00 and 1.299,00 EUR", ["1299.00", "1299.00"]),
        ("£ 12.5", ["12.5"]),
        ("1 299,50 zł", ["1299.50"]),
        ("20 percent of 45 things", []),
        ("1.299 €", ["1299"]),
    ],
)
def test_sums_of_money_are_read_as_they_are_written(text: str, sums: list[str]) -> None:
    assert amounts_in(text) == tuple(map(Decimal, sums))


@given(st.text())
def test_any_text_has_sums_or_none(text: str) -> None:
    assert all(amount >= 0 for amount in amounts_in(text + " €"))

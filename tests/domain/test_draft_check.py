"""What keeps a reply from being sent, and what makes one look twice."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.draft_check import Doubt, HouseRules, Said, Thing, Trouble, answered, check
from domain.reply import ReplyKind

AT = dt.datetime(2026, 11, 12, 9, tzinfo=dt.UTC)
RULES = HouseRules(contacts=("help@kestrelia.example", "+44 20 7946 0000"), forbidden=("cheap",))


def said(text: str, **more: object) -> Said:
    values: dict[str, object] = {"at": AT, "place": "X"} | more
    return Said(text=text, **values)  # type: ignore[arg-type]


def judged(
    text: str, *posts: Said, kind: ReplyKind = ReplyKind.PUBLIC, asked: tuple[Thing, ...] = ()
) -> tuple[Doubt, ...]:
    return check(
        text, kind=kind, said=posts, asked=asked, rules=RULES, allowed_fields=("code", "link")
    )


@pytest.mark.parametrize("text", ["Hi {name}, hello", "Hi [[first name]], hello", "See {}."])
def test_a_field_that_nobody_filled_in_blocks(text: str) -> None:
    (found,) = judged(text)
    assert (found.trouble, found.blocks) == (Trouble.FIELD, True)
    assert "write what belongs there" in found.words


def test_a_field_that_is_filled_in_at_the_approval_does_not() -> None:
    assert judged("Use {code} or {link}, please.") == ()


@pytest.mark.parametrize("text", ["So CHEAP!", "a cheap one"])
def test_a_forbidden_word_blocks_but_not_inside_of_another(text: str) -> None:
    assert [one.trouble for one in judged(text)] == [Trouble.FORBIDDEN]
    assert judged("It is cheaper.") == ()


@pytest.mark.parametrize("kind", ReplyKind)
def test_a_card_number_goes_nowhere_and_is_not_repeated_in_the_message(kind: ReplyKind) -> None:
    (found,) = judged("Is 4111 1111 1111 1111 yours?", kind=kind)
    assert found.blocks
    assert "4111" not in found.words


@pytest.mark.parametrize(
    "theirs", ["jo@mail.example", "+44 7700 900123", "DE89 3704 0044 0532 0130 00"]
)
@pytest.mark.parametrize("private", [True, False])
def test_what_the_customer_wrote_is_not_echoed_in_public(theirs: str, private: bool) -> None:
    post = said(f"It is {theirs}, thanks", private=private)
    (found,) = judged(f"We write to {theirs} then", post)
    assert (found.trouble, found.blocks) == (Trouble.PRIVATE, True)
    assert "answer in private" in found.words
    assert theirs not in found.words
    assert judged(f"We write to {theirs} then", post, kind=ReplyKind.PRIVATE) == ()


def test_it_is_recognised_however_it_is_written() -> None:
    post = said("call me: 07700 900123")
    assert [one.blocks for one in judged("We call +44 7700-900-123.", post)] == [True]


def test_an_order_number_from_a_private_message_stays_there() -> None:
    text = "Your order KE-40918 is on its way."
    assert [one.blocks for one in judged(text, said("KE-40918", private=True))] == [True]
    assert judged(text, said("KE-40918", private=True), said("where is KE-40918?")) == ()
    assert judged(text) == ()


def test_our_own_contacts_may_stand_in_public_and_unknown_ones_are_looked_at_twice() -> None:
    assert judged("Call 020 7946 0000 or write to help@kestrelia.example") == ()
    (found,) = judged("Call 020 7946 0001")
    assert not found.blocks
    assert "make sure that it is ours" in found.words


def test_what_stands_in_the_case_is_not_asked_again_and_the_place_is_told() -> None:
    post = said(
        "my order is KE-40918",
        private=True,
        place="Facebook",
        given={Thing.ORDER_NUMBER: "KE-40918"},
    )
    (found,) = judged("What is your order number?", post, asked=(Thing.ORDER_NUMBER, Thing.PHONE))
    assert not found.blocks
    assert found.words == (
        "Do not ask again: the order number (KE-40918) stands in the post of 12 Nov on Facebook "
        "in private."
    )


def test_the_newest_place_is_named_and_others_posts_do_not_count() -> None:
    given = {Thing.PHONE: "1"}
    old, new = said("a", given=given), said("b", at=AT + dt.timedelta(days=1), given=given)
    others = said("c", at=AT + dt.timedelta(days=2), given=given, by_customer=False)
    assert answered([Thing.PHONE], [new, old, others]) == {Thing.PHONE: new}
    assert answered([Thing.PHONE], [others]) == {}


@given(st.text(), st.sampled_from(list(ReplyKind)), st.text())
def test_every_text_is_judged_and_what_blocks_comes_first(
    text: str, kind: ReplyKind, post: str
) -> None:
    found = judged(text, said(post), kind=kind, asked=tuple(Thing))
    assert [one.blocks for one in found] == sorted((one.blocks for one in found), reverse=True)

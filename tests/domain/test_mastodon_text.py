"""Replies on Mastodon name the customer, and count as Mastodon counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain import gate
from domain.mastodon_text import addressed, mastodon_length
from domain.mention import MASTODON
from domain.reply import ReplyKind
from tests.domain.builders import NOW, target

ANNA = replace(target(platform=MASTODON), author_handle="anna@social.example")


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("hello", 5),
        ("see https://help.example/a/very/long/path?with=a&query=too#here now", 31),
        ("@anna@social.example hi", 8),
        ("mail anna@social.example", 24),
        ("👩‍👩‍👧‍👦", 1),
    ],
)
def test_the_length_is_mastodons(text: str, length: int) -> None:
    assert mastodon_length(text) == length


@pytest.mark.parametrize(
    ("text", "posted"),
    [
        ("sorry", "@anna@social.example sorry"),
        ("Sorry, @Anna@social.example.", "Sorry, @Anna@social.example."),
        ("@anna@social.example.org is another", "@anna@social.example @anna@social.example.org is"),
        ("@annabel hi", "@anna@social.example @annabel hi"),
    ],
)
def test_the_customer_is_named_once(text: str, posted: str) -> None:
    assert addressed(ANNA, text).startswith(posted)
    assert addressed(ANNA, addressed(ANNA, text)) == addressed(ANNA, text)


def test_nobody_is_named_where_the_name_is_not_known() -> None:
    assert addressed(replace(ANNA, author_handle=None), "sorry") == "sorry"


@pytest.mark.parametrize("kind", [ReplyKind.PUBLIC, ReplyKind.PRIVATE])
def test_the_name_counts_before_anything_is_sent(kind: ReplyKind) -> None:
    room = 500 - len("@anna ")
    assert gate.check(ANNA, kind, "a" * room, now=NOW).allowed
    verdict = gate.check(ANNA, kind, "a" * (room + 1), now=NOW)
    assert not verdict.allowed
    assert verdict.length == 501

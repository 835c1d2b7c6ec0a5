"""The query language of recent search."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.handles import handles_in
from sandbox.posts import Kind, Network, Post
from sandbox.x.problems import Problem
from sandbox.x.search import parse


def _post(text: str, *, answers: str | None = None) -> Post:
    return Post(
        order=1,
        external_id="1",
        network=Network.X,
        kind=Kind.SEARCH,
        person="en-jo",
        text=text,
        lang="en",
        at=0,
        created_at=0,
        visible_at=0,
        root_id="1",
        answers_id=answers,
        handles=handles_in(text),
    )


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("kestrelia", "Kestrelia is slow", True),
        ("kestrelia", "@kestrelia is slow", True),
        ("kestrelia", "kestrelias are birds", False),
        ("coca", "I like coca-cola", True),
        ('"is slow"', "kestrelia is slow", True),
        ('"slow is"', "kestrelia is slow", False),
        ("kestrelia slow", "slow kestrelia", True),
        ("kestrelia fast", "slow kestrelia", False),
        ("fast OR slow", "slow kestrelia", True),
        ("kestrelia (fast OR slow)", "slow kestrelia", True),
        ("kestrelia -(fast OR slow)", "slow kestrelia", False),
        ("fast other OR slow", "slow kestrelia", True),
        ("-@kestrelia kestrelia", "@kestrelia kestrelia", False),
        ("@Kestrelia", "hello @kestrelia", True),
        ("from:jo", "anything", True),
        ("-from:jo anything", "anything", False),
        ("to:kestrelia", "@kestrelia hello", True),
        ("lang:en", "hello", True),
        ("is:reply", "hello", False),
        ("hello -is:retweet", "hello", True),
        ("#kestrelia", "I love #kestrelia", True),
        ("😡", "kestrelia 😡", True),
    ],
)
def test_a_query_finds_what_it_says(query: str, text: str, found: bool) -> None:
    assert parse(query)(_post(text), "jo") is found


@pytest.mark.parametrize("query", ["(", "a (b", "a)", "OR", "a OR", '""', "a:b:c nonsense:1", "()"])
def test_what_is_no_query_is_refused(query: str) -> None:
    with pytest.raises(Problem):
        parse(query)


def test_a_query_has_512_characters_at_most() -> None:
    parse("a" * 512)
    with pytest.raises(Problem):
        parse("a" * 513)


@given(st.text(alphabet='ab -"()@:OR#', max_size=30))
def test_any_text_is_a_query_or_is_refused(query: str) -> None:
    with suppress(Problem):
        assert parse(query)(_post("a b"), "jo") in (True, False)

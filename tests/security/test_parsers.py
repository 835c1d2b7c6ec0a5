"""Whatever comes from outside: it is read, or refused by an error of ours, and spoils nothing else.

`make test-security` tries 100,000 cases; a few hundred of them are tried with every other test.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from domain.errors import ConfigurationError, Rejected, RetryLater
from domain.mention import IncomingMention, Skipped
from domain.text import MAX_STORED_CHARACTERS
from tests.security.conftest import FULL, Count
from tests.security.odd import bytes_like, value_like
from tests.security.parsers import PARSERS, Parser

CASES = 100_000 // len(PARSERS) + 1 if FULL else 8
REFUSALS = (Rejected, ConfigurationError, RetryLater)
tries = settings(
    max_examples=CASES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def found_in(value: Any) -> Iterator[IncomingMention | Skipped]:
    """Every mention in what a parser gave back."""
    if isinstance(value, IncomingMention | Skipped):
        yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from found_in(one)


def check_storable(found: IncomingMention | Skipped) -> None:
    """What storage and pages rely on, whoever sent it."""
    if isinstance(found, Skipped):
        assert found.reason
        return
    assert 0 < len(found.external_id) <= 255
    assert 0 < len(found.author.external_id) <= 255
    assert len(found.text) <= MAX_STORED_CHARACTERS
    assert "\x00" not in found.text
    assert found.url.startswith("https://")
    assert found.published_at.tzinfo is not None
    for text in (found.text, found.url, found.external_id, found.author.display_name or ""):
        text.encode()
    json.dumps(found.raw, allow_nan=False).encode()


@pytest.mark.parametrize("parser", PARSERS, ids=lambda one: one.name)
def test_what_is_good_is_read(parser: Parser) -> None:
    found = parser.read(parser.good)
    mentions = list(found_in(found))
    assert not mentions or any(isinstance(one, IncomingMention) for one in mentions)
    assert found is None or found, parser.name


@pytest.mark.parametrize("parser", PARSERS, ids=lambda one: one.name)
def test_whatever_comes_is_read_or_refused_by_an_error_of_ours(
    parser: Parser, tried: Count
) -> None:
    like = bytes_like if isinstance(parser.good, bytes) else value_like

    @tries
    @given(like(parser.good))
    def read(odd: Any) -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # libraries' own, of odd dates and markup
                found = parser.read(odd)
        except REFUSALS:
            return
        for one in found_in(found):
            check_storable(one)

    read()
    tried("odd answers, files and forms read", CASES)

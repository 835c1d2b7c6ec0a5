"""What keeps an article from being offered."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from domain.article import ArticleRules, ArticleState, Trouble, offered, same_language, troubles
from tests.domain.builders import NOW

RULES = ArticleRules(stale_after=dt.timedelta(days=10))
FINE: dict[str, Any] = {
    "state": ArticleState.CURRENT,
    "updated_at": NOW,
    "language": "en",
    "reads_as": "en",
    "url": "https://help.example/1",
}


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        ({}, None),
        ({"updated_at": NOW - dt.timedelta(days=10)}, None),
        ({"updated_at": NOW - dt.timedelta(days=10, seconds=1)}, Trouble.STALE),
        ({"state": ArticleState.BROKEN}, Trouble.BROKEN),
        ({"state": ArticleState.CHANGED}, Trouble.CHANGED),
        ({"state": ArticleState.WITHDRAWN}, Trouble.WITHDRAWN),
        ({"reads_as": "de"}, Trouble.LANGUAGE),
        ({"language": "pt-br", "reads_as": "pt"}, None),
        ({"language": None, "reads_as": "de"}, None),
        ({"reads_as": None}, None),
        ({"url": ""}, Trouble.ADDRESS),
    ],
)
def test_each_trouble_is_named(change: dict[str, Any], trouble: Trouble | None) -> None:
    found = troubles(**(FINE | change), rules=RULES, now=NOW)
    assert found == (() if trouble is None else (trouble,))


@pytest.mark.parametrize(
    ("article", "customer", "may"),
    [
        ("el", "el", True),
        ("en", "el", True),
        ("de", "el", False),
        ("en-gb", None, True),
        ("de", None, False),
        (None, "en", False),
        ("pt-br", "pt", True),
    ],
)
def test_another_language_is_offered_only_where_it_is_set(
    article: str | None, customer: str | None, may: bool
) -> None:
    assert offered(article, customer, ArticleRules(across=frozenset({"en"}))) is may


def test_an_unknown_language_is_the_same_as_none() -> None:
    assert not same_language(None, None)
    assert same_language("zh_TW", "zh")

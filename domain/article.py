"""Help articles: what is imported, what may be suggested, and what is wrong with one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class ArticleState(StrEnum):
    """What the last look at its source said. Only a current one is ever suggested."""

    CURRENT = "current"
    CHANGED = "changed"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


class Trouble(StrEnum):
    """Why an article is not suggested."""

    STALE = "stale"
    CHANGED = "changed"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"
    LANGUAGE = "language"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRules:
    """What an installation set.

    `across` are the languages in which an article may be offered to somebody who writes another
    one; `least` is the score below which nothing is suggested.
    """

    stale_after: dt.timedelta = dt.timedelta(days=365)
    recheck_every: dt.timedelta = dt.timedelta(days=1)
    across: frozenset[str] = frozenset({"en"})
    least: float = 0.4
    internal_hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingArticle:
    """One article as its source gives it.

    `external_id` names it within its source; `group` is the same for its translations.
    `updated_at` is the source's own word, where it has one; so is `outdated`: the original was
    changed since this translation.
    """

    external_id: str
    title: str
    body: str
    url: str
    language: str | None = None
    group: str | None = None
    updated_at: dt.datetime | None = None
    outdated: bool = False


def troubles(
    *,
    state: ArticleState,
    updated_at: dt.datetime,
    language: str | None,
    reads_as: str | None,
    url: str,
    rules: ArticleRules,
    now: dt.datetime,
) -> tuple[Trouble, ...]:
    """Everything that keeps an article from being suggested; empty where it is fine.

    `language` is what its source says, `reads_as` what its words say, None where either is silent.
    """
    found = [] if state is ArticleState.CURRENT else [Trouble(state.value)]
    if now - updated_at > rules.stale_after:
        found.append(Trouble.STALE)
    if language and reads_as and _base(language) != _base(reads_as):
        found.append(Trouble.LANGUAGE)
    if not url:
        found.append(Trouble.ADDRESS)
    return tuple(found)


def offered(article: str | None, customer: str | None, rules: ArticleRules) -> bool:
    """Whether an article in this language may be shown for a customer who writes that one."""
    if article is None:
        return False
    return same_language(article, customer) or _base(article) in rules.across


def same_language(one: str | None, other: str | None) -> bool:
    """Whether both are known and one; "pt-BR" and "pt" are."""
    return one is not None and other is not None and _base(one) == _base(other)


def _base(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()

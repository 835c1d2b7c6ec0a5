"""How often people left the model's labels as they were, on the brand's own posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.correction import Head
from domain.share import Share

ENOUGH = 30
"""With fewer posts no share is told."""
_TURNED = 3
"""So many of the most frequent changes of a head are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAt:
    """So many posts in one language that a person looked at; no language is not known."""

    language: str
    abstained: bool
    posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """So many of those posts on which a person changed one label for good."""

    head: Head
    language: str
    before: str
    after: str
    posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One label: on how many of the posts it was left as it was, and what it was changed into.

    A share of fewer than `ENOUGH` posts says nothing.
    """

    left: Share
    by_language: Mapping[str, Share] = field(default_factory=dict)
    turned: Sequence[tuple[str, str, int]] = ()


def of_each(looked_at: Iterable[LookedAt], changed: Iterable[Changed]) -> dict[Head, Agreement]:
    """Every label; languages with most posts first. Where the model abstained nothing counts."""
    posts: dict[str, int] = {}
    for seen in looked_at:
        if not seen.abstained:
            posts[seen.language] = posts.get(seen.language, 0) + seen.posts
    order = sorted(posts, key=lambda language: (-posts[language], language))
    changes = list(changed)
    return {
        head: _of({name: posts[name] for name in order}, [c for c in changes if c.head is head])
        for head in Head
    }


def _of(posts: Mapping[str, int], changes: Sequence[Changed]) -> Agreement:
    wrong: dict[str, int] = {}
    turned: dict[tuple[str, str], int] = {}
    for one in changes:
        wrong[one.language] = wrong.get(one.language, 0) + one.posts
        way = (one.before, one.after)
        turned[way] = turned.get(way, 0) + one.posts
    often = sorted(turned, key=lambda way: (-turned[way], way))[:_TURNED]
    whole = sum(posts.values())
    return Agreement(
        left=Share(part=whole - sum(wrong.values()), whole=whole),
        by_language={
            name: Share(part=number - wrong.get(name, 0), whole=number)
            for name, number in posts.items()
        },
        turned=[(*way, turned[way]) for way in often],
    )

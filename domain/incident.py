"""When complaints of many people are one incident, and which of them belong to it.

Three things tie posts together: a marker (the name of a product or a flight that several name, in
whatever language, in the post or at the head of its thread), nearly the same words, or a surge of
one topic. Who belongs follows from the set of posts; the order of their arrival does not matter.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

WINDOW = dt.timedelta(hours=3)
"""How far back posts are looked at for a new incident."""
QUIET = dt.timedelta(hours=12)
"""An incident that nobody joined for so long takes no more posts."""
MOST_POSTS = 400
"""Of the window only so many newest posts are compared, so that a look costs the same always."""
MOST_LIVE = 20
LEAST_CUSTOMERS = 5
LEAST_URGENT = {"marker": 1, "words": 1, "surge": 3}
"""So many of them must be urgent: few where a name or the same words tie them, since the model
takes many a report of a dangerous product for a question; more where only a topic does. With
the same words LEAST_CUSTOMERS who complain, and half of them all, are as good as an urgent one:
without either limit "Sent you a DM" and lists of devices, which answer us, are incidents.
"""
SAME_WORDS = 0.6
"""Cosine from which two posts say nearly the same."""
SAME_MATTER = 0.5
"""Cosine to the mean of an incident's words from which a post says it in words of its own."""
SURE_TOPIC = 0.3
LIKELY_TOPIC = 0.1
"""During a surge even this probability of its topic ties a post to it."""
NEAR_CORE = 0.25
"""Cosine to the mean of an incident's sure members that ties a post of another topic to it."""
_MARKER = re.compile(r"(?<![\w-])([^\W\d_]{2,12}-?\d{1,5})(?!\w)")


class IncidentStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class StatementKind(StrEnum):
    STATEMENT = "statement"  # what we know, to each member
    FOLLOW_UP = "follow_up"  # it is over


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What grouping needs to know of a post that is owed an answer."""

    mention_id: int
    case_id: int
    customer_id: int
    at: dt.datetime
    urgent: bool
    topics: Mapping[str, float]
    markers: frozenset[str] = frozenset()
    complaint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """What an incident's posts have in common: kind is marker, words or surge."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


_RANK = {"marker": 0, "words": 1, "surge": 2}


def anchor_of(text: str) -> Anchor:
    """The anchor that `str` wrote."""
    kind, _, name = text.partition(":")
    return Anchor(kind=kind, name=name)


def markers(text: str) -> frozenset[str]:
    """Names with a number in them that begin with a capital: CX-20, BA2490; without the hyphen."""
    found = (match.group(1) for match in _MARKER.finditer(text))
    return frozenset(name.replace("-", "").lower() for name in found if name[0].isupper())


def groups(
    posts: Sequence[Heard],
    *,
    surging: Iterable[str],
    alike: Callable[[], Iterable[tuple[int, int]]],
) -> list[tuple[Anchor, frozenset[int]]]:
    """New incidents among posts that belong to none: anchors with the ids of their posts.

    `alike` gives the pairs of mention ids with nearly the same words. A post that two groups claim
    goes to the stronger tie, then to the larger group; no post is in two.
    """
    claims: dict[Anchor, set[int]] = defaultdict(set)
    for post in posts:
        for marker in post.markers:
            claims[Anchor(kind="marker", name=marker)].add(post.mention_id)
        for topic in surging:
            if post.topics.get(topic, 0.0) >= SURE_TOPIC:
                claims[Anchor(kind="surge", name=topic)].add(post.mention_id)
    for part in _connected(alike()):
        claims[Anchor(kind="words", name=str(min(part)))] |= part
    by_id = {post.mention_id: post for post in posts}
    found: list[tuple[Anchor, frozenset[int]]] = []
    taken: set[int] = set()
    for anchor in sorted(claims, key=lambda one: (_RANK[one.kind], -len(claims[one]), one.name)):
        members = frozenset(claims[anchor] - taken)
        if _is_incident(anchor, [by_id[number] for number in members]):
            found.append((anchor, members))
            taken |= members
    return found


def _is_incident(anchor: Anchor, posts: Sequence[Heard]) -> bool:
    customers = {post.customer_id for post in posts}
    urgent = {post.customer_id for post in posts if post.urgent}
    if len(customers) < LEAST_CUSTOMERS:
        return False
    if len(urgent) >= LEAST_URGENT[anchor.kind]:
        return True
    complain = {post.customer_id for post in posts if post.complaint}
    enough = max(LEAST_CUSTOMERS, len(customers) / 2)
    return anchor.kind == "words" and len(complain) >= enough


def belongs(
    post: Heard, anchor: Anchor, *, to_core: float, to_nearest: float, surging: bool = True
) -> bool:
    """Whether a post joins a live incident, given its cosines to mean and nearest member.

    While its topic is `surging`, a loose tie is enough for a surge's incident; afterwards the post
    must be of the topic and near the others, or the incident would take all that comes for days.
    """
    if anchor.kind == "marker":
        return anchor.name in post.markers
    if anchor.kind == "words":
        return to_nearest >= SAME_WORDS or to_core >= SAME_MATTER
    sure, near = post.topics.get(anchor.name, 0.0), to_core >= NEAR_CORE
    return (sure >= LIKELY_TOPIC or near) if surging else (sure >= SURE_TOPIC and near)


def best(anchors: Sequence[tuple[int, Anchor]]) -> int | None:
    """Of the incidents that a post could join the one: the stronger tie, then the older."""
    ordered = sorted(anchors, key=lambda one: (_RANK[one[1].kind], one[0]))
    return ordered[0][0] if ordered else None


_SAME = "Many say the same"
LONGEST_TITLE = 200


def title_of(anchor: Anchor, example: str) -> str:
    """What people call it until somebody names it better."""
    if anchor.kind == "marker":
        written = (match.group(1) for match in _MARKER.finditer(example))
        spelt = next((one for one in written if markers(one) == {anchor.name}), anchor.name.upper())
        return f"Many write about {spelt}"
    if anchor.kind == "surge":
        return f"Surge of posts about {anchor.name}"
    return f"{_SAME}: {example}"


def nameless(title: str, texts: Iterable[str]) -> str:
    """The title where these texts are gone: an example among them is named no more."""
    examples = {f"{_SAME}: {' '.join(text.split())}"[:LONGEST_TITLE] for text in texts if text}
    return _SAME if title in examples else title


def _connected(pairs: Iterable[tuple[int, int]]) -> list[set[int]]:
    beside: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        beside[one].add(other)
        beside[other].add(one)
    found: list[set[int]] = []
    seen: set[int] = set()
    for start in sorted(beside):
        if start in seen:
            continue
        part, waiting = {start}, [start]
        while waiting:
            for neighbour in beside[waiting.pop()] - part:
                part.add(neighbour)
                waiting.append(neighbour)
        seen |= part
        found.append(part)
    return found

"""Giving posts a topic of the brand's own: as they are judged, and again where somebody asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlmodel import Session

from classifier import by_example, nearness
from classifier.by_example import Learned
from domain.classification import Classification
from storage import topics
from storage.ids import key
from storage.models import BrandTopic, Mention

Named = tuple[int, float]
"""A topic, and how likely the post is about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """What was learned by one version of the model. `wanted` says that there are topics at all."""

    ids: tuple[int, ...] = ()
    learned: tuple[Learned, ...] = ()
    wanted: bool = False

    def of(self, vectors: Sequence[bytes]) -> list[Named | None]:
        """Which of them each packed vector is about, if any."""
        if not self.ids or not any(vectors):
            return [None] * len(vectors)
        shares = by_example.probabilities(nearness.unpack(vectors), self.learned)
        places = by_example.taken(shares)
        return [None if one is None else (self.ids[one[0]], one[1]) for one in places]


def known(session: Session, model: str) -> Topics:
    """The topics as they were learned last; some hundred small rows at most."""
    rows = topics.standing(session)
    fit = [row for row in rows if row.weights and row.model == model]
    return Topics(
        ids=tuple(key(row.id) for row in fit),
        learned=tuple(learned_of(row) for row in fit),
        wanted=bool(rows),
    )


def learned_of(row: BrandTopic) -> Learned:
    """What stands in the row as the classifier takes it."""
    return Learned(weights=np.frombuffer(row.weights, dtype=np.float32), **row.learned)


def note(
    session: Session,
    judged: Sequence[Mention],
    verdicts: Mapping[int, Classification],
) -> dict[int, Named]:
    """Which of these posts are about which topic; they are kept as vectors while there are topics.

    What a person said of an edited post goes on holding.
    """
    read = [post for post in judged if verdicts[key(post.id)].embedding]
    if not read:
        return {}
    model = verdicts[key(read[0].id)].model
    there = known(session, model)
    if not there.wanted:
        return {}
    packed = [nearness.pack(verdicts[key(post.id)].embedding) for post in read]
    rows = [(key(post.id), age(post), vector) for post, vector in zip(read, packed, strict=True)]
    topics.keep(session, rows, model=model)
    found = named(session, there, {post: vector for post, _, vector in rows})
    return {post: one for post, one in found.items() if one is not None}


def named(session: Session, there: Topics, vectors: Mapping[int, bytes]) -> dict[int, Named | None]:
    """The topic of each post: what a person said, else what was learned and nobody refused."""
    found = dict(zip(vectors, there.of(list(vectors.values())), strict=True))
    into = topics.merges(session)
    for post, topic, about in topics.said(session, list(vectors)):
        one = found[post]
        if about:
            found[post] = (target(into, topic), 1.0)
        elif one is not None and one[0] == target(into, topic):
            found[post] = None
    return found


def target(into: Mapping[int, int], topic: int) -> int:
    """What a topic counts as, after all merges."""
    while topic in into:
        topic = into[topic]
    return topic


def counting_as(into: Mapping[int, int], topic_ids: Collection[int]) -> tuple[int, ...]:
    """These topics, and those that were merged into them."""
    merged = {one for one in into if target(into, one) in topic_ids}
    return tuple(sorted({*topic_ids, *merged}))


def on_cases(session: Session, judged: Sequence[Mention], found: Mapping[int, Named]) -> None:
    """The cases of these posts take over their topic, that of the newest."""
    with_topic = [post for post in judged if post.case_id is not None and key(post.id) in found]
    if with_topic:
        session.flush()
        topics.name_cases(session, [key(post.id) for post in with_topic])


def age(post: Mention) -> dt.datetime:
    """When it came: never by an author's clock alone."""
    return min(post.published_at, post.stored_at)

"""Learning a topic from a few embedded examples, against posts that are about something else.

The direction from the mean of the others to the mean of the examples, with the ways in which posts
differ anyhow counting less (a shrunk linear discriminant). How each example would do unseen is
exact: it is taken out of the mean. The probability lies between how the examples and how the others
are spread along the direction; of few examples the spread is taken to be wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.nearness import Matrix
from domain.share import Share

Numbers = NDArray[np.float64]
FEWEST = 3
"""Examples below which nothing is learned."""
FEWEST_OTHERS = 20
"""And posts about something else, without which nobody knows what is not meant."""
TAKEN_FROM = 0.4
"""The probability from which a post is taken."""
_SHRUNK = 10.0
"""How much the mean spread weighs against that of each direction: docs/topics.md."""
_AGAINST = 10.0
"""A post that a person called wrong weighs as much as so many that merely came."""
_FOLDS = 5
_KNOWN_SPREAD, _WIDER = 5.0, 1.5
"""Before any is seen: five examples that are spread so much wider (squared) than the others."""
_KNOWN_SHARE, _KNOWN_POSTS, _LARGEST_SHARE = 0.03, 50.0, 0.4
"""And of fifty posts, three in a hundred are about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How the topic does, unseen, on what people have said.

    `recall` is of its own examples: those that it would take. `precision` is of the examples of all
    topics, and of what people called wrong, that it would take: those that are its own. `takes` is
    its part of the posts that merely came, right or wrong.
    """

    recall: Share
    precision: Share
    takes: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A topic as a direction; a post's value is `weights` times its vector + `offset`.

    The values of posts about something else have the mean 0 and the spread 1, those of posts about
    it `mean` and `spread`; `share` is the part of all posts that are about it.
    """

    weights: NDArray[np.float32]
    offset: float
    mean: float
    spread: float
    share: float

    def odds(self, vectors: Matrix) -> Numbers:
        """The logarithm of each row's odds to be about it; a higher value is never less likely."""
        values = vectors.astype(np.float64) @ self.weights.astype(np.float64) + self.offset
        return _odds(values, self.mean, self.spread, self.share)


def learn(
    about: Matrix, others: Matrix, *, known: Matrix | None = None, against: Matrix | None = None
) -> tuple[Learned, Quality] | None:
    """The topic of the examples `about`; None where they, or the rest, are too few.

    `others` are posts that merely came, some of which may be about it; `known` are examples of
    other topics, `against` posts of which a person said that they are not about it. Rows are of
    unit length; those of zeros were not read and do not count.
    """
    mine, came, theirs, wrong = (_read(rows) for rows in (about, others, known, against))
    if len(mine) < FEWEST or len(came) + len(theirs) + len(wrong) < FEWEST_OTHERS:
        return None
    size = mine.shape[1]
    came, theirs, wrong = (
        rows if len(rows) else np.zeros((0, size)) for rows in (came, theirs, wrong)
    )
    rest = np.concatenate([came, theirs])
    found, unseen = _fit(mine, rest, wrong, came)
    return found, Quality(
        recall=_taken(unseen),
        precision=_precision(found, unseen, theirs, _unseen_wrong(mine, rest, wrong, came)),
        takes=_taken(found.odds(came.astype(np.float32))),
    )


def probabilities(vectors: Matrix, topics: Sequence[Learned]) -> Numbers:
    """How likely each row is about each topic: with "none of these" a row sums to one."""
    if not topics or not len(vectors):
        return np.zeros((len(vectors), len(topics)))
    found = np.stack([one.odds(vectors) for one in topics], axis=1)
    found[~np.any(vectors, axis=1)] = -np.inf
    highest = np.maximum(found.max(axis=1, keepdims=True), 0.0)
    odds = np.exp(found - highest)
    shares: Numbers = odds / (odds.sum(axis=1, keepdims=True) + np.exp(-highest))
    return shares


def taken(shares: Numbers) -> list[tuple[int, float] | None]:
    """(topic's place, probability) of each row; None where it is none of them."""
    if not shares.shape[1]:
        return [None] * len(shares)
    places = shares.argmax(axis=1)
    return [
        (int(place), float(row[place])) if row[place] >= TAKEN_FROM else None
        for row, place in zip(shares, places, strict=True)
    ]


def _read(rows: Matrix | None) -> Numbers:
    if rows is None or not rows.size:
        return np.zeros((0, 0))
    kept: Numbers = rows[np.any(rows, axis=1)].astype(np.float64)
    return kept


def _fit(mine: Numbers, rest: Numbers, wrong: Numbers, came: Numbers) -> tuple[Learned, Numbers]:
    """(the topic, each example's odds had it not been one)"""
    all_ = np.concatenate([rest, wrong])
    each = np.concatenate([np.ones(len(rest)), np.full(len(wrong), _AGAINST)])
    middle = np.average(all_, axis=0, weights=each)
    apart = all_ - middle
    spread = (apart * each[:, None]).T @ apart / each.sum()
    own = np.trace(spread) / len(spread) + 1e-9
    inverse = np.linalg.inv(spread + _SHRUNK * own * np.eye(len(spread)))
    rows = mine - middle
    without = (rows.sum(axis=0) - rows) / (len(rows) - 1)
    unseen = np.einsum("ij,jk,ik->i", rows, inverse, without)
    weights = inverse @ rows.mean(axis=0)
    others = apart @ weights
    low = float(np.median(others))
    wide = 1.4826 * float(np.median(np.abs(others - low))) + 1e-9
    unseen = (unseen - low) / wide
    mean, spread_of = _spread(unseen)
    share = _share(((came - middle) @ weights - low) / wide, mean, spread_of)
    found = Learned(
        weights=(weights / wide).astype(np.float32),
        offset=float(-(middle @ weights + low) / wide),
        mean=mean,
        spread=spread_of,
        share=share,
    )
    return found, _odds(unseen, mean, spread_of, share)


def _spread(values: Numbers) -> tuple[float, float]:
    """(mean, spread) of posts about it, from the unseen values of a few."""
    mean = max(float(values.mean()), 1e-6)
    squares = _KNOWN_SPREAD * _WIDER + float(((values - mean) ** 2).sum())
    own = squares / (_KNOWN_SPREAD + len(values) - 1) * (1 + 1 / len(values))
    return mean, max(own, 1.0) ** 0.5


def _share(came: Numbers, mean: float, spread: float) -> float:
    """The part of all posts that are about it, as far as those that merely came tell."""
    share = _KNOWN_SHARE
    for _ in range(30):
        likely = 1 / (1 + np.exp(-_odds(came, mean, spread, share)))
        share = float(likely.sum() + _KNOWN_SHARE * _KNOWN_POSTS) / (len(came) + _KNOWN_POSTS)
        share = min(share, _LARGEST_SHARE)
    return share


def _odds(values: Numbers, mean: float, spread: float, share: float) -> Numbers:
    """A wider bell over a narrower one is likelier again far below: values end where it turns."""
    if spread > 1.0:
        values = np.maximum(values, -mean / (spread**2 - 1))
    before = np.log(share / (1 - share)) - np.log(spread)
    found: Numbers = before - (values - mean) ** 2 / (2 * spread**2) + values**2 / 2
    return np.minimum(found, 30.0)


def _unseen_wrong(mine: Numbers, rest: Numbers, wrong: Numbers, came: Numbers) -> Numbers:
    """The odds of what people called wrong, each part of it had it not been called so."""
    found = [np.zeros(0)]
    for part in np.array_split(np.arange(len(wrong)), min(len(wrong), _FOLDS) or 1):
        if len(part):
            without, _ = _fit(mine, rest, np.delete(wrong, part, axis=0), came)
            found.append(without.odds(wrong[part].astype(np.float32)))
    return np.concatenate(found)


def _precision(found: Learned, unseen: Numbers, theirs: Numbers, wrong: Numbers) -> Share:
    mine = _taken(unseen).part
    false = _taken(found.odds(theirs.astype(np.float32))).part + _taken(wrong).part
    return Share(part=mine, whole=mine + false)


def _taken(odds: Numbers) -> Share:
    least = np.log(TAKEN_FROM / (1 - TAKEN_FROM))
    return Share(part=int((odds >= least).sum()), whole=len(odds))

"""What a few examples of a brand's own topic are worth: `python -m benchmarks.topics --json`.

Labelled posts of three sets stand for a brand's: questions to a bank by their subject, posts by the
model's topic, tweets to airlines by the reason of the complaint. So many examples of each topic are
drawn, 400 posts that merely came (some are about a topic, and nobody says so), and the product's
own code (classifier/by_example) says of the rest which topic each is about, if any. Beside it is
the nearest mean of the examples, with the threshold that is best in hindsight, which nobody has.
Figures are means over draws; f1, precision and recall are the topics' mean. `above` compares the
mean probability of what is taken with how much of it is right.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier import by_example
from classifier.base import Classifier
from classifier.nearness import Matrix
from classifier.training.data import read_json_lines
from domain.errors import BadInput
from listenpost.bootstrap import load_classifier
from listenpost.settings import Settings

DATA = Path("../shared/data")
EXAMPLES = (3, 5, 10, 20)
CAME, DRAWS = 400, 5
TOPICS = {
    "bank": ("cards", "loans", "investments", "security"),
    "triage": (
        *("account", "billing", "order", "refund", "product"),
        *("outage", "staff", "safety", "booking"),
    ),
    "airline": (
        *("Late Flight", "Cancelled Flight", "Lost Luggage"),
        *("Flight Attendant Complaints", "Flight Booking Problems", "Bad Flight"),
    ),
}
Labels = NDArray[np.str_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posts:
    """Vectors, what each is about, and in which language."""

    vectors: Matrix
    labels: Labels
    languages: Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """Examples by topic, posts that merely came, and those to be judged: their places."""

    examples: dict[str, list[int]]
    came: NDArray[np.int64]
    judged: NDArray[np.int64]


def main() -> None:
    """Run it as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", choices=tuple(TOPICS), default="bank", dest="name")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--vectors", type=Path, help="keep what the model made in this folder")
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    texts = _read(wanted.data)
    posts = embedded(wanted.name, texts[wanted.name], keep=wanted.vectors)
    found: dict[str, Any] = {"set": wanted.name, "posts": len(posts.labels)}
    for number in EXAMPLES:
        found[f"examples_{number}"] = measure(posts, TOPICS[wanted.name], number)
    if wanted.name == "bank":
        asked = embedded("queries", texts["queries"], keep=wanted.vectors)
        found["languages"] = across(posts, asked, TOPICS["bank"], 20)
    print(json.dumps(found, indent=None if wanted.json else 2))


def _read(folder: Path) -> dict[str, list[tuple[str, str, str]]]:
    """(text, label, language) of each set, always the same ones."""
    order = random.Random(1)
    answers = list(read_json_lines(folder / "articles_bank_faq.jsonl.gz"))
    triage = [
        row
        for name in ("triage_dev", "triage_train", "triage_written")
        for row in read_json_lines(folder / f"{name}.jsonl.gz")
    ]
    order.shuffle(triage)
    flown = [row for row in read_json_lines(folder / "care_airline_us.jsonl.gz") if row["reason"]]
    order.shuffle(flown)
    asked = read_json_lines(folder / "articles_queries.jsonl.gz")
    return {
        "bank": [(row["Question"], row["Class"], "en") for row in answers],
        "triage": [(row["text"], row["topic"], row["lang"]) for row in triage[:3500]],
        "airline": [(row["text"], row["reason"], "en") for row in flown[:3000]],
        "queries": [
            (row["query"], answers[row["article_line"]]["Class"], row["lang"]) for row in asked
        ],
    }


def embedded(name: str, rows: Sequence[tuple[str, str, str]], *, keep: Path | None) -> Posts:
    """The posts as the model reads them; those without a word are left out."""
    kept = keep / f"{name}.npy" if keep else None
    if kept is not None and kept.exists():
        vectors = np.load(kept)
    else:
        vectors = _vectors(load_classifier(Settings()), [text for text, _, _ in rows])
        if kept is not None:
            np.save(kept, vectors)
    there = np.any(vectors, axis=1)
    labels, languages = (np.array([row[place] for row in rows])[there] for place in (1, 2))
    return Posts(vectors=vectors[there], labels=labels, languages=languages)


def _vectors(model: Classifier, texts: Sequence[str]) -> Matrix:
    found = [
        one.embedding
        for begin in range(0, len(texts), 64)
        for one in model.classify(texts[begin : begin + 64])
    ]
    size = max(map(len, found))
    return np.array([one or (0.0,) * size for one in found], np.float32)


def measure(posts: Posts, topics: Sequence[str], number: int) -> dict[str, Any]:
    """All figures for so many examples of each topic."""
    each = [_measure(posts, topics, draw(posts, topics, number, seed)) for seed in range(DRAWS)]
    return {name: round(float(np.mean([one[name] for one in each])), 3) for name in each[0]}


def draw(posts: Posts, topics: Sequence[str], number: int, seed: int) -> Draw:
    """Take posts at random; nothing that is judged was seen before."""
    order = np.random.default_rng(seed).permutation(len(posts.labels))
    rest = order[CAME:]
    examples = {
        topic: [int(one) for one in rest[posts.labels[rest] == topic][:number]] for topic in topics
    }
    used = [one for those in examples.values() for one in those]
    return Draw(examples=examples, came=order[:CAME], judged=rest[~np.isin(rest, used)])


def _measure(posts: Posts, topics: Sequence[str], drawn: Draw) -> dict[str, float]:
    began = time.perf_counter()
    learned = fitted(posts, topics, drawn)
    fit_s = time.perf_counter() - began
    vectors, truth = posts.vectors[drawn.judged], posts.labels[drawn.judged]
    began = time.perf_counter()
    shares = by_example.probabilities(vectors, [one for one, _ in learned])
    score_s = time.perf_counter() - began
    given = by_example.taken(shares)
    named = np.array([topics[one[0]] if one else "" for one in given])
    sure = [one[1] for one in given if one]
    right = [name == true for name, true in zip(named, truth, strict=True) if name]
    near, near_precision = _precise(posts, topics, drawn)
    return {
        **dict(zip(("f1", "precision", "recall"), _scores(topics, named, truth), strict=True)),
        "average_precision": _mean_precision(shares, topics, truth),
        "above_mean": float(np.mean(sure)) if sure else 0.0,
        "above_right": float(np.mean(right)) if right else 0.0,
        "nearest_f1_in_hindsight": near,
        "nearest_average_precision": near_precision,
        "unseen_recall": float(np.mean([one.recall.value or 0.0 for _, one in learned])),
        "fit_ms": 1000 * fit_s,
        "score_us_a_post": 1e6 * score_s / len(truth),
    }


def fitted(
    posts: Posts, topics: Sequence[str], drawn: Draw
) -> list[tuple[by_example.Learned, by_example.Quality]]:
    """Each topic, with the examples of the others beside the posts that merely came."""
    found = []
    for topic in topics:
        others = [one for name in topics if name != topic for one in drawn.examples[name]]
        made = by_example.learn(
            posts.vectors[drawn.examples[topic]],
            posts.vectors[drawn.came],
            known=posts.vectors[others],
        )
        if made is None:
            raise BadInput(f"There are too few posts to learn {topic} from.")
        found.append(made)
    return found


def _precise(posts: Posts, topics: Sequence[str], drawn: Draw) -> tuple[float, float]:
    """(best F1 that any threshold gives, mean average precision) of the nearest mean."""
    means = np.stack([posts.vectors[drawn.examples[topic]].mean(axis=0) for topic in topics])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    vectors, truth = posts.vectors[drawn.judged], posts.labels[drawn.judged]
    near = vectors @ means.T
    names, highest = np.array(topics)[near.argmax(axis=1)], near.max(axis=1)
    levels = np.quantile(highest, np.linspace(0, 0.98, 50))
    f1 = max(_scores(topics, np.where(highest >= one, names, ""), truth)[0] for one in levels)
    return f1, _mean_precision(near.astype(np.float64), topics, truth)


def _scores(topics: Sequence[str], named: Labels, truth: Labels) -> tuple[float, float, float]:
    """F1, precision and recall, each the mean of the topics."""
    found = []
    for topic in topics:
        hits = int(((named == topic) & (truth == topic)).sum())
        said, there = int((named == topic).sum()), int((truth == topic).sum())
        found.append((2 * hits / (said + there), hits / max(said, 1), hits / there))
    f1, precision, recall = np.mean(found, axis=0)
    return float(f1), float(precision), float(recall)


def _mean_precision(scores: NDArray[np.float64], topics: Sequence[str], truth: Labels) -> float:
    """Average precision of each topic's own order, their mean."""
    found = []
    for place, topic in enumerate(topics):
        right = truth[np.argsort(-scores[:, place])] == topic
        found.append((np.cumsum(right) / np.arange(1, len(right) + 1))[right].mean())
    return float(np.mean(found))


def across(
    posts: Posts, asked: Posts, topics: Sequence[str], number: int
) -> dict[str, dict[str, float]]:
    """Examples in English, questions in six languages: how well the topics order them."""
    drawn = [draw(posts, topics, number, seed) for seed in range(DRAWS)]
    learned = [[one for one, _ in fitted(posts, topics, each)] for each in drawn]
    found = {}
    for language in sorted(set(asked.languages)):
        own = asked.languages == language
        there = [topic for topic in topics if (asked.labels[own] == topic).any()]
        places = [topics.index(topic) for topic in there]
        each = [
            _mean_precision(
                by_example.probabilities(asked.vectors[own], those)[:, places],
                there,
                asked.labels[own],
            )
            for those in learned
        ]
        found[str(language)] = {"average_precision": round(float(np.mean(each)), 3)}
    return found


if __name__ == "__main__":
    main()

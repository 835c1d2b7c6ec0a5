"""How well articles are found: `python -m benchmarks.articles --set bank --json`.

The product's own code cuts, reads and ranks (services/article_shelf): all of it ("hybrid"), the
words alone, and the embedding alone. "bank": questions written in six languages for the answers of
a bank, in English. "ibm": real conversations of several brands, each with the help article that
ended it, found by titles alone among that brand's; only titles of three words or more count as
readable. Intervals are bootstrap, 95 %, over articles: one article's questions are not independent.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier import nearness
from classifier.base import Classifier
from classifier.training.data import read_json_lines
from domain.article import ArticleState
from domain.asking import question
from domain.fusion import WORDS_WEIGHT
from domain.passage import passages
from listenpost.bootstrap import load_classifier
from listenpost.services.article_shelf import Hit, Shelf, ShelvedArticle, shelf_of
from listenpost.settings import Settings
from storage.articles import StoredPassage

DATA = Path("../shared/data")
ROUNDS = 2_000
READABLE = re.compile(r"[a-z]{3}.*\s.*\s", re.I)
"""A title of three words or more; others are numbers, or the front page."""
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
Ranks = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question: in which language, on which shelf, and which articles answer it."""

    text: str
    language: str
    shelf: str
    right: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where the right article stood, counted from 0; of equals in the middle."""

    asked: Asked
    hybrid: float
    text: float
    embedding: float


def main() -> None:
    """Run it as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", choices=("bank", "ibm"), default="bank", dest="name")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    model = load_classifier(Settings())
    make: Callable[[Classifier, Path], tuple[dict[str, Shelf], list[Asked]]] = {
        "bank": bank,
        "ibm": ibm,
    }[wanted.name]
    found = measure(model, *make(model, wanted.data), seed=wanted.seed)
    print(json.dumps({"set": wanted.name} | found, indent=None if wanted.json else 2))


def bank(model: Classifier, folder: Path) -> tuple[dict[str, Shelf], list[Asked]]:
    """A bank's answers, and how its customers ask for 47 of them."""
    rows = list(read_json_lines(folder / "articles_bank_faq.jsonl.gz"))
    shelf = stocked(model, {at: (row["Question"], row["Answer"]) for at, row in enumerate(rows)})
    asked = [
        Asked(
            text=one["query"],
            language=one["lang"],
            shelf="",
            right=frozenset({one["article_line"]}),
        )
        for one in read_json_lines(folder / "articles_queries.jsonl.gz")
    ]
    return {"": shelf}, asked


def ibm(model: Classifier, folder: Path) -> tuple[dict[str, Shelf], list[Asked]]:
    """Conversations with the article that was sent in them, each among its brand's articles."""
    rows = list(read_json_lines(folder / "articles_ibm_titles.jsonl.gz"))
    titles = {
        int(row["doc_id"]): (row["company"], " ".join(row["title_from_slug"].split()))
        for row in rows
        if READABLE.search(row["title_from_slug"])
    }
    brands: dict[str, dict[int, tuple[str, str]]] = defaultdict(dict)
    for number, (brand, title) in titles.items():
        brands[brand][number] = (title, "")
    asked = [
        Asked(text=text, language="en", shelf=titles[number][0], right=_alike(titles, number))
        for talk in read_json_lines(folder / "replay_ibm_care.jsonl.gz")
        if (number := int(talk["agentURL"]["doc_id"])) in titles
        and (text := _said(talk["dialogContent"]))
    ]
    wanted = {one.shelf for one in asked}
    return {brand: stocked(model, brands[brand]) for brand in sorted(wanted)}, asked


def _alike(titles: dict[int, tuple[str, str]], number: int) -> frozenset[int]:
    """The article, and those of the same brand that bear the same title."""
    return frozenset(other for other, named in titles.items() if named == titles[number])


def _said(turns: Sequence[dict[str, str]]) -> str:
    """What the customer wrote; the brand's own words would give the article away."""
    return " ".join(turn["message"] for turn in turns if "client" in turn).strip()


def stocked(model: Classifier, articles: dict[int, tuple[str, str]]) -> Shelf:
    """A shelf of articles: number -> (title, body)."""
    cut = [
        (number, place, text)
        for number, (_, body) in articles.items()
        for place, text in enumerate(["", *passages(body)])
    ]
    read = model.classify([f"{articles[number][0]}\n{text}" for number, _, text in cut])
    return shelf_of(
        [(_shelved(number, title), body) for number, (title, body) in articles.items()],
        [
            StoredPassage(
                article_id=number,
                place=place,
                text=text,
                vector=nearness.pack(one.embedding),
            )
            for (number, place, text), one in zip(cut, read, strict=True)
        ],
    )


def _shelved(number: int, title: str) -> ShelvedArticle:
    return ShelvedArticle(
        article_id=number,
        group=str(number),
        title=title,
        url="",
        language="en",
        declared="en",
        reads_as="en",
        state=ArticleState.CURRENT,
        updated_at=NOW,
    )


def measure(
    model: Classifier, shelves: dict[str, Shelf], asked: Sequence[Asked], *, seed: int
) -> dict[str, Any]:
    """All figures: together, by language, and how long a search takes."""
    vectors = [one.embedding for one in model.classify([one.text for one in asked])]
    placed, seconds = [], []
    for one, vector in zip(asked, vectors, strict=True):
        shelf, text = shelves[one.shelf], question(one.text)
        began = time.perf_counter()
        list(islice(shelf.search(text, vector), 10))
        seconds.append(time.perf_counter() - began)
        placed.append(
            Placed(
                asked=one,
                hybrid=place([*shelf.search(text, vector)], one.right),
                text=place([*shelf.search(text, ())], one.right),
                embedding=place([*shelf.search(text, vector, weight=0.0)], one.right),
            )
        )
    languages = list(dict.fromkeys(one.language for one in asked))
    by_language = {
        language: figures([one for one in placed if one.asked.language == language], seed=seed)
        for language in languages
    }
    return {
        "articles": sum(len(shelf.articles) for shelf in shelves.values()),
        "words_weight": WORDS_WEIGHT,
        **figures(placed, seed=seed),
        "least_gain": round(min(map(_gain, by_language.values())), 4),
        "search_ms": round(1000 * float(np.median(seconds)), 1),
        "languages": by_language,
    }


def place(hits: Sequence[Hit], right: frozenset[int]) -> float:
    """Where the first right article stands, counted from 0; of equals in the middle."""
    score = max(hit.score for hit in hits if hit.article.article_id in right)
    better = sum(hit.score > score for hit in hits)
    return better + sum(hit.score == score for hit in hits) / 2 - 0.5


def figures(placed: Sequence[Placed], *, seed: int) -> dict[str, Any]:
    """Recall and mean reciprocal rank, with intervals."""
    hybrid = np.array([one.hybrid for one in placed])
    text = np.array([one.text for one in placed])
    embedding = np.array([one.embedding for one in placed])
    values = {
        "recall_at_1": hybrid < 1,
        "recall_at_3": hybrid < 3,
        "recall_at_10": hybrid < 10,
        "mrr": 1 / (hybrid + 1),
        "mrr_text_only": 1 / (text + 1),
        "mrr_embedding_only": 1 / (embedding + 1),
    }
    draws = _draws([min(one.asked.right) for one in placed], seed=seed)
    return {
        "questions": len(placed),
        **{name: round(float(row.mean()), 3) for name, row in values.items()},
        "intervals": {name: _interval(row, draws) for name, row in values.items()},
    }


def _gain(figures: dict[str, Any]) -> float:
    """How far the hybrid is above the better of its halves."""
    best = max(figures["mrr_text_only"], figures["mrr_embedding_only"])
    return float(figures["mrr"] - best)


def _draws(groups: Sequence[int], *, seed: int) -> list[NDArray[np.int64]]:
    """Rows of as many articles drawn with replacement, again and again."""
    chance = np.random.default_rng(seed)
    rows: dict[int, list[int]] = defaultdict(list)
    for row, group in enumerate(groups):
        rows[group].append(row)
    members = [np.array(found) for found in rows.values()]
    return [
        np.concatenate([members[n] for n in chance.integers(len(members), size=len(members))])
        for _ in range(ROUNDS)
    ]


def _interval(row: NDArray[Any], draws: Sequence[NDArray[np.int64]]) -> list[float]:
    means = [float(row[chosen].mean()) for chosen in draws]
    return [round(float(edge), 3) for edge in np.quantile(means, (0.025, 0.975))]


if __name__ == "__main__":
    main()

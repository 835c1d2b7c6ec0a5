"""What the embedding is worth: finding the article that answers a question, in six languages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifier.base import Classifier
from classifier.training.data import read_json_lines


def retrieval(classifier: Classifier, folder: Path) -> dict[str, float]:
    """Recall among the first one and ten of all articles, and the mean reciprocal rank."""
    articles = [one["Question"] for one in read_json_lines(folder / "articles_bank_faq.jsonl.gz")]
    queries = list(read_json_lines(folder / "articles_queries.jsonl.gz"))
    likeness = _vectors(classifier, [one["query"] for one in queries]) @ (
        _vectors(classifier, articles).T
    )
    right = np.array([one["article_line"] for one in queries])
    own = likeness[np.arange(len(right)), right]
    ranks = (likeness > own[:, None]).sum(1)
    return {
        "queries": len(right),
        "articles": len(articles),
        "recall_at_1": float((ranks < 1).mean()),
        "recall_at_10": float((ranks < 10).mean()),
        "mrr": float((1 / (ranks + 1)).mean()),
    }


def _vectors(classifier: Classifier, texts: list[str]) -> NDArray[np.float64]:
    found = [one.embedding for one in classifier.classify(texts)]
    width = max(map(len, found))
    return np.array([one or (0.0,) * width for one in found])

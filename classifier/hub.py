"""Any text-classification model of Hugging Face for the head it has; ours for the other heads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from classifier.base import Classifier
from classifier.hub_labels import Reading, reading
from classifier.text import is_readable, normalise
from domain.classification import Classification, Intent, Sentiment, Topic, Urgency
from domain.errors import ConfigurationError

Judge = Callable[[list[str]], list[list[tuple[str, float]]]]
"""Texts in; for each, all labels of the model with their probabilities."""

_BATCH = 32
_KINDS: dict[str, Callable[[str], object]] = {
    "sentiment": Sentiment,
    "intent": Intent,
    "urgency": Urgency,
    "private": "true".__eq__,
    "topic": Topic,
}


class HubClassifier:
    """One head judged by another model, the rest and the embedding by `ours`."""

    def __init__(self, name: str, judge: Judge, labels: Sequence[str], ours: Classifier) -> None:
        """Raises ConfigurationError where the labels are those of none of our heads."""
        self.version = f"{ours.version} with {name}"[:100]
        self._judge, self._ours = judge, ours
        self._reading = reading(name, labels)

    def classify(self, texts: Sequence[str]) -> list[Classification]:
        """One classification each, in order; a text without words abstains."""
        found = self._ours.classify(texts)
        clean = [normalise(text) for text in texts]
        readable = [index for index, text in enumerate(clean) if is_readable(text)]
        judged = self._judge([clean[index] for index in readable]) if readable else []
        for index, scores in zip(readable, judged, strict=True):
            found[index] = _with(found[index], self._reading, scores)
        return [replace(one, model=self.version) for one in found]


def _with(
    found: Classification, read: Reading, judged: Sequence[tuple[str, float]]
) -> Classification:
    scores = read.scores(judged)
    best = max(scores, key=scores.__getitem__)
    changed: dict[str, Any] = {
        read.head: _KINDS[read.head](best),
        "scores": {**found.scores, read.head: scores},
    }
    return replace(found, **changed)


def load(name: str, ours: Classifier, *, threads: int) -> HubClassifier:
    """Load a model by its name on the Hub, or from a local folder.

    Raises ConfigurationError without the extra `hub`, and where the model cannot be had.
    """
    judge, labels = _pipeline(name, threads)
    return HubClassifier(Path(name).name, judge, labels, ours)


def is_hub_name(chosen: str) -> bool:
    """Whether the setting names a model of Hugging Face: a folder of theirs, or "owner/name"."""
    folder = Path(chosen)
    if folder.is_dir():
        config = folder / "config.json"
        return config.is_file() and '"model_type"' in config.read_text(encoding="utf-8")
    return chosen.count("/") == 1 and not chosen.startswith((".", "/", "~"))


def _pipeline(name: str, threads: int) -> tuple[Judge, list[str]]:
    try:
        import torch
        import transformers
    except ImportError as error:
        raise ConfigurationError(
            f"classifier.model is {name!r}, a model of Hugging Face, but {error.name} is not "
            "installed. Install the extra: pip install 'listenpost[hub]', or set "
            'classifier.model = "builtin".'
        ) from error
    torch.set_num_threads(threads)
    try:
        pipe: Any = transformers.pipeline("text-classification", model=name, device="cpu")
    except Exception as error:  # its libraries' errors have no common base
        raise ConfigurationError(
            f"The model {name} cannot be loaded ({type(error).__name__}: {_first_line(error)}). "
            "Without a network, download it elsewhere and name its folder in classifier.model; "
            "a private model needs HF_TOKEN."
        ) from error

    def judge(texts: list[str]) -> list[list[tuple[str, float]]]:
        answers = pipe(texts, top_k=None, truncation=True, batch_size=_BATCH)
        return [[(one["label"], float(one["score"])) for one in answer] for answer in answers]

    return judge, list(pipe.model.config.id2label.values())


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0][:200]

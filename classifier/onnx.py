"""The shipped classifier: tokenizer and ONNX Runtime, no torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from classifier.decision import (
    Probabilities,
    certainty,
    decide,
    merge_windows,
    probabilities,
)
from classifier.language import LanguageDetector
from classifier.manifest import MODEL, TOKENIZER, Manifest, present, unreadable
from classifier.text import PREFIX, is_readable, normalise
from classifier.windows import Ids, batches, padded, windows
from domain.classification import Classification, Intent, Sentiment, Topic, Urgency

if TYPE_CHECKING:
    from tokenizers import Tokenizer


class OnnxClassifier:
    """Judges texts with the model in one folder.

    Safe to call from several threads, which take turns: a run uses all the cores it may, and each
    that goes on beside it would need its own 80 MB or more.
    """

    def __init__(
        self, manifest: Manifest, tokenizer: Tokenizer, session: Any, languages: LanguageDetector
    ) -> None:
        self.version = manifest.version
        self._manifest = manifest
        self._tokenizer = tokenizer
        self._session = session
        self._languages = languages
        self._turn = Lock()
        self._opening = len(tokenizer.encode(PREFIX.strip()).ids) - 1

    @classmethod
    def load(cls, folder: Path, *, threads: int = 2) -> OnnxClassifier:
        """Raises ConfigurationError where the model is missing, damaged or of another kind."""
        manifest = Manifest.read(folder)
        manifest.verify(folder)
        return cls(
            manifest,
            _tokenizer(present(folder / TOKENIZER)),
            _session(folder / MODEL, threads),
            LanguageDetector(),
        )

    def classify(self, texts: Sequence[str]) -> list[Classification]:
        """One classification each, in order; a text without words abstains."""
        clean = [normalise(text) for text in texts]
        readable = [index for index, text in enumerate(clean) if is_readable(text)]
        results = [self._abstention()] * len(clean)
        for index, result in zip(readable, self._judge([clean[i] for i in readable]), strict=True):
            results[index] = result
        return results

    def _judge(self, texts: list[str]) -> list[Classification]:
        if not texts:
            return []
        lines, first = self._lines(texts)
        logits, vectors = self._run(lines)
        scores = merge_windows(probabilities(logits, self._manifest.temperatures), first)
        sums = np.add.reduceat(vectors, first)
        return self._read(texts, scores, sums / np.linalg.norm(sums, axis=1, keepdims=True))

    def _lines(self, texts: list[str]) -> tuple[list[Ids], NDArray[np.int64]]:
        """The windows of all texts, and where each text's own begin."""
        size, limit = self._manifest.max_tokens, self._manifest.max_windows
        split = [
            windows(self._tokenizer.encode(PREFIX + text).ids, self._opening, size, limit)
            for text in texts
        ]
        counts = [0, *map(len, split[:-1])]
        return [line for lines in split for line in lines], np.cumsum(counts)

    def _run(self, lines: list[Ids]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        logits: list[NDArray[np.float32]] = [np.empty(0, np.float32)] * len(lines)
        vectors = logits.copy()
        for batch in batches(lines):
            inputs = padded([lines[index] for index in batch])
            with self._turn:
                answers = self._session.run(["logits", "embedding"], inputs)
            for index, logit, vector in zip(batch, *answers, strict=True):
                logits[index], vectors[index] = logit, vector
        return np.stack(logits), np.stack(vectors)

    def _read(
        self, texts: list[str], scores: Probabilities, vectors: NDArray[np.float32]
    ) -> list[Classification]:
        chosen = decide(scores, self._manifest.policy)
        unsure = certainty(scores) < self._manifest.policy.abstain_below
        named = {
            head: [labels[index] for index in chosen[head]]
            for head, labels in self._manifest.heads.items()
        }
        return [
            Classification(
                sentiment=Sentiment(named["sentiment"][row]),
                intent=Intent(named["intent"][row]),
                urgency=Urgency(named["urgency"][row]),
                private=named["private"][row] == "true",
                topic=Topic(named["topic"][row]),
                language=self._languages.detect(text),
                abstained=bool(unsure[row]),
                model=self.version,
                scores=self._scores(scores, row),
                embedding=tuple(vectors[row].tolist()),
            )
            for row, text in enumerate(texts)
        ]

    def _scores(self, scores: Probabilities, row: int) -> dict[str, dict[str, float]]:
        return {
            head: dict(zip(labels, scores[head][row].tolist(), strict=True))
            for head, labels in self._manifest.heads.items()
        }

    def _abstention(self) -> Classification:
        """The answer to a text without words: nothing is owed as far as we can read."""
        return Classification(
            sentiment=Sentiment.NEUTRAL,
            intent=Intent.OTHER,
            urgency=Urgency.NONE,
            private=False,
            topic=Topic.OTHER,
            language=None,
            abstained=True,
            model=self.version,
        )


def _tokenizer(path: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises nothing narrower
        raise unreadable(path, error) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _session(path: Path, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its exception classes are private
        raise unreadable(path, error) from error

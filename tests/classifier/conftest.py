"""The shipped model, loaded once, and a stand-in whose every figure is known."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from classifier.decision import Policy
from classifier.labels import HEADS
from classifier.language import LanguageDetector
from classifier.manifest import MODEL, Manifest
from classifier.onnx import OnnxClassifier

VOCABULARY = ["<s>", "<pad>", "</s>", "<unk>", "query", ":", "fire", "late", "thanks", "where"]


class StandInSession:
    """Answers each row by its own ids alone: the last label of a head grows with every `fire`."""

    def __init__(self) -> None:
        self.shapes: list[tuple[int, int]] = []
        self.seconds = 0.0
        self.most_at_once = 0
        self._running: list[None] = []

    def run(self, _names: Sequence[str], inputs: dict[str, NDArray[np.int64]]) -> list[Any]:
        """Logits and embeddings, as the real session returns them."""
        self._running.append(None)
        self.most_at_once = max(self.most_at_once, len(self._running))
        time.sleep(self.seconds)
        self._running.pop()
        ids = inputs["input_ids"]
        self.shapes.append((ids.shape[0], ids.shape[1]))
        counts = np.stack([(ids == at).sum(1) for at in range(2, len(VOCABULARY))], 1)
        logits = np.zeros((len(ids), sum(map(len, HEADS.values()))), np.float32)
        logits[:, 8] = 9.0 * counts[:, 4]  # urgency: critical
        logits[:, 11] = 3.0  # urgency: none
        return [logits, (counts + 0.1).astype(np.float32)]


@pytest.fixture(scope="session")
def folder() -> Path:
    """Where the shipped model lies."""
    found = Path(__file__).parents[2] / "classifier" / "model"
    if not (found / MODEL).exists():
        pytest.skip("classifier/model/model.onnx is not in this checkout")
    return found


@pytest.fixture(scope="session")
def shipped(folder: Path) -> OnnxClassifier:
    """The shipped model."""
    return OnnxClassifier.load(folder, threads=1)


@pytest.fixture
def session() -> StandInSession:
    """The stand-in for ONNX Runtime."""
    return StandInSession()


@pytest.fixture
def small(session: StandInSession) -> OnnxClassifier:
    """All of the classifier but its model."""
    manifest = Manifest(
        version="stand-in-1",
        sha256="",
        heads=HEADS,
        temperatures=dict.fromkeys(HEADS, 1.0),
        policy=Policy(missed_critical_cost=3, abstain_below=0.0),
        max_tokens=16,
        max_windows=3,
    )
    return OnnxClassifier(manifest, small_tokenizer(), session, LanguageDetector())


def small_tokenizer() -> Tokenizer:
    """Ten words; everything else is unknown."""
    words = {word: index for index, word in enumerate(VOCABULARY)}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer

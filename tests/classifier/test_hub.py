"""Another model speaks for the head whose labels it has; ours for the rest."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from classifier import hub
from classifier.hub import HubClassifier
from classifier.hub_labels import reading
from classifier.onnx import OnnxClassifier
from domain.classification import Sentiment, Urgency
from domain.errors import ConfigurationError
from tests.fakes import KeywordClassifier

HAS_TORCH = importlib.util.find_spec("torch") and importlib.util.find_spec("transformers")


def happy(texts: list[str]) -> list[list[tuple[str, float]]]:
    """Finds all that it reads positive, nearly."""
    return [[("POS", 0.7), ("NEU", 0.2), ("NEG", 0.1)] for _ in texts]


@pytest.mark.parametrize(
    ("labels", "head"),
    [
        (("negative", "neutral", "positive"), "sentiment"),
        (("Negative", "Positive"), "sentiment"),
        (("NEG", "NEU", "POS"), "sentiment"),
        (("LABEL_0", "LABEL_1", "LABEL_2"), "sentiment"),
        (("1 star", "2 stars", "3 stars", "4 stars", "5 stars"), "sentiment"),
        (("complaint", "praise", "question"), "intent"),
        (("critical", "high", "normal", "none"), "urgency"),
        (("yes", "no"), "private"),
        (("billing", "order", "outage", "other"), "topic"),
    ],
)
def test_the_labels_tell_the_head(labels: Sequence[str], head: str) -> None:
    assert reading("some/model", labels).head == head


@pytest.mark.parametrize("labels", [("cat", "dog"), ("LABEL_0", "LABEL_1"), (), ("positive",)])
def test_labels_that_mean_nothing_here_are_refused_by_name(labels: Sequence[str]) -> None:
    with pytest.raises(ConfigurationError, match="some/model") as told:
        reading("some/model", labels)
    assert all(label in str(told.value) for label in labels)


def test_stars_add_up_to_our_three_labels() -> None:
    read = reading("m", ("1 star", "2 stars", "3 stars", "4 stars", "5 stars"))
    found = read.scores([("1 star", 0.3), ("2 stars", 0.3), ("3 stars", 0.2), ("4 stars", 0.2)])
    assert found == pytest.approx({"negative": 0.6, "neutral": 0.2, "positive": 0.2})


def test_only_its_own_head_is_changed() -> None:
    both = HubClassifier("happy", happy, ["POS", "NEU", "NEG"], KeywordClassifier())
    broken, nothing = both.classify(["my kettle is broken", "@us http://x.example"])
    assert (broken.sentiment, broken.urgency) == (Sentiment.POSITIVE, Urgency.HIGH)
    assert broken.scores["sentiment"]["positive"] == pytest.approx(0.7)
    assert broken.model == both.version == "keywords-1 with happy"
    assert nothing.sentiment is Sentiment.NEUTRAL  # a text without words is not put to it


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    with pytest.raises(ConfigurationError, match=r"listenpost\[hub\]"):
        hub.load("owner/name", KeywordClassifier(), threads=1)


def test_names_of_the_hub_are_told_from_our_folders(tmp_path: Path) -> None:
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    for folder, config in ((theirs, {"model_type": "bert"}), (ours, {"heads": {}})):
        folder.mkdir()
        (folder / "config.json").write_text(json.dumps(config))
    assert hub.is_hub_name("cardiffnlp/twitter-xlm-roberta-base-sentiment")
    assert hub.is_hub_name(str(theirs))
    assert not hub.is_hub_name(str(ours))
    assert not hub.is_hub_name("./model")


@pytest.mark.skipif(not HAS_TORCH, reason="the extra hub (torch, transformers) is not installed")
def test_a_model_made_on_the_spot_judges_its_head(tmp_path: Path, shipped: OnnxClassifier) -> None:
    make_tiny_model(tmp_path)
    found = hub.load(str(tmp_path), shipped, threads=1).classify(["my parcel is late", ""])
    assert set(found[0].scores["sentiment"]) == {"negative", "neutral", "positive"}
    assert sum(found[0].scores["sentiment"].values()) == pytest.approx(1.0)
    assert (
        found[0].scores["urgency"] == shipped.classify(["my parcel is late"])[0].scores["urgency"]
    )


@pytest.mark.skipif(not HAS_TORCH, reason="the extra hub (torch, transformers) is not installed")
def test_a_model_that_cannot_be_had_is_named(tmp_path: Path, shipped: OnnxClassifier) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(ConfigurationError, match="cannot be loaded"):
        hub.load(str(tmp_path), shipped, threads=1)


def make_tiny_model(folder: Path) -> None:
    """Two layers of eight numbers with random weights: a real model in every other respect."""
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "my", "parcel", "is", "late"]
    (folder / "vocab.txt").write_text("\n".join(words))
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=8,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=16,
        id2label={0: "negative", 1: "neutral", 2: "positive"},
        label2id={"negative": 0, "neutral": 1, "positive": 2},
    )
    BertForSequenceClassification(config).save_pretrained(folder)

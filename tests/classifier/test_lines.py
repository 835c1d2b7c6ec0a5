"""One printed line."""

from __future__ import annotations

import json

from classifier.lines import to_json
from classifier.onnx import OnnxClassifier


def test_the_line_has_the_keys_that_scripts_rely_on(small: OnnxClassifier) -> None:
    (one,) = small.classify(["fire and thanks for nothing"])
    line = json.loads(json.dumps(to_json(one)))
    assert list(line) == [
        "sentiment",
        "intent",
        "urgency",
        "private",
        "topic",
        "language",
        "abstained",
        "scores",
    ]
    assert line["urgency"] == "critical"
    assert line["private"] is False
    assert set(line["scores"]["private"]) == {"false", "true"}


def test_an_unread_text_has_no_scores(small: OnnxClassifier) -> None:
    (one,) = small.classify([""])
    assert to_json(one)["scores"] == {}
    assert to_json(one)["abstained"] is True

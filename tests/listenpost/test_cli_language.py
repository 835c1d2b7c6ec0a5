"""listenpost classify and evaluate: lines of any bytes in, one judgement a line out."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from classifier.lines import to_json
from domain.classification import Intent, Sentiment, Urgency
from listenpost.cli import language
from tests.fakes import KeywordClassifier, judged
from tests.listenpost.typing_hands import Hands, hands_in

MODEL = Path(language.__file__).parents[2] / "classifier" / "model" / "model.onnx"
BURNED = "smoke and flames came out of your charger, my child burned her hand, help now"


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Hands]:
    with hands_in(tmp_path, monkeypatch, capsys) as hands:
        yield hands


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> KeywordClassifier:
    """A model that knows a few words, in the place of the real one."""
    found = KeywordClassifier()
    monkeypatch.setattr(language, "load_classifier", lambda _: found)
    return found


def seen(model: KeywordClassifier) -> list[str]:
    return [text for batch in model.batches for text in batch]


def test_lines_of_text_are_judged_in_order(terminal: Hands, model: KeywordClassifier) -> None:
    ran = terminal.type("classify", told=b"my kettle is broken\r\nthanks\n\nlast line")
    assert seen(model) == ["my kettle is broken", "thanks", "", "last line"]
    assert [line.split("\t")[0] for line in ran.out.splitlines()] == [
        "high",
        "none",
        "none",
        "none",
    ]


def test_json_has_the_keys_that_others_script(terminal: Hands, model: KeywordClassifier) -> None:
    ran = terminal.type("classify", "--json", told=b"my kettle is broken\n")
    expected = judged(
        Urgency.HIGH, intent=Intent.COMPLAINT, sentiment=Sentiment.NEGATIVE, private=False
    )
    assert set(ran.lines[0]) == set(to_json(expected))
    assert set(ran.lines[0]) == {
        "sentiment", "intent", "urgency", "private", "topic", "language", "abstained", "scores"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (b'{"text": "broken", "id": 7}', "broken"),
        (b'  {"text": "broken"}', "broken"),
        (b'{"text": 7}', '{"text": 7}'),
        (b'{"no": "text"}', '{"no": "text"}'),
        (b'["text"]', '["text"]'),
        (b"{broken", "{broken"),
        (b'{"text": "\\ud800"}', "\ud800"),
        (b'{"text": "a\\u0000b\\nc"}', "a\x00b\nc"),
        (b"\xff\xfe caf\xe9", "\ufffd\ufffd caf\ufffd"),
        ("﻿naïve ☕".encode(), "\ufeffnaïve ☕"),
        (b'{"a":' * 50_000, '{"a":' * 50_000),
        (b'{"text": ' + b"9" * 5000 + b"}", '{"text": ' + "9" * 5000 + "}"),
        (b"x" * 300_000, "x" * 300_000),
    ],
    ids=lambda value: repr(value[:16]),
)
def test_whatever_a_line_is_it_is_judged(
    terminal: Hands, model: KeywordClassifier, line: bytes, text: str
) -> None:
    ran = terminal.type("classify", "--json", told=line + b"\nnext\n")
    assert (ran.status, seen(model), len(ran.lines)) == (0, [text, "next"], 2)


def test_many_lines_are_judged_in_batches(terminal: Hands, model: KeywordClassifier) -> None:
    ran = terminal.type("classify", told=b"broken\n" * 600)
    assert [len(batch) for batch in model.batches] == [256, 256, 88]
    assert len(ran.out.splitlines()) == 600


def test_files_may_be_compressed_and_empty(terminal: Hands, model: KeywordClassifier) -> None:
    packed, empty = terminal.folder / "posts.txt.gz", terminal.write("", "empty.txt")
    packed.write_bytes(gzip.compress(b"broken\nthanks\n", mtime=0))
    assert len(terminal.type("classify", str(packed)).out.splitlines()) == 2
    assert terminal.type("classify", str(empty)).said == ""


CUT_SHORT = gzip.compress(b"broken\n" * 99, mtime=0)[:-9]


@pytest.mark.parametrize("content", [b"not gzip at all", CUT_SHORT, b""])
@pytest.mark.parametrize("command", ["classify", "evaluate"])
def test_a_damaged_file_is_named(
    terminal: Hands, model: KeywordClassifier, command: str, content: bytes
) -> None:
    file = terminal.folder / "posts.jsonl.gz"
    file.write_bytes(content)
    ran = terminal.type(command, str(file))
    if content:
        assert (ran.status, "posts.jsonl.gz" in ran.err) == (2, True)
    else:
        assert ran.status == 0


def test_without_a_model_the_reason_is_said(terminal: Hands) -> None:
    terminal.write("[classifier]\nmodel = 'nowhere'")
    for arguments in (("classify",), ("evaluate", "listenpost.toml")):
        ran = terminal.type(*arguments)
        assert (ran.status, "nowhere" in ran.err) == (2, True)


LABELLED = {"text": "my kettle is broken", "urgency": "high", "lang": "en"}


def test_a_labelled_file_is_measured(terminal: Hands, model: KeywordClassifier) -> None:
    rows = [LABELLED, {"text": "thanks", "urgency": "none", "lang": "nl"}]
    file = terminal.write("\n".join(json.dumps(row) for row in rows), "labelled.jsonl")
    (report,) = terminal.type("evaluate", str(file), "--json").lines
    assert report["rows"] == 2
    assert {
        "macro_f1", "accuracy", "ece", "brier", "by_label", "by_language",
        "qwk", "critical_recall", "alert_rate",
    } <= set(report["urgency"])  # fmt: skip
    assert report["urgency"]["accuracy"] == 1.0
    assert set(report["urgency"]["by_language"]) == {"en", "nl"}
    assert "urgency" in terminal.type("evaluate", str(file)).out


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("not json", "line 2"),
        ("[]", "line 2"),
        ('{"urgency": "high"}', "line 2"),
        ('{"text": 7}', "line 2"),
        ('{"a":' * 50_000, "line 2"),
        ('{"text": "x", "urgency": "extreme"}', "critical, high"),
    ],
    ids=lambda value: repr(value[:20]),
)
def test_a_line_that_cannot_be_measured_is_named(
    terminal: Hands, model: KeywordClassifier, line: str, words: str
) -> None:
    file = terminal.write(f"{json.dumps(LABELLED)}\n{line}\n", "labelled.jsonl")
    ran = terminal.type("evaluate", str(file))
    assert (ran.status, words in ran.err) == (2, True)


@pytest.mark.skipif(not MODEL.exists(), reason="classifier/model has no model.onnx")
def test_the_shipped_model_judges_lines_whatever_their_bytes(terminal: Hands) -> None:
    lines = BURNED.encode() + b'\n{"text": "thanks, works again"}\n\xff\xfe\n\n{broken\n'
    judgements = terminal.type("classify", "--json", told=lines).lines
    assert len(judgements) == 5
    assert judgements[0]["urgency"] in ("critical", "high")
    assert judgements[1]["urgency"] == "none"
    assert judgements[3]["abstained"] is True

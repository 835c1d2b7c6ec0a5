"""The command line, as a user types it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

MODEL = Path(__file__).parents[2] / "classifier" / "model" / "model.onnx"
needs_model = pytest.mark.skipif(not MODEL.exists(), reason="classifier/model has no model.onnx")


def listenpost(
    *arguments: str, folder: Path, told: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "listenpost", *arguments],
        cwd=folder,
        input=told,
        capture_output=True,
        timeout=120,
        env=os.environ | {"COLUMNS": "100", "NO_COLOR": "1"} | environment,
        check=False,
    )


def said(ran: subprocess.CompletedProcess[bytes]) -> str:
    return (ran.stdout + ran.stderr).decode()


def test_a_new_installation_is_made_examined_and_given_users(tmp_path: Path) -> None:
    made = listenpost("init", folder=tmp_path)
    assert made.returncode == 0, said(made)
    assert "First administrator: admin" in said(made)
    assert (tmp_path / "listenpost.toml").stat().st_mode & 0o077 == 0

    again = listenpost("init", folder=tmp_path)
    assert "stays as it is" in said(again)
    assert "First administrator" not in said(again)

    added = listenpost(
        "user", "add", "ann", "--role", "lead", folder=tmp_path, told=b"long enough\n"
    )
    assert (added.returncode, said(added).strip()) == (0, "Added ann (lead).")
    short = listenpost("user", "add", "bob", folder=tmp_path, told=b"short\n")
    assert (short.returncode, "at least" in said(short)) == (2, True)
    assert listenpost("user", "role", "ann", "agent", folder=tmp_path).returncode == 0
    assert listenpost("user", "disable", "ann", folder=tmp_path).returncode == 0
    assert "(disabled)" in said(listenpost("user", "list", folder=tmp_path))
    assert listenpost("user", "disable", "nobody", folder=tmp_path).returncode == 2


def test_the_doctor_says_what_is_missing_and_makes_nothing(tmp_path: Path) -> None:
    found = listenpost("doctor", "--json", folder=tmp_path)
    report = json.loads(found.stdout)
    assert (found.returncode, report["healthy"]) == (1, False)
    texts = {finding["about"]: finding["text"] for finding in report["findings"]}
    assert "listenpost init" in texts["database"]
    assert list(tmp_path.iterdir()) == []


@needs_model
def test_every_line_is_judged_whatever_its_bytes(tmp_path: Path) -> None:
    burned = b"smoke and flames came out of your charger, my child burned her hand, help now"
    lines = burned + b'\n{"text": "thanks, works again"}\n\xff\xfe\n\n{broken\n'
    ran = listenpost("classify", "--json", folder=tmp_path, told=lines)
    judged = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(judged) == 5
    assert judged[0]["urgency"] in ("critical", "high")
    assert judged[1]["urgency"] == "none"
    assert judged[3]["abstained"] is True
    assert set(judged[0]) == {
        "sentiment", "intent", "urgency", "private", "topic", "language", "abstained", "scores"
    }  # fmt: skip


@needs_model
def test_a_labelled_file_is_measured_and_a_broken_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "labelled.jsonl"
    file.write_text('{"text": "my router is on fire", "urgency": "critical", "lang": "en"}\n')
    measured = json.loads(listenpost("evaluate", str(file), "--json", folder=tmp_path).stdout)
    assert {"macro_f1", "accuracy", "ece", "brier", "qwk", "by_language"} <= set(
        measured["urgency"]
    )
    file.write_text('{"text": "fine"}\nnot json\n')
    wrong = listenpost("evaluate", str(file), folder=tmp_path)
    assert (wrong.returncode, "line 2" in said(wrong)) == (2, True)


@pytest.mark.parametrize("command", ["articles", "report", "export"])
def test_what_is_still_to_come_says_so(tmp_path: Path, command: str) -> None:
    ran = listenpost(command, "anything", "--json", folder=tmp_path)
    assert (ran.returncode, said(ran).strip()) == (3, f"listenpost {command}: not available yet.")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("demo", "--order", "random"), "priority or fifo"),
        (("demo", "--engine", "oracle"), "sqlite or postgresql"),
        (("demo", "--replay", "none.jsonl"), "no file"),
        (("demo", "--route", "none"), "not available yet"),
        (("poll", "nobody"), "configured: none"),
        (("classify", "none.txt"), "no file"),
        (("worker", "--queues", "triage"), "not available yet"),
    ],
)
def test_a_wrong_word_is_answered_with_a_right_one(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    ran = listenpost(*arguments, folder=tmp_path)
    assert (ran.returncode, words in said(ran), "Traceback" in said(ran)) == (2, True, False)


def test_a_worker_ends_its_work_when_it_is_told_to(tmp_path: Path) -> None:
    assert listenpost("init", folder=tmp_path).returncode == 0
    with subprocess.Popen(
        [sys.executable, "-m", "listenpost", "worker"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        env=os.environ | {"LISTENPOST_WORKER__TICK": "PT0.1S"},
    ) as worker:
        assert worker.stderr is not None
        assert b"worker.started" in worker.stderr.readline()
        time.sleep(0.3)
        worker.send_signal(signal.SIGTERM)
        rest = worker.stderr.read()
        assert worker.wait(30) == 0
    assert b"worker.stopped" in rest
    assert b"error" not in rest

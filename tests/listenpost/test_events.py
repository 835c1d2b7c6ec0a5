"""Logs: one event a line, nobody's words, nobody's secrets."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from listenpost.events import REDACTED, configure_logging, hide_secrets, redact

ROOT = Path(__file__).parents[2]
TOKENS = st.text(
    alphabet="abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", min_size=8
)


@given(token=TOKENS)
def test_a_token_is_hidden_wherever_it_stands(token: str) -> None:
    said = (
        f"Authorization: Bearer {token} for /v26.0/me?access_token={token}&x=1 "
        f"at postgresql://ann:{token}@db/listenpost password={token}"
    )
    assert token not in hide_secrets(said)


@pytest.mark.parametrize(
    "name", ["token", "consumer_secret", "password", "Authorization", "cookie"]
)
def test_what_is_named_as_a_secret_is_never_written(name: str) -> None:
    assert redact(None, "debug", {name: "x" * 20, "event": "e"})[name] == REDACTED


def test_customers_words_and_names_appear_only_at_debug() -> None:
    said = {"event": "poll.stored", "text": "my card number is ...", "handle": "@jo"}
    assert redact(None, "info", dict(said)) == {
        "event": "poll.stored",
        "text": REDACTED,
        "handle": REDACTED,
    }
    assert redact(None, "debug", dict(said)) == said


def test_an_event_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info")
    log = structlog.get_logger("test")
    log.debug("too.fine")
    log.info("poll.stored", listener="page", mentions=3)
    (line,) = capsys.readouterr().err.splitlines()
    found = json.loads(line)
    assert (found["event"], found["listener"], found["mentions"]) == ("poll.stored", "page", 3)


def test_no_call_passes_a_customers_words_above_debug() -> None:
    call = re.compile(r"log\.(info|warning|error|exception)\([^)]*\b(text|body|raw|handle)=", re.S)
    packages = ("listenpost", "dashboard", "listeners", "responder", "platforms", "storage")
    guilty = [
        str(file.relative_to(ROOT))
        for package in packages
        for file in (ROOT / package).rglob("*.py")
        if call.search(file.read_text(encoding="utf-8"))
    ]
    assert guilty == []

"""Logs: one event a line, nobody's words, nobody's secrets."""

from __future__ import annotations

import ast
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from listenpost.events import REDACTED, configure_logging, hide_secrets, redact
from listenpost.services.doctor import OUR_PACKAGES

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    handlers, level = logging.root.handlers[:], logging.root.level
    quiet, events = logging.getLogger("apscheduler").level, structlog.get_config()
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    logging.getLogger("apscheduler").setLevel(quiet)
    structlog.configure(**events)


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


def test_what_a_library_says_is_one_line_without_secrets_its_traceback_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging("info")
    try:
        raise ConnectionError("GET https://example.org/?access_token=s3cr3t failed")
    except ConnectionError:
        logging.getLogger("somebodys.client").exception("with password=hunter2 to %s", "a.test")
    (line,) = capsys.readouterr().err.splitlines()
    found = json.loads(line)
    assert (found["logger"], found["level"]) == ("somebodys.client", "error")
    assert found["event"].endswith("to a.test")
    assert "ConnectionError" in found["exception"]
    assert "s3cr3t" not in line
    assert "hunter2" not in line


def test_an_event_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info")
    log = structlog.get_logger("test")
    log.debug("too.fine")
    log.info("poll.stored", listener="page", mentions=3)
    (line,) = capsys.readouterr().err.splitlines()
    found = json.loads(line)
    assert (found["event"], found["listener"], found["mentions"]) == ("poll.stored", "page", 3)


SECRET = st.text(
    alphabet=st.characters(codec="ascii", exclude_characters="\"&,;'\\ @/:[]{}", min_codepoint=33),
    max_size=40,
).map(lambda rest: f"s3cr3t{rest}")
SAID = (
    "access_token={}",
    "https://graph.facebook.com/v26.0/me?fields=id&access_token={}&x=1",
    "Authorization: Bearer {}",
    "authorization: bearer {}",
    '{{"access_token": "{}"}}',
    "{{'page_token': '{}'}}",
    "access_token_secret={}",
    "consumer_secret: {}",
    "app_secret = {}",
    "client_secret={}&grant_type=x",
    "appsecret_proof={}",
    'OAuth oauth_token="{}", oauth_version="1.0"',
    'oauth_signature="{}"',
    "password={}",
    "postgresql://ann:{}@db/listenpost",
    "redis://:{}@db",
    "Cookie: session={}",
    "api_key={}",
    "X-Api-Key: {}",
)


@pytest.mark.parametrize("said", SAID)
@given(secret=SECRET)
def test_a_secret_is_hidden_however_it_is_written(said: str, secret: str) -> None:
    assert secret not in hide_secrets(f"before {said.format(secret)} after")


@pytest.mark.parametrize("said", SAID)
def test_what_stands_around_a_secret_stays_readable(said: str) -> None:
    hidden = hide_secrets(f"before {said.format('s3cr3ts3cr3t')} after")
    assert hidden.startswith("before ")
    assert hidden.endswith(" after")
    assert REDACTED in hidden


@pytest.mark.parametrize(
    "said",
    [
        "X cannot be reached (ConnectionError).",
        "The access token has expired: renew it.",
        "A password must have at least 10 characters.",
        "next poll at 2026-03-02T09:00:00+00:00",
        "https://example.org/x/1?id=7",
        "sqlite:////srv/listenpost/listenpost.db cannot be used",
    ],
)
def test_what_is_no_secret_stays_as_it_is(said: str) -> None:
    assert hide_secrets(said) == said


NESTS = st.recursive(
    st.sampled_from(
        ["password=s3cr3ts3cr3t", ValueError("Bearer s3cr3ts3cr3t"), Path("x"), 3, None]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.dictionaries(st.sampled_from(["detail", "Page_Token", "text", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(value=NESTS, level=st.sampled_from(["debug", "info", "error"]))
def test_nothing_hides_from_the_redaction_inside_something_else(value: object, level: str) -> None:
    shown = redact(None, level, {"event": "e", "value": value})
    assert "s3cr3t" not in json.dumps(shown, default=str)


def test_words_of_customers_inside_something_else_are_hidden_too() -> None:
    said = {"event": "e", "mention": {"id": 7, "text": "my card number", "handle": "@jo"}}
    shown = redact(None, "info", said)
    assert shown["mention"] == {"id": 7, "text": REDACTED, "handle": REDACTED}


def test_a_traceback_is_logged_without_its_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info")
    log = structlog.get_logger("test")
    try:
        raise ValueError("GET https://x/?access_token=s3cr3ts3cr3t failed")
    except ValueError:
        log.exception("poll.crashed", listener="page")
    (line,) = capsys.readouterr().err.splitlines()
    assert "s3cr3ts3cr3t" not in line
    assert "Traceback" in json.loads(line)["exception"]


@pytest.mark.parametrize(
    ("level", "shown"),
    [
        ("debug", ["debug", "info", "warning", "error"]),
        ("info", ["info", "warning", "error"]),
        ("warning", ["warning", "error"]),
        ("error", ["error"]),
    ],
)
def test_the_level_says_how_much_is_logged(
    level: str, shown: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging(level)
    log = structlog.get_logger("test")
    for name in ("debug", "info", "warning", "error"):
        getattr(log, name)("an.event", text="words")
    found = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [event["level"] for event in found] == shown
    assert [event["text"] == "words" for event in found] == [name == "debug" for name in shown]


def test_libraries_are_heard_from_warnings_on(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("debug")
    for name in ("httpx", "tweepy", "apscheduler.scheduler"):
        logging.getLogger(name).info("too much")
    logging.getLogger("tweepy").warning("something is wrong")
    logging.getLogger("apscheduler.scheduler").warning("a tick was skipped")
    assert json.loads(capsys.readouterr().err)["event"] == "something is wrong"


WORDS = {"text", "body", "raw", "handle", "message", "display_name", "author", "title"}


def _log_calls(file: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            holder = node.func.value
            if isinstance(holder, ast.Name) and holder.id in ("log", "logger"):
                yield f"{file.relative_to(ROOT)}:{node.lineno}", node


def test_every_event_has_a_fixed_name_and_no_customers_words() -> None:
    calls = [
        (where, call)
        for package in OUR_PACKAGES
        for file in (ROOT / package).rglob("*.py")
        if "structlog" in file.read_text(encoding="utf-8")
        for where, call in _log_calls(file)
    ]
    assert len(calls) > 10
    for where, call in calls:
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        event = call.args[1] if method == "log" else call.args[0]
        assert isinstance(event, ast.Constant), f"{where}: an event with a variable name"
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", str(event.value)), where
        if method != "debug":
            assert not {keyword.arg for keyword in call.keywords} & WORDS, where

"""The command line: each command does what it says, and what is wrong is said in words."""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from listenpost import cli
from listenpost.settings import Settings, load_settings
from storage import polls
from storage.engine import make_database
from tests.listenpost.typing_hands import Hands, hands_in

NOBODY_LISTENS = "postgresql://listenpost:s3cr3t@127.0.0.1:9/listenpost"
CONNECTED = """
[accounts.main]
platform = "x"
handle = "us"
consumer_key = "a"
consumer_secret = "b"
access_token = "1-c"
access_token_secret = "d"
base_url = "http://127.0.0.1:9"

[listeners.mentions]
kind = "x_mentions"
account = "main"
"""


@pytest.fixture(autouse=True)
def no_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """No mistake here starts a practice network."""

    def started(*_: object, **__: object) -> None:
        raise AssertionError("the demo has started")

    monkeypatch.setattr("listenpost.demo.interactive.stop_on_signals", started)
    monkeypatch.setattr("listenpost.demo.network.running", started)


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Hands]:
    with hands_in(tmp_path, monkeypatch, capsys) as hands:
        yield hands


def commands() -> Iterator[tuple[str, ...]]:
    root = typer.main.get_command(cli.command_line())
    for name, command in vars(root)["commands"].items():
        yield (name,)
        yield from ((name, inner) for inner in vars(command).get("commands", ()))


# Help and usage


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_every_command_has_help(terminal: Hands, command: tuple[str, ...]) -> None:
    ran = terminal.type(*command, "--help")
    assert (ran.status, ran.err) == (0, "")
    assert f"listenpost {' '.join(command)}" in ran.out
    assert list(terminal.folder.iterdir()) == []


def test_the_commands_are_those_that_others_script(terminal: Hands) -> None:
    stable = {
        "init", "demo", "up", "worker", "dashboard", "poll", "classify", "evaluate",
        "articles", "topics", "report", "doctor", "user", "team", "customers", "export", "webhooks",
        "handoff", "routes", "notify", "backup", "restore", "move", "audit",
        "accounts", "secrets", "settings", "practice",
    }  # fmt: skip
    assert {command[0] for command in commands()} == stable
    for name in stable:
        assert name in terminal.type("--help").out


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("--nonsense",),
        ("init", "--nonsense"),
        ("poll",),
        ("evaluate",),
        ("user", "add"),
        ("user", "add", "ann", "--role", "king"),
        ("user", "role", "ann", "king"),
        ("demo", "--agents", "-2"),
        ("demo", "--minutes", "soon"),
        ("worker", "extra"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_understood_ends_with_status_2(
    terminal: Hands, arguments: tuple[str, ...]
) -> None:
    ran = terminal.type(*arguments)
    assert ran.status == 2
    assert "Usage:" in ran.err
    assert list(terminal.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("demo", "--order", "random"), "priority or fifo"),
        (("demo", "--headless", "--order", "random"), "priority or fifo"),
        (("demo", "--engine", "oracle"), "sqlite or postgresql"),
        (("demo", "--replay", "none.jsonl"), "no file"),
        (("demo", "--replay", "."), "no file"),
        (("demo", "--route", "some"), "use on or none"),
        (("demo", "--minutes", "-1"), "--minutes"),
        (("demo", "--posts", "-1"), "--posts"),
        (("poll", "nobody"), "configured: none"),
        (("classify", "none.txt"), "no file"),
        (("classify", "."), "cannot be read"),
        (("evaluate", "none.jsonl"), "no file"),
        (("worker", "--queues", "triage"), "Known are: deliver, poll, judge"),
        (("worker", "--queues", "judge, poll"), "set worker.engine to procrastinate"),
        (("user", "disable", "nobody"), "no user nobody"),
        (("init", "--admin", ""), "1 to 64"),
    ],
    ids=lambda value: (
        " ".join(value).encode("ascii", "replace").decode() if isinstance(value, tuple) else ""
    ),
)
def test_a_wrong_word_is_answered_with_a_right_one(
    terminal: Hands, arguments: tuple[str, ...], words: str
) -> None:
    ran = terminal.type(*arguments)
    assert (ran.status, ran.out if arguments[0] != "init" else "") == (2, "")
    assert words in ran.err


# Settings and databases that do not work


@pytest.mark.parametrize(
    "arguments",
    [("init",), ("user", "list"), ("poll", "mentions"), ("worker",), ("up",)],
    ids=" ".join,
)
@pytest.mark.parametrize("url", [NOBODY_LISTENS, "sqlite:///notes.txt"])
def test_a_database_that_cannot_be_used_is_said_in_words(
    terminal: Hands, arguments: tuple[str, ...], url: str
) -> None:
    (terminal.folder / "notes.txt").write_text("these are my notes, not a database" * 100)
    terminal.write(f'[database]\nurl = "{url}"\n')
    ran = terminal.type(*arguments)
    assert ran.status == 2
    assert "database.url" in ran.err
    assert "s3cr3t" not in ran.said
    assert (terminal.folder / "notes.txt").read_text().startswith("these are my notes")


def test_settings_that_are_wrong_are_said_in_words_by_every_command(terminal: Hands) -> None:
    terminal.write("[worker]\ntick = 'soon'")
    for arguments in (("init",), ("worker",), ("up",), ("poll", "x"), ("user", "list")):
        ran = terminal.type(*arguments)
        assert (ran.status, "worker.tick" in ran.err) == (2, True), arguments


def test_settings_in_a_folder_that_is_not_there_are_refused_in_words(
    terminal: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LISTENPOST_CONFIG", "nowhere/listenpost.toml")
    ran = terminal.type("init")
    assert (ran.status, "nowhere" in ran.err) == (2, True)


# init and user


def test_a_new_installation_is_made_once(terminal: Hands) -> None:
    made = terminal.type("init", "--admin", "ada")
    assert made.status == 0, made.said
    assert "First administrator: ada, password " in made.out
    file = terminal.folder / "listenpost.toml"
    assert file.stat().st_mode & 0o077 == 0
    assert load_settings(file) == Settings()
    before = file.read_text()
    again = terminal.type("init")
    assert "stays as it is" in again.out
    assert "administrator" not in again.out
    assert file.read_text() == before


def test_the_example_is_printed_and_nothing_written(terminal: Hands) -> None:
    ran = terminal.type("init", "--example")
    assert tomllib.loads(ran.out)
    assert list(terminal.folder.iterdir()) == []


def test_users_come_change_and_go(terminal: Hands) -> None:
    added = terminal.type("user", "add", "ann", "--role", "lead", told=b"seven owls drink tea\n")
    assert (added.status, added.out) == (0, "Added ann (lead).\n")
    for told, name, words in (
        (b"short\n", "bob", "at least"),
        (b"", "bob", "at least"),
        (b"seven owls drink tea\n", "ann", "already"),
    ):
        ran = terminal.type("user", "add", name, told=told)
        assert (ran.status, words in ran.err) == (2, True)
    assert terminal.type("user", "role", "ann", "marketing").out == "ann is now marketing.\n"
    assert terminal.type("user", "disable", "ann").status == 0
    listed = terminal.type("user", "list").out.split()
    assert listed == ["ann", "marketing", "ann", "(disabled)"]
    assert terminal.type("user", "enable", "ann").out == "ann is enabled.\n"
    changed = terminal.type("user", "password", "ann", told=b"eight owls drink tea\n")
    assert "signed out everywhere" in changed.out
    assert "(disabled)" not in terminal.type("user", "list").out


# doctor


def test_the_doctor_says_what_is_missing_and_makes_nothing(terminal: Hands) -> None:
    ran = terminal.type("doctor", "--json")
    (report,) = ran.lines
    assert (ran.status, report["healthy"]) == (1, False)
    texts = {finding["about"]: finding["text"] for finding in report["findings"]}
    assert "listenpost init" in texts["database"]
    assert list(terminal.folder.iterdir()) == []
    assert "FAIL database" in terminal.type("doctor").out


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("[worker]\ntick = 'soon'", "settings"),
        ("[worker", "settings"),
        ("[accounts.a]\nplatform = 'myspace'", "accounts"),
        (f"[database]\nurl = '{NOBODY_LISTENS}'", "database"),
        ("[database]\nurl = 'sqlite:///listenpost.toml'", "database"),
        ("[classifier]\nmodel = 'nowhere'", "model"),
        ("[practice]\nurl = 'http://127.0.0.1:9'", "accounts"),
    ],
)
def test_the_doctor_names_what_is_wrong_and_looks_at_the_rest(
    terminal: Hands, text: str, about: str
) -> None:
    terminal.write(text)
    ran = terminal.type("doctor", "--json")
    (report,) = ran.lines
    wrong = {finding["about"]: finding["text"] for finding in report["findings"]}
    failed = {finding["about"] for finding in report["findings"] if not finding["ok"]}
    assert (ran.status, about in failed) == (1, True)
    assert "names" in wrong
    assert "s3cr3t" not in ran.said


def test_what_is_logged_on_the_way_is_no_part_of_the_doctors_json(terminal: Hands) -> None:
    feed = "http://127.0.0.1:9/company.ics"
    name = hashlib.sha256(feed.encode()).hexdigest()[:16]
    (terminal.folder / "kept").mkdir()
    calendar = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nEND:VCALENDAR\n"
    terminal.write(calendar, f"kept/{name}.ics")
    terminal.write(
        f"[business_hours]\nmonday = ['09:00-17:00']\nical = ['{feed}']\nical_cache = 'kept'\n"
    )
    ran = terminal.type("doctor", "--json")
    (report,) = ran.lines
    assert "healthy" in report
    assert "holidays.feed_failed" in ran.err


def test_a_healthy_installation_is_called_healthy(terminal: Hands) -> None:
    pytest.importorskip("onnxruntime")
    if not (Path(cli.__file__).parents[2] / "classifier/model/model.onnx").exists():
        pytest.skip("classifier/model has no model.onnx")
    terminal.write(CONNECTED)
    terminal.type("init")
    ran = terminal.type("doctor", "--json")
    assert ran.lines[0]["healthy"], ran.out
    terminal.type("poll", "mentions")
    ran = terminal.type("doctor")
    assert ran.status == 1
    assert "mentions: unavailable, last good poll never." in " ".join(ran.out.split())


# poll


def test_a_poll_that_fails_says_why_and_ends_with_status_1(terminal: Hands) -> None:
    terminal.write(CONNECTED)
    ran = terminal.type("poll", "mentions", "--json")
    (report,) = ran.lines
    assert ran.status == 1
    assert set(report) == {"listener", "pages", "stored", "edited", "skipped", "complete", "error"}
    assert "cannot be reached" in report["error"]
    assert terminal.type("poll", "mentions").out.startswith("mentions: 0 new on 0 pages")
    assert "configured: mentions" in terminal.type("poll", "nobody").err


def test_a_listener_that_another_worker_polls_is_left_to_it(terminal: Hands) -> None:
    terminal.write(CONNECTED)
    terminal.type("poll", "mentions")
    database = make_database("sqlite:///listenpost.db")
    with database.write() as session:
        now = dt.datetime.now(dt.UTC)
        lease = dt.timedelta(minutes=1)
        assert polls.claim(session, "mentions", owner="elsewhere", wall=now, lease=lease)
    database.engine.dispose()
    ran = terminal.type("poll", "mentions")
    assert (ran.status, "Another worker" in ran.err) == (2, True)


def test_the_database_that_was_made_is_an_ordinary_file(terminal: Hands) -> None:
    terminal.type("init")
    with sqlite3.connect("listenpost.db") as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    connection.close()
    assert {"mention", "case", "reply", "poll"} <= tables


def test_a_backup_is_made_and_restored_and_nothing_is_replaced_unasked(terminal: Hands) -> None:
    assert terminal.type("init").status == 0
    made = terminal.type("backup", "kept/one.backup")
    assert made.status == 0
    assert "one.backup.json" in made.out
    assert terminal.type("backup", "kept/one.backup").status == 2
    refused = terminal.type("restore", "kept/one.backup")
    assert refused.status == 2
    assert "holds data" in refused.err
    (done,) = terminal.type("restore", "kept/one.backup", "--force", "--json").lines
    assert done["note"]["rows"]["user_account"] == 1
    assert terminal.type("restore", "kept/two.backup").status == 2

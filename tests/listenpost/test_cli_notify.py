"""listenpost notify and report weekly, as typed: a real hook, and no address in any word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.listenpost.typing_hands import Hands, hands_in
from tests.readers import PASSWORD, TOKEN, Hook, hook_running


@pytest.fixture(scope="module")
def hook() -> Iterator[Hook]:
    with hook_running() as running:
        yield running


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Hands]:
    with hands_in(tmp_path, monkeypatch, capsys) as hands:
        yield hands


def write(hands: Hands, text: str) -> None:
    (hands.folder / "listenpost.toml").write_text('[database]\nurl = "sqlite:///lp.db"\n' + text)


def test_a_test_message_arrives_or_says_why_not_and_no_address_is_shown(
    terminal: Hands, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook.clear()
    secret = terminal.folder / "address"
    secret.write_text(hook.address)
    name = "LISTENPOST_NOTIFICATIONS__DESTINATIONS__CARE__ADDRESS_FILE"
    monkeypatch.setenv(name, str(secret))
    write(terminal, "[weekly_report]\nsend_to = ['care']\n")
    ran = terminal.type("notify", "test")
    assert (ran.status, ran.out) == (0, "care: taken.\n")
    assert len(hook.taken) == 1
    hook.answers = [404]
    refused = terminal.type("notify", "test", "care")
    assert refused.status == 1
    assert "404" in refused.err
    listed = terminal.type("notify", "list")
    (facts,) = terminal.type("notify", "list", "--json").lines
    assert facts["name"] == "care"
    sent = terminal.type("report", "weekly", "--send", "care", "--html", "week.html")
    assert sent.status == 0, sent.err
    assert "the week" in hook.taken[-1]["title"]
    assert (terminal.folder / "week.html").read_text().startswith("<!doctype html>")
    unknown = terminal.type("notify", "test", "boss")
    assert (unknown.status, "known are: care" in unknown.err) == (2, True)
    for word in (TOKEN, PASSWORD):
        for one in (ran, refused, listed, sent, unknown):
            assert word not in one.said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[weekly_report]\nsend_to = ['boss']\n", "known are: none"),
        ("[notifications.destinations.a]\naddress = 's3cretThing'\n", "destinations.a.address"),
        (
            "[notifications.destinations.a]\naddress = 'json://s3cretThing'\nkinds = ['weekly']\n",
            "destinations.a.kinds",
        ),
        (
            "[notifications.destinations.a]\naddress = 'json://s3cretThing'\nquiet_hours = '9'\n",
            "22:00-07:00",
        ),
    ],
)
def test_a_mistake_in_the_settings_is_named_and_shows_no_secret(
    terminal: Hands, text: str, said: str
) -> None:
    write(terminal, text)
    ran = terminal.type("notify", "list")
    assert ran.status == 2
    assert said in ran.err
    assert "s3cretThing" not in ran.said

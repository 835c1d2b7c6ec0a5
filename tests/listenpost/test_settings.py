"""Settings: what is wrong, where it was looked for, and an example that works."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from domain.classification import Urgency
from domain.errors import ConfigurationError
from listeners import LISTENERS
from listenpost.bootstrap import build
from listenpost.example import example_settings
from listenpost.settings import Settings, load_settings
from responder import RESPONDERS

SECRET = "s3cr3t-value"
ACCOUNT = """
[accounts.main]
platform = "x"
handle = "us"
bearer_token = "s3cr3t-value"
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "listenpost.toml"
    file.write_text(text, encoding="utf-8")
    return file


def complaint(file: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        build(load_settings(file))
    return str(caught.value)


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings() == Settings()


def test_the_example_reads_back_as_the_defaults(tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, example_settings())) == Settings()


def test_the_example_is_still_good_with_every_default_uncommented(tmp_path: Path) -> None:
    lines = example_settings().partition("# Accounts")[0].splitlines()
    bare = [line.removeprefix("# ") if " = " in line else line for line in lines]
    kept = [line for line in bare if '= "..."' not in line and "= ..." not in line]
    assert load_settings(write(tmp_path, "\n".join(kept))) == Settings()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[worker]\ntick = 'soon'", "worker.tick"),
        ("[worker]\nticks = 1", "worker.ticks"),
        ("[dashboard]\nport = 'x'", "dashboard.port"),
        ("[sla]\nat_risk_at = 2", "sla.at_risk_at"),
        (
            ACCOUNT + "[listeners.a]\nkind = 'x_mentions'\naccount = 'main'\npage_size = 0",
            "page_size",
        ),
    ],
)
def test_a_wrong_key_is_named_with_where_it_was_looked_for_and_how_to_see_a_right_one(
    tmp_path: Path, text: str, key: str
) -> None:
    file = write(tmp_path, text)
    said = complaint(file)
    assert key in said
    assert "listenpost.toml" in said
    assert "$LISTENPOST_" in said
    assert "listenpost init --example" in said


def test_what_is_no_toml_is_said_with_its_place(tmp_path: Path) -> None:
    assert "line 2" in complaint(write(tmp_path, "[brand]\nname = ?"))


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    assert "listenpost init" in complaint(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[accounts.a]\nplatform = 'myspace'", f"known are: {', '.join(sorted(RESPONDERS))}."),
        ("[listeners.a]\nkind = 'nothing'", f"known are: {', '.join(sorted(LISTENERS))}."),
        ("[listeners.a]\nkind = 'x_mentions'\naccount = 'b'", "known are: none"),
        ("[database]\nurl = 'mysql://h/d'", "sqlite and postgresql"),
        ("[database]\nurl = 'nonsense'", "Examples:"),
    ],
)
def test_an_unknown_choice_is_answered_with_the_known_ones(
    tmp_path: Path, text: str, expected: str
) -> None:
    assert expected in complaint(write(tmp_path, text))


def test_the_environment_overrules_the_file_and_a_secret_may_lie_in_a_file_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "token"
    secret.write_text(SECRET + "\n")
    monkeypatch.setenv("LISTENPOST_BRAND__NAME", "From outside")
    monkeypatch.setenv("LISTENPOST_ACCOUNTS__MAIN__BEARER_TOKEN_FILE", str(secret))
    found = load_settings(write(tmp_path, "[brand]\nname = 'Inside'"))
    assert found.brand.name == "From outside"
    assert found.accounts["main"]["bearer_token"] == SECRET


def test_a_secret_file_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LISTENPOST_DATABASE__URL_FILE", str(tmp_path / "none"))
    assert "LISTENPOST_DATABASE__URL_FILE" in complaint(write(tmp_path, ""))


def test_no_secret_stands_in_a_complaint(tmp_path: Path) -> None:
    text = ACCOUNT + "surprise = 1\n[database]\nurl = 'mysql://u:s3cr3t-value@h/d'"
    assert SECRET not in complaint(write(tmp_path, text))
    assert SECRET not in complaint(write(tmp_path, ACCOUNT + "surprise = 1"))


def test_the_policy_is_what_the_settings_say(tmp_path: Path) -> None:
    policy = load_settings(write(tmp_path, "[sla]\nhigh = 7200")).sla.policy()
    assert policy.targets[Urgency.HIGH].total_seconds() == 7200


def test_the_example_is_toml() -> None:
    assert set(tomllib.loads(example_settings())) >= {"brand", "database", "sla"}

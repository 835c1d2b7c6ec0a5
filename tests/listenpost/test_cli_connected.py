"""The command line's part in connected accounts: their keys, which are there, and removing one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.role import Actor, Role
from listenpost import bootstrap
from listenpost.services import connecting
from listenpost.settings import load_settings
from tests.listenpost.services.connected import TOKEN, wanted
from tests.listenpost.typing_hands import Hands, hands_in

SETTINGS = '[dashboard]\ninner_hosts = ["127.0.0.1"]\n'
KEYS = "listenpost-secrets.key"


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Hands]:
    """An installation with one account that was connected in its dashboard."""
    with hands_in(tmp_path, monkeypatch, capsys) as hands:
        hands.write(SETTINGS)
        assert hands.type("init").status == 0
        app = bootstrap.build(load_settings())
        ada = Actor(id=1, name="admin", display_name="admin", role=Role.ADMIN)
        connecting.connect(app, ada, wanted())
        app.database.engine.dispose()
        yield hands


def test_keys_are_made_once_changed_and_never_shown(terminal: Hands) -> None:
    file = terminal.folder / KEYS
    assert file.stat().st_mode & 0o777 == 0o600
    old = file.read_text().strip()
    assert terminal.type("init").status == 0
    assert file.read_text().strip() == old, "another one would open nothing"
    status = terminal.type("secrets", "status")
    assert "newest   brand" in status.out
    rotated = terminal.type("secrets", "rotate", "--new-key")
    assert "1 anew, 0 already" in rotated.out
    new, kept = file.read_text().split()
    assert kept == old
    file.write_text(new)
    again = terminal.type("secrets", "rotate", "--json")
    assert (again.status, again.lines[0]["already"]) == (0, 1)
    for said in (status.said, rotated.said, again.said):
        assert not [one for one in (old, new, TOKEN) if one in said]
    fresh = terminal.type("secrets", "key").out.strip()
    assert fresh not in (old, new)
    assert len(fresh) == len(new)


def test_a_lost_key_is_said_by_the_doctor_and_by_a_rotation(terminal: Hands) -> None:
    (terminal.folder / KEYS).write_text(terminal.type("secrets", "key").out)
    doctor = terminal.type("doctor")
    assert doctor.status == 1
    assert "FAIL account" in doctor.out
    assert "connect the account anew" in " ".join(doctor.out.split())
    assert "MISSING  brand" in terminal.type("secrets", "status").out
    rotated = terminal.type("secrets", "rotate")
    assert (rotated.status, "brand stays as it is" in rotated.out) == (1, True)


def test_accounts_are_listed_and_removed_without_the_dashboard(terminal: Hands) -> None:
    listed = terminal.type("accounts", "list")
    assert listed.out.split() == ["brand", "mastodon", "dashboard", "on"]
    [found] = terminal.type("accounts", "list", "--json").lines[0]["accounts"]
    assert (found["called"], found["in_file"]) == ("kestrelia", False)
    assert terminal.type("accounts", "remove", "brand").status == 0
    assert "Nothing is connected yet" in terminal.type("accounts", "list").out
    twice = terminal.type("accounts", "remove", "brand")
    assert (twice.status, "no connected account brand" in twice.err) == (2, True)

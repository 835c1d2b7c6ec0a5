"""The command line's part in settings that the dashboard sets: which, and back to the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.role import Actor, Role
from listenpost import bootstrap
from listenpost.services import sections
from listenpost.settings import load_settings
from tests.listenpost.typing_hands import Hands, hands_in

CHANNEL = '[[channels]]\nname = "hotline"\nkind = "phone"\n'
ROUTE = '[[routes]]\nname = "danger"\nprefer = ["hotline"]\n'


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Hands]:
    """An installation whose routes were set in its dashboard."""
    with hands_in(tmp_path, monkeypatch, capsys) as hands:
        hands.write(CHANNEL)
        assert hands.type("init").status == 0
        app = bootstrap.build(load_settings())
        ada = Actor(id=1, name="admin", display_name="admin", role=Role.ADMIN)
        routes = {"routes": [{"name": "danger", "prefer": ["hotline"]}]}
        sections.change(app, ada, "routes", routes, version=0)
        app.database.engine.dispose()
        yield hands


def test_what_was_set_is_listed_used_and_put_back(terminal: Hands) -> None:
    assert "routes               dashboard    admin" in terminal.type("settings", "list").out
    assert "routes is set in the dashboard, by admin" in " ".join(
        terminal.type("doctor").out.split()
    )
    assert terminal.type("settings", "reset", "routes").status == 0
    listed = terminal.type("settings", "list", "--json").lines[0]["sections"]
    assert {one["section"]: one["origin"] for one in listed}["routes"] == "default"
    twice = terminal.type("settings", "reset", "routes")
    assert (twice.status, "as the settings' file says" in twice.err) == (2, True)


def test_what_fits_no_more_stops_nothing_and_the_doctor_says_so(terminal: Hands) -> None:
    terminal.write("")
    doctor = terminal.type("doctor")
    said = " ".join(doctor.out.split())
    assert "FAIL settings" in doctor.out
    assert "routes was set in the dashboard and is left out" in said
    assert "There is no channel 'hotline'" in said
    listed = terminal.type("settings", "list")
    assert (listed.status, "left out: routes.0.prefer" in listed.out) == (0, True)

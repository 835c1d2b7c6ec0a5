"""listenpost report: a sum that can be checked with a pencil, for people and for scripts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from listenpost.bootstrap import build
from listenpost.settings import load_settings
from tests.fakes import open_office
from tests.listenpost.typing_hands import Hands, hands_in


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Hands]:
    with hands_in(tmp_path, monkeypatch, capsys) as hands:
        yield hands


def write_to_us(**days_ago: float) -> None:
    """Posts of some days ago, in the database that the command line reads; Ann is who wrote."""
    app = build(load_settings())
    office = open_office(app.database)
    now = app.clock.now()
    for word, days in days_ago.items():
        office.time.now = now - dt.timedelta(days=days)
        office.arrive(office.says(f"Ann-{word}", f"it is {word}", external_id=word))
    app.database.engine.dispose()


def test_the_rows_add_up_and_say_what_is_left_by_name(terminal: Hands) -> None:
    terminal.type("init")
    write_to_us(broken=2, parcel=0.5, nice=0.4)
    ran = terminal.type("report", "ignored", "--list", "--json")
    (found,) = ran.lines
    parts = [*found["settled"].values(), *found["pending"].values(), *found["ignored"].values()]
    assert sum(parts) == found["needed"] == 2
    assert (found["heard"], found["pending"]["not_due"], found["ignored_total"]) == (3, 1, 1)
    assert found["ignored_share"] == 0.5
    (one,) = found["list"]
    assert (one["customer"], one["reason"], one["owner"]) == ("Ann-broken", "never_seen", "")
    assert one["age_s"] >= 2 * 24 * 3600
    shown = terminal.type("report", "ignored", "--list").out
    assert "never seen" in shown
    assert "nobody" in shown
    assert "it is broken" in shown


def test_a_period_and_a_platform_can_be_chosen(terminal: Hands) -> None:
    terminal.type("init")
    write_to_us(broken=2)
    day = (dt.datetime.now(dt.UTC) - dt.timedelta(days=1)).date().isoformat()
    assert terminal.type("report", "ignored", "--from", day, "--json").lines[0]["needed"] == 0
    assert terminal.type("report", "ignored", "--to", day, "--json").lines[0]["needed"] == 1
    on = terminal.type("report", "ignored", "--platform", "facebook", "--json").lines[0]
    assert (on["needed"], on["platforms"]) == (0, ["facebook"])


@pytest.mark.parametrize("option", ["--from", "--to"])
def test_a_date_that_cannot_be_read_is_said_in_words(terminal: Hands, option: str) -> None:
    terminal.type("init")
    ran = terminal.type("report", "ignored", option, "yesterday")
    assert ran.status == 2
    assert f"{option} is 'yesterday'" in ran.err

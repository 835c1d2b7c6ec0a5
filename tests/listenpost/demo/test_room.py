"""The practice room: real, beside a real installation, and gone without a trace."""

from __future__ import annotations

import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from sqlmodel import SQLModel

from domain.errors import ConfigurationError
from domain.role import Role
from listenpost.demo import keeper, room
from listenpost.demo.installation import Address
from listenpost.demo.keeper import Keeper
from listenpost.services import practice
from listenpost.settings import Settings, load_settings
from storage.models import AuditEntry
from tests.fakes import Office

PATIENCE = 150
AUDIT = {"audit_entry", "audit_head"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    file = tmp_path / "listenpost.toml"
    erased = tmp_path / "erased.jsonl"
    file.write_text(f'[practice]\nport = {port}\n[privacy]\ntombstones = "{erased}"\n')
    return load_settings(file)


@pytest.fixture
def beside(office: Office, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keeper]:
    """A keeper in an environment that names a real database, as a container's does."""
    monkeypatch.setenv("LISTENPOST_DATABASE__URL", "postgresql://nobody@127.0.0.1:9/real")
    monkeypatch.setattr(keeper, "LOOK_EVERY", 0)
    with Keeper(office.app, settings) as found:
        yield found


def tables(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with office.app.database.read() as session:
        return {
            table.name: sorted(map(tuple, session.connection().execute(table.select())), key=repr)
            for table in SQLModel.metadata.sorted_tables
        }


def until(true: Callable[[], object], look: Callable[[], None]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it took too long"
        look()
        time.sleep(0.2)


def cases(folder: Path) -> int:
    with closing(sqlite3.connect(f"file:{folder / 'practice.db'}?mode=ro", uri=True)) as found:
        return int(found.execute('SELECT count(*) FROM "case"').fetchone()[0])


@pytest.mark.parametrize(
    "engine_name", ["sqlite", pytest.param("postgresql", marks=pytest.mark.thorough)]
)
def test_people_practise_beside_real_cases_and_nothing_of_it_is_left(
    office: Office, settings: Settings, beside: Keeper
) -> None:
    ada = office.user("ada", Role.ADMIN)
    real = office.case_for("Otto", "my kettle is broken")
    office.send(office.user("ann"), real)
    before = tables(office)
    folder = settings.practice.folder(settings.privacy.tombstones)

    practice.switch_on(office.app, ada)
    until(lambda: practice.opened(folder), beside.look)
    opened = practice.opened(folder)
    assert opened is not None
    assert "Practice" in httpx.get(f"{opened.address}/auth/sign-in").text
    inside = load_settings(folder / "listenpost.toml")
    hosts = {urlsplit(str(one["base_url"])).hostname for one in dict(inside.accounts).values()}
    assert hosts == {"127.0.0.1"}
    until(lambda: cases(folder), beside.look)
    assert _without_audit(tables(office)) == _without_audit(before)

    practice.switch_off(office.app, ada)
    beside.look()
    assert not folder.exists()
    with pytest.raises(httpx.ConnectError):
        httpx.get(opened.address)
    assert _without_audit(tables(office)) == _without_audit(before)
    new = len(office.rows(AuditEntry)) - len(before["audit_entry"])
    assert [row.action for row in office.rows(AuditEntry)][-new:] == ["practice.on", "practice.off"]
    assert {path.name for path in folder.parent.iterdir()} == {"listenpost.toml"}


def _without_audit(found: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    return {name: rows for name, rows in found.items() if name not in AUDIT}


def test_nothing_that_the_real_one_is_told_reaches_the_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LISTENPOST_DATABASE__URL", "postgresql://real")
    monkeypatch.setenv("LISTENPOST_ACCOUNTS__X__ACCESS_TOKEN", "real")
    assert not [name for name in keeper.environment() if name.startswith("LISTENPOST")]


def test_a_room_that_was_killed_is_removed_too(office: Office, settings: Settings) -> None:
    folder = settings.practice.folder(settings.privacy.tombstones)
    folder.mkdir()
    (folder / room.MARK).touch()
    (folder / "practice.db").write_text("left behind")
    with Keeper(office.app, settings) as found:
        found.look()
    assert not folder.exists()


def test_a_folder_of_somebody_else_stays_and_the_port_of_somebody_else_is_not_taken(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "listenpost-practice"
    folder.mkdir()
    (folder / "holiday.jpg").touch()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        address = Address(host="127.0.0.1", port=other.getsockname()[1])
        with pytest.raises(ConfigurationError, match="somebody else"):
            room.run(folder, address, 240)
        assert (folder / "holiday.jpg").exists()
        with pytest.raises(ConfigurationError, match="taken"):
            room.run(tmp_path / "free", address, 240)
    assert not (tmp_path / "free").exists()


def test_browsers_are_led_to_where_they_can_reach_it() -> None:
    everywhere = Address(host="0.0.0.0", port=8503)  # noqa: S104
    assert everywhere.url == "http://127.0.0.1:8503"
    proxied = replace(everywhere, public_url="https://practice.example")
    assert proxied.url == "https://practice.example"

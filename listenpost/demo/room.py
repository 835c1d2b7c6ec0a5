"""The practice room: a practice network and an installation on it, for people of a real one.

It is a process of its own, started without any of the real installation's settings, with a
database of its own in a folder of its own. Its accounts are on the practice network and its
secrets open nothing else: what is answered here cannot reach a real customer.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from functools import partial
from pathlib import Path

from domain.errors import ConfigurationError, ListenpostError
from domain.role import Role
from listenpost.bootstrap import build
from listenpost.demo import installation, interactive, network
from listenpost.demo.installation import Address
from listenpost.events import configure_logging
from listenpost.services import practice
from listenpost.services.practice import Entrance, Room
from listenpost.settings import load_settings
from listenpost.supervisor import Supervisor

START = "d0T08:00"
TICK_SECONDS = 0.5
MARK = ".made-by-listenpost"
PEOPLE = (
    ("ann", "Ann", Role.AGENT),
    ("lea", "Lea", Role.LEAD),
    ("mia", "Mia", Role.MARKETING),
    ("max", "Max", Role.MANAGER),
)
"""Nobody inside connects accounts or adds people."""


def run(folder: Path, address: Address, minutes: float) -> None:
    """Keep it open until Ctrl-C or SIGTERM, then leave nothing behind."""
    clear(folder)
    if folder.exists():
        raise ConfigurationError(f"{folder} is somebody else's: move it away, then practise here.")
    try:
        interactive.require_free(address.port)
        _run(folder, address, minutes)
    finally:
        clear(folder)


def _run(folder: Path, address: Address, minutes: float) -> None:
    folder.mkdir(mode=0o700)
    (folder / MARK).touch()
    arguments = ["--minutes", str(minutes), "--start-at", START, "--journeys"]
    with network.running(arguments) as found:
        text = installation.settings_text(
            found,
            database_url=f"sqlite:///{folder / 'practice.db'}",
            port=address.port,
            tick=TICK_SECONDS,
            private=True,
            host=address.host,
            public_url=address.public_url,
            tombstones=folder / "erased.jsonl",
        )
        file = installation.write_settings(folder, text)
        app = build(load_settings(file))
        people = installation.add_users(app, PEOPLE)
        installation.add_articles(app)
        app.database.engine.dispose()
        with Supervisor(file) as supervisor:
            supervisor.start("worker")
            supervisor.start("dashboard")
            interactive.wait_until_up(address.port, host=address.reached_at)
            entrances = tuple(
                Entrance(role=one.role, name=one.name, password=one.password) for one in people
            )
            practice.tell(folder, Room(address=address.url, entrances=entrances))
            supervisor.watch(partial(_end_with, os.getppid()))


def _end_with(parent: int) -> None:
    """Nobody would close a room whose keeper was killed."""
    if os.getppid() != parent:
        raise KeyboardInterrupt


def clear(folder: Path) -> None:
    """Remove the folder with all that a room has kept there; a folder of somebody else stays."""
    if (folder / MARK).exists():
        shutil.rmtree(folder)


def main() -> None:
    """Started by `listenpost.demo.keeper`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--public-url")
    parser.add_argument("--minutes", type=float, required=True)
    given = parser.parse_args()
    configure_logging("warning")
    interactive.stop_on_signals()
    address = Address(host=given.host, port=given.port, public_url=given.public_url)
    try:
        run(given.folder, address, given.minutes)
    except KeyboardInterrupt:
        return
    except ListenpostError as error:
        sys.exit(f"practice: {error}")


if __name__ == "__main__":
    main()

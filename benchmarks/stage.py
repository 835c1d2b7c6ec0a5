"""Where soak, hostile and outbox play: a folder, a database and an empty network in a hurry."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from listenpost.demo import installation, network
from listenpost.demo.database import database
from listenpost.demo.network import Network

SPEED = 60.0
"""A minute of waiting is a second here: polls, retries, looks and limits are on this clock."""
POLL_EVERY_SECONDS = 300
"""On the scenario clock: five real seconds, in which a busy machine can read a whole overlap."""
PATIENCE = {
    "LISTENPOST_ACCOUNTS__X__TIMEOUT": "2",
    "LISTENPOST_ACCOUNTS__FACEBOOK__TIMEOUT": "2",
}
"""Real seconds: the networks' hanging is meant to be met often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What one run needs; everything is gone at its end.

    What is asked for here stands in the environment of this process and of those that it starts.
    """

    folder: Path
    address: str
    practice: Network

    def listening(self) -> Path:
        """The settings file of an installation that is impatient, and polls often and evenly."""
        os.environ |= PATIENCE | {"LISTENPOST_WORKER__LOG_LEVEL": "error"}
        for name in ("MENTIONS", "OWN", "SEARCH", "PAGE"):
            os.environ[f"LISTENPOST_LISTENERS__{name}__POLL_EVERY"] = str(POLL_EVERY_SECONDS)
            os.environ[f"LISTENPOST_LISTENERS__{name}__ADAPTIVE"] = "false"
        return installation.write_settings(self.folder, self._text())

    def sending(self) -> Path:
        """The settings file of one that is impatient, with accounts and no listener."""
        os.environ |= PATIENCE
        parts = [part.strip() for part in self._text().split("\n\n")]
        kept = [part for part in parts if not part.startswith("[listeners.")]
        return installation.write_settings(self.folder, "\n\n".join(kept) + "\n")

    def _text(self) -> str:
        return installation.settings_text(
            self.practice, database_url=self.address, port=0, tick=0.2
        )


@contextmanager
def stage(name: str, given: argparse.Namespace) -> Iterator[Stage]:
    """For the benchmark of this name, with the engine and the seed of its command line."""
    arguments = ["--empty", "--speed", str(SPEED), "--seed", str(given.seed)]
    with (
        tempfile.TemporaryDirectory(prefix=f"listenpost-{name}-") as folder,
        database(given.engine) as address,
        network.running(arguments) as practice,
    ):
        yield Stage(folder=Path(folder), address=address, practice=practice)

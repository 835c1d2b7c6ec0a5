"""A worker that dies by SIGKILL after its first poll, again and again.

Each life is a process of its own, forked from a server that has imported the code and done nothing
else: of a life's seconds the most are spent at work, not at importing.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import time
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from sqlmodel import func, select

from listenpost.services.app import App
from listenpost.settings import FILE_VARIABLE
from storage.models import Poll

FIRST_POLL_SECONDS = 30.0
"""A worker that has ended no poll by then is killed all the same, and counted."""
LOOK_SECONDS = 0.05
TERMINATE_SECONDS = 30.0
_forks = multiprocessing.get_context("forkserver")


@dataclass(slots=True, kw_only=True)
class Mortal:
    """Whose worker, with which settings file, and how long it lives after its first poll at most.

    The environment is that of the moment at which the first one is started.
    """

    app: App
    file: Path
    name: str
    longest_life: float
    chance: random.Random
    kills: int = 0
    before_a_poll: int = 0
    log: Path | None = None

    def start(self) -> ForkServerProcess:
        """A worker at work."""
        _forks.set_forkserver_preload(["listenpost.cli", "tweepy", "facebook"])
        worker = _forks.Process(target=_work, args=(self.file, self.name, self.log), daemon=True)
        worker.start()
        return worker

    def live_and_die(self) -> None:
        """One life; raises RuntimeError if the worker ended by itself."""
        before, worker = ended_polls(self.app), self.start()
        deadline = time.monotonic() + FIRST_POLL_SECONDS
        while (polled := ended_polls(self.app) > before) is False and time.monotonic() < deadline:
            worker.join(LOOK_SECONDS)
            if not worker.is_alive():
                raise RuntimeError(f"the worker ended by itself with status {worker.exitcode}")
        self.before_a_poll += not polled
        time.sleep(self.chance.uniform(0, self.longest_life))
        worker.kill()
        worker.join()
        self.kills += 1


def finish(worker: ForkServerProcess) -> bool:
    """Ask it to end, and end it if it does not; returns whether it ended by itself."""
    worker.terminate()
    worker.join(TERMINATE_SECONDS)
    ended = not worker.is_alive()
    worker.kill()
    worker.join()
    return ended


def ended_polls(app: App) -> int:
    """How many polls have ended so far."""
    with app.database.read() as session:
        return session.exec(select(func.sum(Poll.polls))).one() or 0


def _work(file: Path, name: str, log: Path | None) -> None:
    from listenpost.cli import app

    if log is not None:
        with log.open("ab") as output:
            os.dup2(output.fileno(), sys.stderr.fileno())
    os.environ[FILE_VARIABLE] = str(file)
    app(["worker", "--name", name], prog_name="listenpost")

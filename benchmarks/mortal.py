"""A worker that dies by SIGKILL after its first poll, again and again.

Each life is a process of its own, forked from a server that has imported the code and done nothing
else: of a life's seconds the most are spent at work, not at importing.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import threading
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from listenpost.settings import FILE_VARIABLE

FIRST_POLL_SECONDS = 30.0
"""A worker that has ended no poll by then is killed all the same, and counted."""
TERMINATE_SECONDS = 30.0
_forks = multiprocessing.get_context("forkserver")


@dataclass(slots=True, kw_only=True)
class Mortal:
    """Whose worker, with which settings file, and how long it lives after its first poll at most.

    The environment is that of the moment at which the first one is started.
    """

    file: Path
    name: str
    longest_life: float
    chance: random.Random
    kills: int = 0
    before_a_poll: int = 0
    log: Path | None = None
    _polled: Connection | None = field(default=None, init=False)

    def start(self) -> ForkServerProcess:
        """A worker at work."""
        _forks.set_forkserver_preload(["listenpost.cli.work", "tweepy", "facebook"])
        self._polled, tells = _forks.Pipe(duplex=False)
        given = (self.file, self.name, self.log, tells)
        worker = _forks.Process(target=_work, args=given, daemon=True)
        worker.start()
        tells.close()
        return worker

    def live_and_die(self) -> None:
        """One life; raises RuntimeError if the worker ended by itself."""
        self.die(self.start())

    def die(self, worker: ForkServerProcess) -> None:
        """Kill this life of the worker at a random moment after its own first poll."""
        if self._polled is None or not self._polled.poll(FIRST_POLL_SECONDS):
            self.before_a_poll += 1
        elif not worker.is_alive():
            raise RuntimeError(f"the worker ended by itself with status {worker.exitcode}")
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


def _work(file: Path, name: str, log: Path | None, polled: Connection) -> None:
    from listenpost.cli import command_line

    if log is not None:
        with log.open("ab") as output:
            os.dup2(output.fileno(), sys.stderr.fileno())
    os.environ[FILE_VARIABLE] = str(file)
    _tell_of_polls(polled)
    command_line(["worker"])(["worker", "--name", name], prog_name="listenpost")


def _tell_of_polls(polled: Connection) -> None:
    """When the first poll of this process has ended, whoever waits to kill it is told."""
    from listenpost.services import ingest
    from listenpost.services.app import App

    whole, told = ingest.poll, threading.Event()

    def poll(app: App, name: str) -> ingest.PollReport | None:
        report = whole(app, name)
        if report is not None and not told.is_set():
            told.set()
            polled.send_bytes(b".")
        return report

    ingest.poll = poll

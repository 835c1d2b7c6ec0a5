"""Worker and dashboard as processes of their own, started, watched and stopped together."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog

from listenpost.settings import FILE_VARIABLE

log = structlog.get_logger(__name__)
COMMANDS = {
    "worker": ("-m", "listenpost", "worker"),
    "dashboard": ("-m", "dashboard"),
}
RESTART_PAUSE = 2.0
STOP_TIMEOUT = 30.0


class Supervisor:
    """Starts processes again that died, and stops all of them at the end."""

    def __init__(self, settings: Path) -> None:
        self._environment = os.environ | {FILE_VARIABLE: str(settings.resolve())}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def start(self, name: str) -> None:
        """Start the named process, or start it again."""
        command = [sys.executable, *COMMANDS[name]]
        self._processes[name] = subprocess.Popen(command, env=self._environment)  # noqa: S603

    def watch(self, also: Callable[[], None] = lambda: None) -> None:
        """Keep everything running until Ctrl-C or SIGTERM, and do something else now and then."""
        try:
            while True:
                time.sleep(0.5)
                self._restart_dead()
                also()
        except KeyboardInterrupt:
            return

    def _restart_dead(self) -> None:
        for name, process in self._processes.items():
            status = process.poll()
            if status is not None:
                log.error("process.died", process=name, status=status)
                time.sleep(RESTART_PAUSE)
                self.start(name)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            try:
                process.wait(timeout=STOP_TIMEOUT)
            except subprocess.TimeoutExpired:
                process.kill()

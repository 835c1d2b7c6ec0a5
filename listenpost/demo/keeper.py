"""Opens the practice room where it was switched on, and closes it where it was switched off."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog
from sqlalchemy.exc import DBAPIError

from listenpost.demo import room
from listenpost.services import practice
from listenpost.services.app import App
from listenpost.settings import Settings

log = structlog.get_logger(__name__)
LOOK_EVERY = 2.0
AGAIN_AFTER = 15.0
STOP_TIMEOUT = 40.0
OURS = "LISTENPOST_"


def command(settings: Settings, folder: Path) -> list[str]:
    """What starts the room."""
    found = [sys.executable, "-m", "listenpost.demo.room", str(folder)]
    found += ["--host", settings.dashboard.host, "--port", str(settings.practice.port)]
    found += ["--minutes", str(settings.practice.minutes)]
    if settings.practice.public_url:
        found += ["--public-url", settings.practice.public_url]
    return found


def environment() -> dict[str, str]:
    """Ours without a setting of Listenpost: what the room is told stands in its own file alone."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


class Keeper:
    """Looks every few seconds; a room that dies is opened again, empty."""

    def __init__(
        self, app: App, settings: Settings, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._folder = settings.practice.folder(settings.privacy.tombstones)
        self._command = command(settings, self._folder)
        self._clock = clock
        self._process: subprocess.Popen[bytes] | None = None
        self._look_at = self._start_at = clock()

    def __enter__(self) -> Self:
        return self

    def look(self) -> None:
        """Do what was asked for since; called often."""
        if self._clock() < self._look_at:
            return
        self._look_at = self._clock() + LOOK_EVERY
        try:
            on = practice.is_on(self._app)
        except DBAPIError as error:  # the database is away for a moment: all stays as it is
            log.warning("practice.not_asked", error=type(error).__name__)
            return
        if on:
            self._open()
        else:
            self.close()

    def _open(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        if self._process is not None:
            log.error("practice.died", status=self._process.returncode)
            self.close()
            self._start_at = self._clock() + AGAIN_AFTER
        if self._clock() >= self._start_at:
            self._process = subprocess.Popen(  # noqa: S603  a command of ours
                self._command, env=environment(), start_new_session=True
            )

    def close(self) -> None:
        """Stop it and wait until it is gone with all that it kept."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            try:
                process.wait(timeout=STOP_TIMEOUT)
            except subprocess.TimeoutExpired:
                log.warning("practice.killed")
            with suppress(ProcessLookupError):  # what it started, should it have died itself
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        room.clear(self._folder)  # also after a room that was killed

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

"""Whether this process may be given work: database, schema, and for a worker model and jobs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from domain.heartbeat import Unready
from listenpost.services.app import App
from storage import migrate

log = structlog.get_logger(__name__)
LASTS = 1.0
"""Seconds for which an answer holds, so that strangers cannot keep the database busy."""
PATIENCE = 3.0
"""Seconds; a database that has not answered by then counts as unreachable."""


class Readiness:
    """One look at a time, whoever asks how often; each change is logged once, with its details."""

    def __init__(
        self,
        app: App,
        *,
        works: bool = False,
        lasts: float = LASTS,
        patience: float = PATIENCE,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._works = works
        self._lasts, self._patience, self._now = lasts, patience, now
        self._lock = threading.Lock()
        self._look: Future[Unready | None] | None = None
        self._looked_at = 0.0
        self._last: Unready | None = None

    def trouble(self) -> Unready | None:
        """Why no work should be given, or None; answers in time whatever the database does."""
        with self._lock:
            look = self._look
            if look is None or (look.done() and self._now() - self._looked_at >= self._lasts):
                look = self._look = Future()
                threading.Thread(target=self._find, args=(look,), daemon=True).start()
        try:
            return look.result(self._patience)
        except TimeoutError:
            return Unready.DATABASE

    def is_alive(self) -> bool:
        """Whether the process's own loop turns."""
        return self._app.beats.is_alive(now=self._app.clock.wall())

    def _find(self, look: Future[Unready | None]) -> None:
        try:
            found, why = trouble(self._app, works=self._works)
        except Exception as error:  # whatever it is: nobody waits for ever for this look
            log.exception("readiness.crashed")
            found, why = Unready.DATABASE, type(error).__name__
        if found is not self._last:
            if found is None:
                log.info("readiness.back")
            elif found is Unready.STARTING:
                log.info("readiness.starting")
            else:
                log.error("readiness.lost", why=found.value, detail=why)
        self._last = found
        self._looked_at = self._now()
        look.set_result(found)


def trouble(app: App, *, works: bool) -> tuple[Unready | None, str]:
    """What is wrong, and its details for the log; a process that `works` has jobs and a model."""
    found = _of_database(app)
    if found[0] is None and works:
        found = _of_jobs(app)
    return found


def _of_database(app: App) -> tuple[Unready | None, str]:
    url = app.database.engine.url
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return Unready.DATABASE, "its file is gone"  # whoever has it open would not notice
    try:
        current = migrate.is_current(app.database)
    except SQLAlchemyError as error:
        return Unready.DATABASE, str(getattr(error, "orig", error)).partition("\n")[0]
    return (None, "") if current else (Unready.SCHEMA, "`listenpost init` or a worker upgrades it")


def _of_jobs(app: App) -> tuple[Unready | None, str]:
    idle = app.beats.stalled(now=app.clock.wall())
    if idle:
        return Unready.STALLED, ", ".join(idle)
    if app.beats.has_model is None and app.beats.expects("judge"):
        return Unready.STARTING, "nothing was judged yet"
    if app.beats.has_model is False:
        return Unready.MODEL, "triage.no_model says why; `listenpost doctor` how to mend it"
    return None, ""

"""The database of an invented year: built when it is first asked for, and kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import inbox_load
from benchmarks.inbox_people import Size
from listenpost.demo.database import postgresql_in
from storage import migrate
from storage.engine import Database, make_database


@contextmanager
def built(folder: Path, engine: str, size: Size) -> Iterator[Database]:
    """The database of this size, built if it is not there; a half-built one is begun anew, one that
    was kept is brought up to date."""
    place = folder / f"{engine}-{size.cases}-{size.mentions}"
    ready = place / "ready"
    if not ready.exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
    with _address(engine, place) as address:
        database = make_database(address)
        try:
            if ready.exists():
                migrate.upgrade(database)
            else:
                inbox_load.fill(database, size)
                ready.touch()
            yield database
        finally:
            database.engine.dispose()


@contextmanager
def _address(engine: str, place: Path) -> Iterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{place / 'listenpost.db'}"
        return
    with postgresql_in(place, keep=True) as address:
        yield address

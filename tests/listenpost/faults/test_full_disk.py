"""PostgreSQL's own disk is full: a small file system of which it gets one table."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from listenpost.services import ingest
from storage.engine import Database
from storage.models import Mention, Poll, Task
from tests.fakes import Office

pytestmark = pytest.mark.parametrize("engine_name", ["postgresql"])


@pytest.fixture
def small_disk(database: Database, migrated_postgresql: str, tmp_path: Path) -> Iterator[Path]:
    """A megabyte, on which posts are stored; a file in it can take the room that is left."""
    with psycopg.connect(migrated_postgresql, autocommit=True) as server:
        (data,) = server.execute("SHOW data_directory").fetchone() or ("",)
        disk = Path(data).parent / "disk"  # the server's user gets there
        disk.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(disk)]
        made = subprocess.run(mount, capture_output=True, check=False)
        if made.returncode:
            disk.rmdir()
            pytest.skip(f"no file system can be mounted here: {made.stderr.decode().strip()}")
        try:
            own, place = Path(data).stat(), disk / "table"
            place.mkdir(mode=0o700)
            os.chown(place, own.st_uid, own.st_gid)
            server.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
            server.execute("ALTER TABLE mention SET TABLESPACE small")
            yield disk
        finally:
            database.engine.dispose()
            server.execute("ALTER TABLE mention SET TABLESPACE pg_default")
            server.execute("CHECKPOINT")
            server.execute("DROP TABLESPACE IF EXISTS small")
            # a server's process may still hold a removed file: it is let go with the last one
            subprocess.run(["umount", "--lazy", str(disk)], check=True)  # noqa: S607
            disk.rmdir()


def test_a_full_disk_of_the_server_fails_a_poll_in_words_and_loses_nothing(
    office: Office, small_disk: Path
) -> None:
    long = os.urandom(7_500).hex()  # of which nothing is saved by packing it
    posts = [office.says(f"Otto {n}", f"post {n} {long}") for n in range(20)]
    filler = small_disk / "filler"
    filler.write_bytes(bytes(800_000))
    report = office.hear(*posts)
    assert "No space left on device" in (report.error or "")
    assert office.rows(Mention) == []
    assert office.rows(Task) == []
    (row,) = office.rows(Poll)
    assert "No space left" in (row.last_error or "")  # the health page shows it
    filler.unlink()
    ingest.poll(office.app, "main")
    assert len(office.rows(Mention)) == 20

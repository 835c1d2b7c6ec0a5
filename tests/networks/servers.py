"""Starts and stops the servers that others wrote; everything is on loopback and forgotten after."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.networks.install import HOME, SCRIPTS, environment, node

PATIENCE = 120.0


def postgresql_programs() -> Path | None:
    """The folder of a PostgreSQL with pg_trgm, which the AppView needs and our wheel has not."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        share = Path("/usr/share/postgresql") / folder.parent.name / "extension/pg_trgm.control"
        if (folder / "initdb").exists() and share.exists():
            return folder
    return None


def bluesky_lacks() -> str | None:
    """What Bluesky's network needs besides Node."""
    if shutil.which("redis-server") is None:
        return "redis-server is not installed (Debian: apt-get install redis-server)"
    if postgresql_programs() is None:
        return "PostgreSQL with contrib is not installed (Debian: apt-get install postgresql)"
    return None


@contextmanager
def bluesky(folder: Path) -> Iterator[str]:
    """The address of a personal data server of a network of its own."""
    with ExitStack() as running:
        database = running.enter_context(_postgresql(folder))
        cache = running.enter_context(_redis())
        yield running.enter_context(
            _node(
                "bluesky",
                REDIS_HOST=cache,
                DB_POSTGRES_URL=database,
                DB_POSTGRES_SCHEMA="bsky",
                LOG_ENABLED="false",
            )
        )


@contextmanager
def telegram() -> Iterator[str]:
    """The address of a Bot API."""
    with _node("telegram") as url:
        yield url


@contextmanager
def _node(server: str, **more: str) -> Iterator[str]:
    """What the script of a server says that it listens on."""
    place = HOME / server
    shutil.copy(SCRIPTS / server / "server.mjs", place)
    loopback = str(SCRIPTS / "loopback.cjs")
    command = [node(), "--require", loopback, "server.mjs"]
    given = environment() | more | {"FIRST_PORT": str(_free_ports(5))}
    log = place / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=place, env=given, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield _ready(process, log)
        finally:
            _end(process)


def _ready(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        for line in log.read_text(encoding="utf-8").splitlines():
            if line.startswith("READY "):
                return line.removeprefix("READY ").strip()
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text(encoding='utf-8')[-2000:]}")


@contextmanager
def _redis() -> Iterator[str]:
    port = _free_ports(1)
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield f"127.0.0.1:{port}"
    finally:
        _end(process)


@contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    programs = postgresql_programs()
    if programs is None:
        raise RuntimeError("PostgreSQL is not installed")
    user = "postgres" if os.getuid() == 0 else None  # it refuses to run as root
    folder.mkdir(exist_ok=True)
    if user:
        shutil.chown(folder, user)
    port, data = _free_ports(1), str(folder / "data")

    def run(*command: str) -> None:
        subprocess.run(
            [str(programs / command[0]), *command[1:]],
            check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    run("initdb", "-D", data, "-U", "pg", "-A", "trust", "--no-sync")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run("pg_ctl", "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql://pg@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def _free_ports(many: int) -> int:
    """The first of so many free ports in a row."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            first = int(probe.getsockname()[1])
        if all(_is_free(first + number) for number in range(many)):
            return first


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return port < 65536 and probe.connect_ex(("127.0.0.1", port)) != 0


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

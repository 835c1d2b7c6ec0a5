"""How long the server takes to draw a page of the dashboard, for one agent and for many.

python -m benchmarks.dashboard --mentions 1000000 --clients 20 --json

The dashboard runs as an operator starts it, on an invented year of mentions; agents are real
websockets that speak Streamlit's protocol, each with a session of her own and with the parts of
her page that refresh by themselves. Beside it the same list and three charts stand in a page as
Streamlit's tutorial would write it, with altair (`benchmarks/dashboard_altair.py`), measured in the
same run. Times are the server's: what a browser needs to draw them is not in them.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import json
import os
import random
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
from sqlmodel import col, select, update

from benchmarks.dashboard_window import opened
from benchmarks.inbox_measures import noise, p95
from benchmarks.inbox_people import AGENTS, Size
from benchmarks.inbox_place import built
from benchmarks.pipeline_start import memory
from dashboard import cookies
from domain.case import CaseStatus
from listenpost.bootstrap import build
from listenpost.demo.database import ENGINES
from listenpost.services import passwords
from listenpost.services.app import App
from listenpost.services.inbox import InboxView
from listenpost.services.sign_in import Entered, sign_in
from listenpost.settings import load_settings
from storage.engine import Database
from storage.ids import key
from storage.models import Case, User

POSTS_A_CASE = 10
TIMES = 60
VIEWS = [view.value for view in InboxView]
ALTAIR = Path(__file__).with_name("dashboard_altair.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running dashboard, and what opens it to each agent."""

    address: str
    process: int
    cookies: Sequence[str]
    cases: Sequence[int]

    def memory(self) -> int:
        """Of the process, in MB."""
        return memory(self.process, "VmRSS")

    def worked(self) -> float:
        """Seconds of computing that the process has used: they do not depend on its neighbours."""
        parts = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Run it as the command line says."""
    given = _arguments()
    size = Size(cases=max(1, given.mentions // POSTS_A_CASE), mentions=given.mentions)
    with tempfile.TemporaryDirectory(prefix="listenpost-pages-") as temporary:
        folder = Path(given.data or temporary)
        with built(folder, given.engine, size) as database:
            found = {"engine": given.engine, "mentions": given.mentions, "cases": size.cases}
            with _ours(database, Path(temporary)) as server:
                found |= asyncio.run(_measured(server, given))
            with _altair(database) as server:
                found |= asyncio.run(_beside(server, given))
            found |= noise()
    print(json.dumps(found) if given.json else "\n".join(f"{k}: {v}" for k, v in found.items()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--engine", choices=ENGINES, default="sqlite")
    parser.add_argument("--clients", type=int, default=20, help="agents at the same time")
    parser.add_argument("--think", type=float, default=5.0, help="seconds between their actions")
    parser.add_argument("--actions", type=int, default=12, help="of each of them")
    parser.add_argument("--sessions", type=int, default=60, help="pages that stay open")
    parser.add_argument("--data", help="a folder to keep the database in; else it is removed")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


# --- what is measured


async def _measured(server: Server, given: argparse.Namespace) -> dict[str, Any]:
    begun = time.perf_counter()
    async with opened(server.address, server.cookies[0], ticks=False) as window:
        httpx.get(server.address, headers={"Cookie": server.cookies[0]}).raise_for_status()
        await window.go("")
        first = time.perf_counter() - begun
        chance = random.Random(1)
        worked = [server.worked()]
        inbox = [await window.go(f"view={chance.choice(VIEWS)}") for _ in range(TIMES)]
        worked.append(server.worked())
        await window.go("")
        ticks = [await window.refresh() for _ in range(TIMES)]
        worked.append(server.worked())
        cases = [await window.go(f"case={chance.choice(server.cases)}") for _ in range(TIMES)]
        worked.append(server.worked())
    many = await _many(server, given.clients, given.actions, given.think)
    return {
        "first_page_s": round(first, 2),
        **_told("inbox", inbox),
        **_told("refresh", ticks),
        **_told("case", cases),
        **{
            f"{name}_cpu_ms": round(1000 * (after - before) / TIMES, 1)
            for name, (before, after) in zip(
                ("inbox", "refresh", "case"), pairwise(worked), strict=True
            )
        },
        "clients": given.clients,
        "think_s": given.think,
        **_told("inbox_of_many", many["inbox"]),
        **_told("case_of_many", many["case"]),
        "first_page_of_all_at_once_s": round(await _at_once(server, given.clients), 2),
        "sessions": given.sessions,
        "memory_mb": await _memory(server, given.sessions),
    }


async def _many(server: Server, clients: int, actions: int, think: float) -> dict[str, list[float]]:
    """Agents who come one after the other, look through views and open cases, each at her own pace.

    Those who open their first page in the same moment would refresh it in the same moment for
    ever; what that moment costs is `_at_once`.
    """
    found: dict[str, list[float]] = {"inbox": [], "case": []}

    async def agent(number: int) -> None:
        chance = random.Random(number)
        await asyncio.sleep(clients * chance.random())
        async with opened(server.address, server.cookies[number % len(server.cookies)]) as window:
            await window.go("")
            for action in range(actions):
                await asyncio.sleep(2 * think * chance.random())
                if action % 3 == 2:
                    found["case"].append(await window.go(f"case={chance.choice(server.cases)}"))
                else:
                    found["inbox"].append(await window.go(f"view={chance.choice(VIEWS)}"))

    await asyncio.gather(*(agent(number) for number in range(clients)))
    return found


async def _at_once(server: Server, clients: int) -> float:
    """Until all of them have their first page, as when everybody comes back after a restart."""
    async with AsyncExitStack() as stack:
        windows = [
            await stack.enter_async_context(
                opened(server.address, server.cookies[number % len(server.cookies)], ticks=False)
            )
            for number in range(clients)
        ]
        return max(await asyncio.gather(*(window.go("") for window in windows)))


async def _memory(server: Server, sessions: int) -> int:
    """With so many pages open at the same time."""
    async with AsyncExitStack() as stack:
        for number in range(sessions):
            cookie = server.cookies[number % len(server.cookies)]
            window = await stack.enter_async_context(opened(server.address, cookie, ticks=False))
            await window.go("")
        return server.memory()


async def _beside(server: Server, given: argparse.Namespace) -> dict[str, Any]:
    """The same list with three charts, as the tutorial writes it."""
    async with opened(server.address, "", ticks=False) as window:
        await window.go("")
        alone = [await window.go(f"page={number % 5}") for number in range(30)]
    many: list[float] = []

    async def reader(number: int) -> None:
        chance = random.Random(number)
        await asyncio.sleep(given.clients * chance.random())
        async with opened(server.address, "", ticks=False) as window:
            await window.go("")
            for _ in range(given.actions):
                await asyncio.sleep(2 * given.think * chance.random())
                many.append(await window.go(f"page={chance.randrange(5)}"))

    await asyncio.gather(*(reader(number) for number in range(given.clients)))
    return {**_told("altair", alone), **_told("altair_of_many", many)}


def _told(name: str, times: list[float]) -> dict[str, float]:
    taken = [1000 * one for one in times]
    return {f"{name}_p50_ms": round(statistics.median(taken), 1), f"{name}_p95_ms": p95(taken)}


# --- what it is measured on


@contextmanager
def _ours(database: Database, folder: Path) -> Iterator[Server]:
    """The dashboard of this repository, and a session for each agent of the year."""
    port, url = _port(), database.engine.url.render_as_string(hide_password=False)
    settings = folder / "listenpost.toml"
    settings.write_text(
        f'[database]\nurl = "{url}"\n[dashboard]\nport = {port}\n'
        f'[privacy]\ntombstones = "{folder / "erased"}"\n'
    )
    app = build(load_settings(settings))
    tokens, cases = _enter(app), _open_cases(app)
    app.database.engine.dispose()
    command = [sys.executable, "-m", "dashboard"]
    with _running(command, port, {"LISTENPOST_CONFIG": str(settings)}, "/healthz") as process:
        yield Server(
            address=f"http://127.0.0.1:{port}", process=process, cookies=tokens, cases=cases
        )


def _enter(app: App) -> list[str]:
    password, lasts = secrets.token_hex(), dt.timedelta(hours=2)
    with app.database.write() as session:
        session.exec(update(User).values(password_hash=passwords.hashed(password)))
    found = [
        sign_in(app, name=f"agent{number}", password=password, lasts=lasts)
        for number in range(1, AGENTS + 1)
    ]
    return [f"{cookies.SESSION}={one.token}" for one in found if isinstance(one, Entered)]


def _open_cases(app: App) -> list[int]:
    with app.database.read() as session:
        wanted = select(Case.id).where(col(Case.status) == CaseStatus.OPEN).limit(2000)
        return [key(one) for one in session.exec(wanted)]


@contextmanager
def _altair(database: Database) -> Iterator[Server]:
    port = _port()
    options = ("--server.port", str(port), "--server.headless", "true")
    quiet = ("--server.fileWatcherType", "none", "--browser.gatherUsageStats", "false")
    command = [sys.executable, "-m", "streamlit", "run", str(ALTAIR), *options, *quiet]
    url = database.engine.url.render_as_string(hide_password=False)
    with _running(command, port, {"YEAR": url}, "/_stcore/health") as process:
        yield Server(address=f"http://127.0.0.1:{port}", process=process, cookies=[""], cases=[])


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


@contextmanager
def _running(
    command: Sequence[str], port: int, environment: dict[str, str], health: str
) -> Iterator[int]:
    process = subprocess.Popen(
        command,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"http://127.0.0.1:{port}{health}", process)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}.")
        try:
            if httpx.get(address, timeout=1).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.25)
    raise TimeoutError(address)


if __name__ == "__main__":
    main()

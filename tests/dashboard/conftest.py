"""One dashboard process, one browser, one installation for all tests here."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from dashboard import cookies
from listenpost.services import section_list, sections
from listenpost.services.app import App
from listenpost.services.secret_keys import SecretKeys
from listenpost.services.settled import Settled
from listenpost.services.sign_in import Entered, sign_in
from listenpost.settings.sealing import SecretSettings
from tests.dashboard.world import PASSWORD, World, erased_of, make_world

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("LISTENPOST_CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
DESKTOP = (1280, 900)
PHONE = (390, 844)

CHANNELS = """
[dashboard]
inner_hosts = ["127.0.0.1"]

[[channels]]
name = "support line"
kind = "phone"
contact = "+44 20 7946 0000"

[[channels]]
name = "our shop"
kind = "store"
contact = "12 High Street"

[[message_templates]]
name = "case_update"
language = "en"
category = "utility"
body = "Hello {{1}}, there is news about your case: {{2}} Write to us here."
parameters = ["name", "news"]
usd = 0.05
"""

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = make_world(tmp_path_factory.mktemp("dashboard"))
    yield made
    made.app.database.engine.dispose()


@pytest.fixture
def app(world: World) -> Iterator[App]:
    """A worker of the same installation; what was set here is forgotten for the next test."""
    found = replace(world.app, settled=Settled())
    yield found
    for row in section_list.every(found):
        if row.stored:
            sections.back_to_file_here(found, row.name)


@pytest.fixture(scope="session")
def server(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`python -m dashboard` as an operator starts it; its address."""
    with dashboard(world, tmp_path_factory.mktemp("log") / "dashboard.log") as (address, _):
        yield address


@contextmanager
def dashboard(world: World, log: Path) -> Iterator[tuple[str, int]]:
    """A process of its own: its address and number."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "dashboard"],
            cwd=ROOT,
            env=environment(world, port),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_up(address, process, log)
            yield address, process.pid
        finally:
            process.terminate()
            process.wait(10)
    said = log.read_text()
    assert "Traceback" not in said, said


def environment(world: World, port: int) -> dict[str, str]:
    """What the dashboard process is told: two channels, what WhatsApp has approved, a key."""
    settings = Path(f"{world.app.database.engine.url.database}.toml")
    settings.write_text(CHANNELS)
    keys_of(world).make()
    return {
        **os.environ,
        "LISTENPOST_CONFIG": str(settings),
        "LISTENPOST_BRAND__NAME": world.app.brand,
        "LISTENPOST_DATABASE__URL": str(world.app.database.engine.url),
        "LISTENPOST_DASHBOARD__PORT": str(port),
        "LISTENPOST_PRIVACY__TOMBSTONES": str(erased_of(world.app.database)),
    }


def keys_of(world: World) -> SecretKeys:
    """With what this installation seals the secrets of accounts."""
    return SecretSettings().where(str(erased_of(world.app.database)))


def _wait_until_up(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        assert process.poll() is None, log.read_text()
        try:
            if httpx.get(f"{address}/healthz", timeout=1).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.25)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium: install it, or name it in LISTENPOST_CHROMIUM")
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="session")
def token(world: World) -> Callable[[str], str]:
    """A live session of the user; one sign-in each, since argon2 is slow by design."""
    known: dict[str, str] = {}

    def of(name: str) -> str:
        if name not in known:
            lasts = dt.timedelta(hours=1)
            found = sign_in(world.app, name=name, password=PASSWORD, lasts=lasts)
            assert isinstance(found, Entered)
            known[name] = found.token
        return known[name]

    return of


@pytest.fixture(scope="session")
def window(
    server: str, browser: Browser, token: Callable[[str], str]
) -> Iterator[Callable[[str, tuple[int, int]], BrowserContext]]:
    """A signed-in window for each user and size; kept, since its cache makes pages load fast."""
    known: dict[tuple[str, tuple[int, int]], BrowserContext] = {}

    def of(user: str, size: tuple[int, int]) -> BrowserContext:
        if (user, size) not in known:
            known[user, size] = browser.new_context(
                base_url=server,
                viewport={"width": size[0], "height": size[1]},
                is_mobile=size == PHONE,
                has_touch=size == PHONE,
                reduced_motion="reduce",
            )
            known[user, size].add_cookies(
                [{"name": cookies.SESSION, "value": token(user), "url": server}]
            )
        return known[user, size]

    yield of
    for context in known.values():
        context.close()


def at_rest(page: Page) -> Page:
    """The same page, on which every click, typing and expectation waits until no script runs.

    While one runs, Streamlit shows parts of the page before and of the page to come: a button may
    stand there twice, and a list that has just been opened may close again.
    """
    states = ("initial", "running")
    at_work = ", ".join(f'[data-testid="stApp"][data-test-script-state="{one}"]' for one in states)
    page.add_locator_handler(page.locator(at_work), lambda _: None)
    return page


@pytest.fixture
def open_page(
    window: Callable[[str, tuple[int, int]], BrowserContext],
) -> Iterator[OpenPage]:
    """open_page("ann", "/?case=1", size=PHONE): a tab of a signed-in browser."""
    pages: list[Page] = []

    def opened(
        user: str,
        path: str = "/",
        *,
        size: tuple[int, int] = DESKTOP,
        scheme: Literal["light", "dark"] = "light",
    ) -> Page:
        pages.append(at_rest(window(user, size).new_page()))
        pages[-1].emulate_media(color_scheme=scheme)
        pages[-1].goto(path)
        return pages[-1]

    yield opened
    for page in pages:
        page.close()

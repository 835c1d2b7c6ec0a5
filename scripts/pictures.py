"""The pictures of docs/listening.md: each state of a listener, from a real run.

`python -m scripts.pictures [FOLDER]` lets a day pass on a practice network that misbehaves, runs
the commands, and takes them and the Health page with Chromium, as wide as a desktop and a phone.
"""

from __future__ import annotations

import datetime as dt
import html
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

from listenpost import tasks
from listenpost.bootstrap import build
from listenpost.demo import installation, network
from listenpost.demo.installation import SignIn
from listenpost.demo.interactive import wait_until_up
from listenpost.demo.network import Network
from listenpost.services import ingest
from listenpost.services.app import App
from listenpost.settings import FILE_VARIABLE, load_settings
from listenpost.supervisor import Supervisor

IMAGES = Path(__file__).parents[1] / "docs" / "images"
COLUMNS = {"desktop": 140, "phone": 53}
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
_TOP: FloatRect = {"x": 0, "y": 0, "width": 390, "height": 1800}
"""On a phone the page is long: what needs somebody stands on top."""
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
COMMANDS = {
    "doctor": "listenpost doctor",
    "coverage": "listenpost report coverage",
    "coverage-json": "listenpost report coverage --json"
    """ | jq '.listeners[] | select(.listener == "mentions")'""",
}
"""As they are typed; the last one needs jq."""
STEP = dt.timedelta(minutes=30)
STEPS = 40
"""From two in the morning until ten at night, UTC: no budget begins anew in between."""
FLOOD, POSTS = 900, 4
"""More than the 800 that X's mentions reach back to; and how many posts each step otherwise has."""
MORE = """
[webhooks]
app_secret = "practice-app"
verify_token = "practice"

[accounts.feeds]
platform = "feed"

[accounts.whatsapp]
platform = "whatsapp"
phone_number_id = "{phone_number_id}"
business_account_id = "{business_account_id}"
access_token = "{access_token}"
base_url = "{url}/whatsapp"

[accounts.instagram]
platform = "instagram"
user_id = "{instagram}"
username = "{username}"
page_id = "{page_id}"
page_token = "{page_token}"
app_secret = "{app_secret}"
version = "v26.0"
base_url = "{url}/graph"

[listeners.messages]
kind = "x_messages"
account = "x"

[listeners.messenger]
kind = "facebook_messages"
account = "facebook"

[listeners.tags]
kind = "facebook_page"
account = "facebook"
lists = ["tagged"]

[listeners.instagram]
kind = "instagram"
account = "instagram"

[listeners.whatsapp]
kind = "whatsapp"
account = "whatsapp"

[listeners.news]
kind = "feed"
account = "feeds"
urls = ["http://127.0.0.1:9/news.xml"]
include = ["kestrelia"]
"""
CHANGED = {
    "mentions": "fill_by_search = false",
    "search": "requests_per_day = 30",
    "page": 'lists = ["visitor_posts", "feed"]',
}
FAULTS: Mapping[int, tuple[tuple[str, str, dict[str, Any]], ...]] = {
    31: (("facebook", "visitor_posts", {"type": "expired_token"}),),
    35: (("facebook", "{instagram}", {"type": "status", "status": 403}),),
    36: (("facebook", "tagged", {"type": "status", "status": 400, "code": 12}),),
    37: (("x", "/dm_", {"type": "status", "status": 402}),),
    39: (("x", "/tweets", {"type": "status", "status": 429, "seconds": 600}),),
}
"""Step of the day -> what begins to go wrong: network, part of the path, effect."""
FLOODED = 22


def main() -> None:
    """Take all pictures anew."""
    images = Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES
    images.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="listenpost-pictures-") as folder,
        network.running(["--empty"]) as practice,
        sync_playwright() as playwright,
    ):
        port = _free_port()
        file = _settings(Path(folder), practice, port)
        _begin_at(practice, hour=2)
        user = _live(practice, file)
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("LISTENPOST_CHROMIUM") or shutil.which("chromium"),
            args=FLAGS,
        )
        for name, command in COMMANDS.items():
            _take_command(browser, images, name, command)
        with Supervisor(file) as supervisor:
            supervisor.start("dashboard")
            wait_until_up(port)
            _take_health(browser, images, f"http://127.0.0.1:{port}", user)
        browser.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _settings(folder: Path, practice: Network, port: int) -> Path:
    config = practice.ask("config")
    secrets = config["credentials"]
    address = f"sqlite:///{folder / 'listenpost.db'}"
    text = installation.settings_text(practice, database_url=address, port=port, tick=1)
    more = MORE.format(
        url=practice.url,
        instagram=config["instagram"]["user_id"],
        username=config["instagram"]["username"],
        **secrets["whatsapp"],
        **secrets["facebook"],
    )
    for name, line in CHANGED.items():
        text = text.replace(f"[listeners.{name}]\n", f"[listeners.{name}]\n{line}\n")
    file = installation.write_settings(folder, text + more)
    os.environ[FILE_VARIABLE] = str(file)
    return file


def _begin_at(practice: Network, *, hour: int) -> None:
    now = dt.datetime.fromtimestamp(practice.ask("clock")["now"], dt.UTC)
    start = now.replace(hour=hour, minute=0, second=0) + dt.timedelta(days=1)
    practice.tell("clock", advance_seconds=(start - now).total_seconds())


def _live(practice: Network, file: Path) -> SignIn:
    """A day, half an hour a step; returns who may see the Health page."""
    app = build(load_settings(file))
    users = installation.add_users(app)
    for step in range(STEPS):
        for on, path, effect in FAULTS.get(step, ()):
            path = path.format(instagram=practice.ask("config")["instagram"]["user_id"])
            match = {"network": on, "path_contains": path}
            practice.tell("faults", effect=effect, match=match)
        for on in ("x", "facebook", "instagram"):
            posts = FLOOD if (step, on) == (FLOODED, "x") else POSTS
            effect = {"type": "burst", "posts": posts}
            practice.tell("faults", effect=effect, match={"network": on})
        practice.tell("clock", advance_seconds=STEP.total_seconds())
        app = build(load_settings(file))  # the clock has been moved
        _listen(app)
    tasks.judge(app)
    tasks.look(app)
    app.database.engine.dispose()
    return users[-1]


def _listen(app: App) -> None:
    for name in ingest.due_listeners(app):
        ingest.poll(app, name)


def _take_command(browser: Browser, images: Path, name: str, command: str) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for size, (width, height) in SIZES.items():
        given = {"COLUMNS": str(COLUMNS[size]), "PATH": path}
        said = subprocess.run(  # noqa: S602  a text of ours
            command, shell=True, capture_output=True, text=True, check=False, env=os.environ | given
        )
        page = _window(browser, width, height // 4).new_page()
        page.set_content(_terminal(f"$ {command}\n{said.stdout}", width))
        page.screenshot(path=images / f"{name}-{size}.png", full_page=True)
        page.context.close()


def _terminal(text: str, width: int) -> str:
    """As a terminal shows it."""
    size = 14 if width > 600 else 11
    return (
        '<meta name="viewport" content="width=device-width">'
        '<body style="margin:0;background:#16191f;color:#e6e8eb">'
        f'<pre style="margin:0;padding:1rem;font:{size}px/1.5 monospace;white-space:pre-wrap;'
        f'overflow-wrap:anywhere">{html.escape(text)}</pre></body>'
    )


def _take_health(browser: Browser, images: Path, url: str, user: SignIn) -> None:
    for size, (width, height) in SIZES.items():
        page = _window(browser, width, height).new_page()
        page.goto(url)
        page.get_by_label("User name").fill(user.name)
        page.get_by_label("Password").fill(user.password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{url}/")
        page.goto(f"{url}/health")
        page.get_by_text("Could not be read", exact=True).wait_for()
        _whole(page)
        page.screenshot(path=images / f"health-{size}.png", clip=_TOP if size == "phone" else None)
        page.context.close()


def _whole(page: Page) -> None:
    """Make the window as high as the page, which scrolls inside of it."""
    height = page.evaluate(
        "document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight"
    )
    width = (page.viewport_size or {"width": 0})["width"]
    page.set_viewport_size({"width": width, "height": height + 40})
    page.wait_for_timeout(1000)


def _window(browser: Browser, width: int, height: int) -> Any:
    phone = width < 600
    return browser.new_context(
        viewport={"width": width, "height": height},
        is_mobile=phone,
        device_scale_factor=2 if phone else 1,
        reduced_motion="reduce",
        timezone_id="UTC",
    )


if __name__ == "__main__":
    main()

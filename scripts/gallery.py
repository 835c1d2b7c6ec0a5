"""docs/gallery.md: every page, light and dark, desktop and phone, from the built-in scenario.

`make gallery` plays the week of the demo in twenty minutes, signs in as the role that a page is
for, and takes the pages with Chromium as they stand towards the end of that week.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from dashboard.shell import PLACES
from domain.role import Role

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "gallery"
FILE = ROOT / "docs" / "gallery.md"
MINUTES, LOOK_AFTER = 20, 660
"""The week passes in so many minutes; pictures are taken after so many seconds.

Faster, and the week is over, with nobody left to answer, before the last picture is taken.
"""
LARGEST = 58_000
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
WIDEST = {"desktop": 1024, "phone": 390}
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
READERS = {
    "pulse": Role.MARKETING,
    "ignored": Role.MANAGER,
    "channels": Role.MANAGER,
    "inbox": Role.AGENT,
    "open": Role.AGENT,
    "outbox": Role.AGENT,
}
"""Whose page it is; the others are an admin's."""
PARTS = (
    ("ignored", "ignored-places", "Ignored: where and when", "/ignored?part=places"),
    ("ignored", "ignored-times", "Ignored: response times", "/ignored?part=times"),
    ("ignored", "ignored-work", "Ignored: work and the next hours", "/ignored?part=work"),
    ("ignored", "ignored-promises", "Ignored: promises and mood", "/ignored?part=promises"),
    ("settings", "settings-hours", "Settings: opening hours", "/settings?section=business_hours"),
    ("settings", "settings-routes", "Settings: routes", "/settings?section=routes"),
    ("people", "person", "A person", "/people?person=1"),
)
"""(page, name, title, address) of what is shown beside the pages of the menu."""
REST = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A page, the address that it is taken at, and who looks; nobody looks at the sign-in page."""

    name: str
    title: str
    path: str
    role: Role | None


def shots() -> list[Shot]:
    """Every page of the menu, a case, and the way in."""
    pages = [shot for name in PLACES for shot in _of(name)]
    case = Shot(name="case", title="A case", path="", role=Role.AGENT)
    way_in = Shot(name="sign-in", title="Sign in", path="/auth/sign-in", role=None)
    return [way_in, pages[0], case, *pages[1:]]


def _of(name: str) -> list[Shot]:
    """A page of the menu, and its parts."""
    role, place = READERS.get(name, Role.ADMIN), PLACES[name]
    page = Shot(name=name, title=place.title, path=f"/{place.path}", role=role)
    parts = [
        Shot(name=part, title=title, path=path, role=role)
        for of, part, title, path in PARTS
        if of == name
    ]
    return [page, *parts]


def text_of(found: list[Shot]) -> str:
    """The page that shows the pictures."""
    lines = [
        "# Gallery",
        "",
        "Every page of the dashboard, light and dark, on a desktop and on a phone, on the last",
        "days of the built-in scenario's week. `make gallery` takes the pictures anew.",
    ]
    for one in found:
        lines += ["", f"## {one.title}", "", "| | light | dark |", "|---|---|---|"]
        for size in SIZES:
            cells = " | ".join(
                f"![{one.title}, {size}, {scheme}](gallery/{file_name(one.name, size, scheme)})"
                for scheme in SCHEMES
            )
            lines.append(f"| {size} | {cells} |")
    return "\n".join(lines) + "\n"


def file_name(name: str, size: str, scheme: str) -> str:
    """Where a picture lies in the folder."""
    return f"{name}-{size}-{scheme}.webp"


def main() -> None:
    """Take all pictures."""
    FOLDER.mkdir(exist_ok=True)
    with _demo() as (address, sign_ins), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("LISTENPOST_CHROMIUM") or shutil.which("chromium"),
            args=FLAGS,
        )
        time.sleep(LOOK_AFTER)
        for size in SIZES:
            for scheme in SCHEMES:
                _take_all(browser, address, sign_ins, size, scheme)
        browser.close()
    FILE.write_text(text_of(shots()), encoding="utf-8")


@contextmanager
def _demo() -> Iterator[tuple[str, Mapping[Role, tuple[str, str]]]]:
    """Its address, and a name and a password for each role."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "listenpost", "demo"]
    command += ["--minutes", str(MINUTES), "--agents", "1", "--port", str(port)]
    with subprocess.Popen(  # noqa: S603  a command of ours
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            sign_ins: dict[Role, tuple[str, str]] = {}
            for line in process.stdout or ():
                words = line.split()
                if words and words[0] in tuple(Role):
                    sign_ins[Role(words[0])] = (words[1], words[2])
                if "first case" in line:
                    break
            threading.Thread(target=process.communicate, daemon=True).start()  # what else it says
            yield f"http://127.0.0.1:{port}", sign_ins
        finally:
            process.terminate()


def _take_all(
    browser: Browser,
    address: str,
    sign_ins: Mapping[Role, tuple[str, str]],
    size: str,
    scheme: Scheme,
) -> None:
    rooms: dict[Role | None, BrowserContext] = {}
    for shot in shots():
        if shot.role not in rooms:
            rooms[shot.role] = _room(browser, address, sign_ins, shot.role, size, scheme)
        page = rooms[shot.role].new_page()
        _open(page, shot)
        _keep(page.screenshot(type="png"), FOLDER / file_name(shot.name, size, scheme), size)
        sys.stdout.write(f"{file_name(shot.name, size, scheme)}\n")
        sys.stdout.flush()
        page.close()
    for room in rooms.values():
        room.close()


def _room(
    browser: Browser,
    address: str,
    sign_ins: Mapping[Role, tuple[str, str]],
    role: Role | None,
    size: str,
    scheme: Scheme,
) -> BrowserContext:
    width, height = SIZES[size]
    room = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": height},
        is_mobile=size == "phone",
        color_scheme=scheme,
        reduced_motion="reduce",
        timezone_id="Europe/Amsterdam",
        locale="en",
    )
    room.set_default_timeout(120_000)
    if role is not None:
        name, password = sign_ins[role]
        page = room.new_page()
        page.goto("/auth/sign-in")
        page.fill("#username", name)
        page.fill("#password", password)
        page.press("#password", "Enter")
        page.wait_for_selector(REST)
        page.close()
    return room


def _open(page: Page, shot: Shot) -> None:
    page.goto(shot.path or "/inbox")
    if shot.role is None:
        return
    page.wait_for_selector(REST)
    if shot.name == "case":
        link = page.locator("a.title").first.get_attribute("href") or "/"
        page.goto(link)
        page.wait_for_selector(REST)
    page.get_by_role("heading", level=1).first.wait_for()
    if "part=" in shot.path:  # it stands below what all parts have in common
        page.get_by_role("tablist").first.evaluate("tabs => tabs.scrollIntoView()")
    page.wait_for_timeout(1500)  # charts grow, and a picture has no second look


def _keep(picture: bytes, file: Path, size: str) -> None:
    """As small as it has to be: a poorer picture until it fits."""
    with Image.open(io.BytesIO(picture)) as shot:
        width = WIDEST[size]
        drawn = shot.convert("RGB").resize(
            (width, round(shot.height * width / shot.width)), Image.Resampling.LANCZOS
        )
        for quality in range(80, 10, -10):
            drawn.save(file, "WEBP", quality=quality, method=6)
            if file.stat().st_size <= LARGEST:
                return


if __name__ == "__main__":
    main()

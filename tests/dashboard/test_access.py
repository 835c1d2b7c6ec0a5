"""Everybody can use it: no serious finding of axe, and nothing wider than a phone."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from domain.classification import Topic, Urgency
from domain.listening import ListenerState
from storage.models import Poll, SkippedItem
from tests.dashboard.conftest import DESKTOP, PHONE, OpenPage
from tests.dashboard.test_hostile_texts import overflow
from tests.dashboard.world import World, judged


def findings(page: Page) -> list[str]:
    """What axe calls serious or critical, with the first place where it is.

    Streamlit fades what it draws again, which axe takes for poor contrast: only what stays counts.
    """
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    found: list[str] = []
    for _ in range(3):
        found = [
            f"{item['id']}: {item['nodes'][0]['target']} {item['nodes'][0]['failureSummary']}"
            for item in Axe().run(page).response["violations"]
            if item["impact"] in ("serious", "critical")
        ]
        if not found:
            break
        page.wait_for_timeout(1000)
    return found


@pytest.fixture(scope="module")
def filled(world: World) -> int:
    """Something on every page; returns a case."""
    now = world.app.clock.now()
    found = judged(Urgency.HIGH, Topic.BILLING, private=True)
    with world.app.database.write() as session:
        for state in (ListenerState.LISTENING, ListenerState.SIGN_IN_FAILED):
            poll = Poll(
                listener=state.value,
                platform="x",
                kind="x.mentions",
                state=state,
                next_poll_at=now,
                last_ok_at=now,
                failures=int(state is not ListenerState.LISTENING),
                last_error="Token expired.",
            )
            session.add(poll)
        session.add(
            SkippedItem(listener="x", external_id="1" * 60, reason="No author. " * 20, seen_at=now)
        )
    late = world.post("Late Laura", "where is it", found=found, minutes_ago=900)
    world.post("Late Laura", "and another matter", found=judged(Urgency.NORMAL, Topic.ORDER))
    return late


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
@pytest.mark.parametrize(
    ("path", "ready"),
    [
        ("/", "Inbox"),
        ("/?case={case}", "Late Laura"),
        ("/pulse", "By day"),
        ("/ignored", "Longest waiting"),
        ("/health", "Could not be read"),
    ],
)
def test_axe_finds_nothing_serious_and_nothing_is_too_wide(
    filled: int,
    open_page: OpenPage,
    path: str,
    ready: str,
    size: tuple[int, int],
    scheme: Literal["light", "dark"],
) -> None:
    page = open_page("ada", path.format(case=filled), size=size, scheme=scheme)
    expect(page.get_by_role("heading", name=ready)).to_be_visible()
    if path == "/":
        expect(page.get_by_role("list", name=re.compile("^Cases"))).to_be_visible()
    if "case" in path:
        expect(page.get_by_role("textbox", name="Reply")).to_be_visible()
    assert findings(page) == []
    assert overflow(page) <= 0


def test_axe_finds_nothing_serious_on_the_sign_in_page(server: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{server}/auth/sign-in")
    found = Axe().run(page).response["violations"]
    assert [item["id"] for item in found] == []
    page.close()


def test_cards_can_be_walked_with_the_keyboard(
    world: World, filled: int, open_page: OpenPage
) -> None:
    found = judged(Urgency.HIGH, Topic.ORDER)
    for number in (1, 2):
        world.post(f"Key {number}", f"ibex {number}", found=found, minutes_ago=60 - number)
    page = open_page("ann", "/?search=ibex", size=DESKTOP)
    page.get_by_role("link", name="ibex 1").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="ibex 2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Key 2", level=1)).to_be_visible()
